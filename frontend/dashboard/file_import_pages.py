"""What the page of every list from a file shows, whatever is in it: first rows, faulty lines, progress."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from frontend.access import ShopRequest
from keurmerk import spreadsheet

FIRST_ROWS = 5
LOOKED_AT = 200  # lines, to find the first rows that are right
FAULTS_PER_PAGE = 50

Shown = Callable[[Iterator[Any], Any], Iterable[Any]]  # faults of an import, in words


def faults(request: ShopRequest, of: Any, shown: Shown) -> dict[str, Any]:
    """The faulty lines from `?line=` on; every one of them is in the download."""
    asked = request.GET.get("line", "")
    since = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    found = list(of.faults.filter(line__gte=since)[: FAULTS_PER_PAGE + 1])
    older = f"?line={found[-1].line}#faults" if len(found) > FAULTS_PER_PAGE else ""
    told = list(shown(iter(found[:FAULTS_PER_PAGE]), of))
    return {"faults": told, "fault_count": of.faults.count() if found else 0, "older": older, "newer": ""}


def fault_sheet(of: Any, shown: Shown) -> HttpResponseBase:
    """Every faulty line, for who repairs them in the file."""
    told = shown(of.faults.iterator(chunk_size=2000), of)
    rows = ((each.line, each.column, each.words) for each in told)
    return spreadsheet.response("faulty-lines.csv", [_("Line"), _("Column"), _("What is wrong")], rows)


def first_rows(of: Any, read: Callable[[Any], Iterable[Any]]) -> list[Any]:
    """As `read` takes them from the open file; none once the file is deleted."""
    try:
        file: Any = default_storage.open(of.path, "rb")
    except FileNotFoundError:
        return []
    with file:
        return list(islice((row for row in islice(read(file), LOOKED_AT) if row), FIRST_ROWS))


def progress(request: ShopRequest, of: Any, part: str) -> HttpResponse:
    """How far it is, for the page that asks every two seconds; when it is through, the page comes anew."""
    answer = render(request, part, {"list": of})
    if not of.is_working:
        answer["HX-Refresh"] = "true"
    return answer
