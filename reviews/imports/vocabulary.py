"""What the columns of a list hold: by their names in Dutch and English, or else by what stands in them."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

ENOUGH = 0.6  # of the cells that are not empty


def _no_second_thought(meaning: str, _values: Sequence[str]) -> str:
    return meaning


@dataclass(frozen=True)
class Vocabulary:
    """The columns that a kind of list may have, and how to tell them.

    `names`: for each meaning the names of columns, best first, as `plain` writes them. `tests`: what stands in a column
    without a known name, surest first. `is_of_a_row` tells a cell that names of columns never are. `second_thought`
    gives another meaning to a known name for what stands under it. With `long_cells` a cell may be of many lines,
    which stay lines.
    """

    names: Mapping[Any, str]
    tests: Sequence[tuple[str, Callable[[str], bool]]]
    is_of_a_row: Callable[[str], bool]
    second_thought: Callable[[str, Sequence[str]], str] = _no_second_thought
    long_cells: bool = False

    @cached_property
    def _places(self) -> dict[str, tuple[str, int]]:
        return {
            name: (str(meaning), place)
            for meaning, names in self.names.items()
            for place, name in enumerate(names.split())
        }

    def is_sure(self, cell: str) -> bool:
        """Does this cell tell for sure that its line is a row?"""
        return self.tests[0][1](cell)

    def known(self, name: str) -> str | None:
        found = self._places.get(plain(name))
        return found[0] if found else None

    def is_header(self, names: Sequence[str]) -> bool:
        """Names of columns rather than a row: nothing of a row among them, and one name at least that we know."""
        return not any(map(self.is_of_a_row, names)) and any(self.known(name) for name in names)

    def by_name(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """The meaning of each named column, empty where it has none; of two with one meaning the best name wins."""
        best: dict[str, tuple[int, int]] = {}
        for index, name in enumerate(names):
            found = self._places.get(plain(name))
            if found:
                meaning = self.second_thought(found[0], column(rows, index))
                best[meaning] = min(best.get(meaning, (found[1], index)), (found[1], index))
        meanings = [""] * len(names)
        for meaning, (_place, index) in best.items():
            meanings[index] = meaning
        return meanings

    def by_content(self, rows: Sequence[Sequence[str]], meanings: Sequence[str]) -> list[str]:
        """Fills in what the names left open. With names, only the surest; without, all that can be told apart."""
        found = list(meanings)
        for meaning, fits in self.tests if not any(meanings) else self.tests[:1]:
            if meaning in found:
                continue
            shares = [(share(column(rows, i), fits), -i) for i in range(len(found)) if not found[i]]
            most, place = max(shares, default=(0.0, 0))
            if most >= ENOUGH:
                found[-place] = meaning
        return found


def plain(name: str) -> str:
    """A column's name without case, accents, spaces and marks: "E-mail (besteller)" is "emailbesteller"."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(each for each in letters if each.isascii() and each.isalnum())


def column(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() for row in rows if index < len(row)]


def share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    """How many of the cells with something in them fit, from 0 to 1."""
    filled = [value for value in values if value]
    return sum(fits(value) for value in filled) / len(filled) if filled else 0.0
