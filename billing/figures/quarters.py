"""Quarters of the calendar, as the tax authority counts them. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from keurmerk.calendar import add_months

_WRITTEN = re.compile(r"(20\d\d)-Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """The first to the fourth of a year."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, written: str) -> "Quarter":
        """From "2026-Q1". Raises ValueError for anything else."""
        found = _WRITTEN.fullmatch(written)
        if not found:
            raise ValueError("Not a quarter")
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return add_months(self.first, 3) - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        return Quarter.of(self.first - timedelta(days=1))
