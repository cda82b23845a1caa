"""Excel files that we give out: a sheet per table, numbers as numbers, and never a formula that a stranger typed."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from keurmerk.spreadsheet import harmless

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 1024 * 1024  # bytes; a larger file waits on disk
_LONGEST_TITLE = 31  # Excel's own
_NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """One table of the file: its name on the tab, its heads, its rows."""

    title: str
    heads: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def response(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """A download called `name` (with its .xlsx). Rows are written as they are read; it is sent in parts."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(title_of(sheet.title, {made.title for made in book.worksheets}))
        page.freeze_panes = "A2"
        page.column_dimensions["A"].width = 36
        for letter in "BCDEFGHIJ":
            page.column_dimensions[letter].width = 18
        page.append([_head(page, head) for head in sheet.heads])
        for row in sheet.rows:
            page.append([cell(value) for value in row])
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPE)


def cell(value: Any) -> Any:
    """A number or day as it is; everything else as text that Excel does not run, without what XML can not hold."""
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return _NOT_IN_XML.sub("", harmless(value))


def title_of(title: str, taken: set[str]) -> str:
    """A name that Excel accepts for a sheet and that no other one has."""
    plain = _NOT_IN_TITLES.sub(" ", str(title)).strip(" '")[:_LONGEST_TITLE] or "Sheet"
    number, found = 2, plain
    while found.casefold() in {other.casefold() for other in taken}:
        found = f"{plain[: _LONGEST_TITLE - 4]} ({number})"
        number += 1
    return found


def _head(page: Any, words: Any) -> Any:
    made = WriteOnlyCell(page, value=cell(str(words)))
    made.font = Font(bold=True)
    return made
