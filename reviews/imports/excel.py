"""Excel lists: the values of the first sheet with something in it, as text with one line per row.

An .xlsx is a zip of XML, and both can be made to swell: sizes are looked at before anything is unpacked, cells are
counted, and a part that declares an entity is refused.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

import openpyxl

from reviews.imports.unreadable import Unreadable

DELIMITER = ";"
MOST_ROWS = 25_000  # openpyxl reads some thousands a second, and somebody waits
MOST_BYTES = 20 * 1024 * 1024
_MOST_COLUMNS = 200
_MOST_CELLS = 20_000_000  # empty ones count: a row may claim to be 16,384 wide
_MOST_UNPACKED = 80 * 1024 * 1024
_MOST_SWELLING = 200  # times
_MOST_PARTS = 2000
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_KINDS = {"word/document.xml": "DOCUMENT", "ppt/presentation.xml": "DOCUMENT", "content.xml": "OPEN_DOCUMENT"}


def as_text(source: BinaryIO) -> Iterator[bytes]:
    """The rows as lines of UTF-8, cells between semicolons. Raises Unreadable before the first line, or later on."""
    _look_before_unpacking(source)
    source.seek(0)
    try:
        book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
    except Exception as fault:  # whatever a broken file makes openpyxl and the XML parser raise
        raise Unreadable("BROKEN_EXCEL") from fault
    try:
        yield from _lines(book.worksheets)
    finally:
        book.close()


def _look_before_unpacking(source: BinaryIO) -> None:
    size = source.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise Unreadable("EXCEL_TOO_BIG")
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as packed:
            parts = packed.infolist()
            _weigh(parts, size)
            _refuse_other_kinds({part.filename for part in parts})
            _refuse_entities(packed, parts)
    except Unreadable:
        raise
    except Exception as fault:  # zipfile, zlib, lzma and bz2 each have errors of their own
        raise Unreadable("BROKEN_EXCEL") from fault


def _weigh(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > min(_MOST_UNPACKED, _MOST_SWELLING * size + 1_000_000):
        raise Unreadable("EXCEL_TOO_BIG")


def _refuse_other_kinds(names: set[str]) -> None:
    for name, code in _OTHER_KINDS.items():
        if name in names:
            raise Unreadable(code)
    if not any(name.startswith("xl/") for name in names):
        raise Unreadable("PACKED")


def _refuse_entities(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Excel writes no document types; who does so means harm."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as content:
                if _ENTITY.search(content.read(65_536)):
                    raise Unreadable("BROKEN_EXCEL")


def _lines(sheets: Sequence[Any]) -> Iterator[bytes]:
    for sheet in sheets:
        found = False
        for line in _lines_of(sheet):
            found = True
            yield line
        if found:
            return
    raise Unreadable("EMPTY")


def _lines_of(sheet: Any) -> Iterator[bytes]:
    """Empty rows keep the count of lines right; those at the end are left out."""
    empty = filled = 0
    for cells in _rows(sheet):
        texts = [as_cell(cell) for cell in cells[:_MOST_COLUMNS]]
        if not any(texts):
            empty += 1
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise Unreadable("EXCEL_TOO_LONG")
        yield b"\n" * empty + _line(texts)
        empty = 0


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    cells = 0
    for row in _parsed(sheet):
        cells += len(row) + 1
        if cells > _MOST_CELLS:
            raise Unreadable("EXCEL_TOO_LONG")
        yield row


def _parsed(sheet: Any) -> Iterator[Sequence[Any]]:
    try:
        sheet.reset_dimensions()  # what a sheet says of its own size is not believed
        yield from sheet.iter_rows(values_only=True)
    except Exception as fault:  # as above: broken XML comes to light row by row
        raise Unreadable("BROKEN_EXCEL") from fault


def _line(texts: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=DELIMITER, lineterminator="\n").writerow(texts)
    return out.getvalue().encode("utf-8", "replace")


def as_cell(value: Any) -> str:
    """A cell as people read it: a date as a date, a whole number without a decimal point, all on one line."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(str(value).split())
