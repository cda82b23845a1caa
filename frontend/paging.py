"""Long lists in pages that stay true while rows come in: by the last row seen, never by number."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the links to its neighbours; empty where there are none."""

    rows: list[Any]
    newer: str
    older: str


def page_of(rows: "QuerySet[Any]", request: HttpRequest, *, by: str, size: int = 25) -> Page:
    """A page of `rows`, newest first by the field `by`; the address says `?after=` or `?before=` which row."""
    after, before = _anchor(rows, request, "after", by), _anchor(rows, request, "before", by)
    if before:
        found = list(rows.filter(_beyond(before, by, "gt")).order_by(by, "pk")[: size + 1])
        return _page(request, found[:size][::-1], newer=len(found) > size, older=True)
    if after:
        rows = rows.filter(_beyond(after, by, "lt"))
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    return _page(request, found[:size], newer=bool(after), older=len(found) > size)


def _anchor(rows: "QuerySet[Any]", request: HttpRequest, name: str, by: str) -> Model | None:
    number = request.GET.get(name, "")
    known = number.isascii() and number.isdigit() and len(number) <= 18
    return rows.model._default_manager.filter(pk=int(number)).only("pk", by).first() if known else None


def _beyond(anchor: Model, by: str, side: str) -> Q:
    """The first condition is the one that an index can follow."""
    value = getattr(anchor, by)
    beyond = Q(**{f"{by}__{side}": value}) | Q(**{by: value, f"pk__{side}": anchor.pk})
    return Q(**{f"{by}__{side}e": value}) & beyond


def _page(request: HttpRequest, rows: list[Any], *, newer: bool, older: bool) -> Page:
    return Page(
        rows=rows,
        newer=_link(request, "before", rows[0].pk) if newer and rows else "",
        older=_link(request, "after", rows[-1].pk) if older and rows else "",
    )


def _link(request: HttpRequest, name: str, number: int) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    query[name] = str(number)
    return f"?{query.urlencode()}"
