"""The lines of a list as records of cells, from any place in it on, one at a time.

A record is one line, unless a cell between quotation marks goes on in the next. A quotation mark that is never closed
would swallow all that follows: after some lines we take its line for faulty and go on with the next one.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

DELIMITERS = (";", ",", "\t", "|")
LONGEST_LINE = 65_536  # bytes
_LONGEST_CELL = 20  # lines that a cell between quotation marks may go on
_LONGEST_LONG_CELL = 200  # where people wrote them
_SEPARATOR = "sep="  # in a first line of its own this tells Excel the delimiter


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the list, counted from 1, and its cells; or `fault`, the code of why it has none."""

    line: int
    cells: list[str]
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing on it, or only what Excel needs to be told."""
        if self.fault:
            return False
        return not any(cell.strip() for cell in self.cells) or (self.line == 1 and tells_delimiter(self.cells[0]))


def tells_delimiter(text: str) -> bool:
    return text.lower().startswith(_SEPARATOR)


class _Unclosed(Exception):
    """A quotation mark opens, and nothing that fits closes it."""


class Records:
    """Reads on from `position`; after each record, `position` and `line` say where the next one begins.

    `width` is how many cells a line should have, where that is known. Long cells keep their lines.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        charset: str,
        delimiter: str,
        width: int = 0,
        position: int = 0,
        line: int = 0,
        long_cells: bool = False,
    ) -> None:
        self.position = position
        self.line = line  # how many lines there are before `position`
        self._file, self._charset, self._delimiter, self._width = file, charset, delimiter, width
        self._most = _LONGEST_LONG_CELL if long_cells else _LONGEST_CELL
        self._between_lines = "\n" if long_cells else " "
        self._ahead: deque[tuple[bytes, int]] = deque()  # lines read already, and how many bytes each of them took
        file.seek(position)

    def __iter__(self) -> Iterator[Record]:
        while first := self._peek(0):
            record, lines = self._record(first)
            for _ in range(lines):
                self.position += self._ahead.popleft()[1]
            self.line += lines
            yield record

    def _record(self, first: bytes) -> tuple[Record, int]:
        """The record that begins here, and over how many lines it goes."""
        number = self.line + 1
        if len(first) > LONGEST_LINE:
            return Record(number, [], "LINE_TOO_LONG"), 1
        try:
            if b'"' in first:
                cells, lines = self._quoted()
                return Record(number, cells), lines
            return Record(number, self._text(first).rstrip("\n").split(self._delimiter)), 1
        except UnicodeDecodeError:
            return Record(number, [], "CHARSET"), 1
        except (_Unclosed, csv.Error):
            return Record(number, [], "QUOTE"), 1

    def _quoted(self) -> tuple[list[str], int]:
        used = 0

        def lines() -> Iterator[str]:
            nonlocal used
            while used < self._most and (line := self._peek(used)) and len(line) <= LONGEST_LINE:
                used += 1
                yield self._text(line)
            raise _Unclosed

        cells = next(csv.reader(lines(), delimiter=self._delimiter, skipinitialspace=True))
        if used > 1 and self._width and len(cells) != self._width:
            raise _Unclosed  # what closed it was the opening mark of another line
        return [cell.replace("\n", self._between_lines) for cell in cells], used

    def _text(self, line: bytes) -> str:
        return line.decode(self._charset)

    def _peek(self, index: int) -> bytes:
        while len(self._ahead) <= index:
            line = self._file.readline(LONGEST_LINE + 1)
            if not line:
                return b""
            self._ahead.append((line, len(line) + self._skip_rest_of(line)))
        return self._ahead[index][0]

    def _skip_rest_of(self, line: bytes) -> int:
        """A line that is too long is not kept, only counted."""
        skipped, part = 0, line
        while len(part) > LONGEST_LINE and not part.endswith(b"\n"):
            part = self._file.readline(LONGEST_LINE + 1)
            skipped += len(part)
        return skipped
