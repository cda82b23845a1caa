"""Pages of our own API that stay true while rows come in: by the last row seen, however deep, never by number."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

USUAL, MOST = 25, 100


@dataclass(frozen=True)
class Place:
    """Beside which row a page lies: the rows before it in time, or with `back` those after it."""

    at: datetime
    pk: int
    back: bool = False

    def __str__(self) -> str:
        words = f"{'b' if self.back else 'f'}|{self.at.isoformat()}|{self.pk}"
        return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str) -> "Place":
        try:
            words = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
            way, at, pk = words.split("|")
            place = cls(datetime.fromisoformat(at), int(pk[:19]), back=way == "b")
        except (ValueError, binascii.Error) as fault:
            raise ValidationError({"cursor": "Take the cursor from a link to the next or previous page."}) from fault
        if place.at.tzinfo is None or not 0 <= place.pk < 2**63:
            raise ValidationError({"cursor": "Take the cursor from a link to the next or previous page."})
        return place


@dataclass(frozen=True)
class Page:
    """Rows, newest first, and the addresses of the neighbours or None."""

    rows: list[Any]
    next: str | None
    previous: str | None

    def around(self, results: Any, **facts: Any) -> dict[str, Any]:
        """The answer: facts about all, the links, and the rows as they are shown."""
        return {**facts, "next": self.next, "previous": self.previous, "results": results}


def page_of(rows: "QuerySet[Any]", request: Request, *, by: str) -> Page:
    """The page of `rows` that the request asks for by `cursor` and `page_size`, newest first by the moment `by`."""
    size = _size(request.query_params.getlist("page_size"))
    cursor = request.query_params.get("cursor")
    place = Place.read(cursor) if cursor else None
    if place and place.back:
        found = list(rows.filter(_beyond(place, by, "gt")).order_by(by, "pk")[: size + 1])
        return _page(request, found[:size][::-1], by, newer=len(found) > size, older=True)
    if place:
        rows = rows.filter(_beyond(place, by, "lt"))
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    return _page(request, found[:size], by, newer=bool(place), older=len(found) > size)


def _size(given: list[str]) -> int:
    if not given:
        return USUAL
    known = len(given) == 1 and given[0].isascii() and given[0].isdigit() and len(given[0]) < 9
    if not known or not 0 < int(given[0]) <= MOST:
        raise ValidationError({"page_size": f"Give a number from 1 to {MOST}."})
    return int(given[0])


def _beyond(place: Place, by: str, side: str) -> Q:
    """The first condition is the one that an index can follow."""
    beyond = Q(**{f"{by}__{side}": place.at}) | Q(**{by: place.at, f"pk__{side}": place.pk})
    return Q(**{f"{by}__{side}e": place.at}) & beyond


def _page(request: Request, rows: list[Any], by: str, *, newer: bool, older: bool) -> Page:
    def link(row: Any, *, back: bool) -> str:
        place = Place(getattr(row, by), row.pk, back=back)
        return replace_query_param(request.build_absolute_uri(), "cursor", str(place))

    return Page(
        rows=rows,
        next=link(rows[-1], back=False) if older and rows else None,
        previous=link(rows[0], back=True) if newer and rows else None,
    )
