"""How a list is laid out: what stands between its cells, on which line the names are, what each column holds."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from reviews.imports.columns import ORDERS
from reviews.imports.records import DELIMITERS, Record, Records, tells_delimiter
from reviews.imports.vocabulary import Vocabulary

_SAMPLE = 65_536  # bytes
_MOST_ROWS = 60
_TITLES = 10  # lines that may stand above the names
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Layout:
    """What the fields of a FileImport with the same names keep. `header_line` 0: the columns have no names."""

    charset: str
    delimiter: str
    header_line: int
    columns: list[str] = field(default_factory=list)

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


def guess(file: BinaryIO, *, charset: str, delimiter: str = "", of: Vocabulary = ORDERS) -> Layout:
    """The likeliest layout of a list of this kind; what is given is not doubted."""
    delimiter = delimiter or _delimiter(_sample_lines(file, charset), of)
    records = first_records(file, charset=charset, delimiter=delimiter, of=of)
    line = _header_line(records, of)
    return with_columns(file, charset=charset, delimiter=delimiter, header_line=line, of=of)


def with_columns(file: BinaryIO, *, charset: str, delimiter: str, header_line: int, of: Vocabulary = ORDERS) -> Layout:
    """The columns of a list of which the rest is known."""
    records = first_records(file, charset=charset, delimiter=delimiter, of=of)
    names = next((record.cells for record in records if record.line == header_line), [])
    rows = [record.cells for record in records if record.line > header_line and not record.fault]
    width = min(len(names) or _usual_width(rows), MOST_COLUMNS)
    meanings = of.by_name(names[:width], rows) if names else [""] * width
    return Layout(charset, delimiter, header_line, of.by_content(rows, meanings))


def first_records(
    file: BinaryIO, *, charset: str, delimiter: str, most: int = _MOST_ROWS, of: Vocabulary = ORDERS
) -> list[Record]:
    """The first lines with something on them."""
    found: list[Record] = []
    for record in Records(file, charset=charset, delimiter=delimiter, long_cells=of.long_cells):
        if not record.is_blank:
            found.append(record)
        if len(found) == most or record.line > _SAMPLE:
            break
    return found


def _header_line(records: Sequence[Record], of: Vocabulary) -> int:
    """The first line of names before any row. What we do not know are names too, with rows under them."""
    rows = [place for place, record in enumerate(records) if any(map(of.is_sure, record.cells))]
    above = records[: rows[0]] if rows else records
    named = next((record for record in above[:_TITLES] if of.is_header(record.cells)), None)
    if named:
        return named.line
    unknown = above[-1] if rows and 0 < len(above) <= _TITLES else None
    return unknown.line if unknown and _are_words(unknown.cells) else 0


def _are_words(line: Sequence[str]) -> bool:
    """Names of columns rather than a row that is wrong."""
    return any(line) and not any(letter.isdigit() for cell in line for letter in cell)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(row) for row in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _sample_lines(file: BinaryIO, charset: str) -> list[str]:
    file.seek(0)
    text = file.read(_SAMPLE).decode(charset, "replace")
    return [line for line in text.split("\n") if line.strip()][:_MOST_ROWS]


def _delimiter(lines: Sequence[str], of: Vocabulary) -> str:
    """What Excel was told; else what gives most cells that we know, then the most even rows, then the widest."""
    if lines and tells_delimiter(lines[0]) and lines[0].strip()[4:5] in DELIMITERS:
        return lines[0].strip()[4]
    return max(DELIMITERS, key=lambda each: (*_fit(lines, each, of), -DELIMITERS.index(each)), default=DELIMITERS[0])


def _fit(lines: Sequence[str], delimiter: str, of: Vocabulary) -> tuple[int, float, int]:
    rows = [_cells(line, delimiter) for line in lines]
    width = _usual_width(rows)
    told = sum(of.is_sure(cell) or of.known(cell) is not None for row in rows for cell in row)
    even = sum(len(row) == width for row in rows) / len(rows) if rows and width > 1 else 0.0
    return told, even, width


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return line.split(delimiter)
