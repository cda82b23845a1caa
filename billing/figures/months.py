"""Months that figures are shown for. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from keurmerk.calendar import add_months


@dataclass(frozen=True, order=True)
class Month:
    """From its first day to the last that counts: its own last day, or the day of the question when it still runs."""

    first: date
    last: date

    @property
    def is_whole(self) -> bool:
        return self.last.day == monthrange(self.last.year, self.last.month)[1]


def months_until(day: date, count: int = 12) -> list[Month]:
    """The month of `day`, as far as it is, and those before it; the oldest first."""
    firsts = [add_months(day.replace(day=1), -back) for back in reversed(range(count))]
    return [Month(first, min(day, _last(first))) for first in firsts]


def _last(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])
