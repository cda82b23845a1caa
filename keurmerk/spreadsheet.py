"""CSV that we give out: opens in Excel with the columns right, and never runs what a stranger typed as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

BOM = "\ufeff"  # without it Excel takes UTF-8 for Windows-1252
DELIMITER = ";"  # what Dutch Excel reads and writes
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also full width


class _Line:
    """What csv.writer writes to: it hands the line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: Any) -> str:
    """The text of a cell: numbers as they are, moments in local time, a would-be formula behind an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell) if timezone.is_aware(cell) else cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, int | float | Decimal | date):
        return str(cell)
    text = str(cell).replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) or text[:1].isspace() else text


def lines(rows: Iterable[Sequence[Any]], *, delimiter: str = DELIMITER) -> Iterator[str]:
    """The rows as lines of CSV, one at a time, so that a long list is never in memory as a whole."""
    write = csv.writer(_Line(), delimiter=delimiter).writerow
    for row in rows:
        yield str(write([harmless(cell) for cell in row]))


def response(
    name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]], *, delimiter: str = DELIMITER
) -> StreamingHttpResponse:
    """A download called `name` (with its .csv): heads, then rows, sent while they are read."""

    def content() -> Iterator[str]:
        yield BOM
        yield from lines([heads], delimiter=delimiter)
        yield from lines(rows, delimiter=delimiter)

    answer = StreamingHttpResponse(content(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
