"""Which days figures are about, with which they are compared, and in which steps they are shown. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from keurmerk.calendar import add_months, end_of_day, months_between, start_of_day

MOST_DAYS_BY_DAY = 31
MOST_DAYS_BY_WEEK = 100
MOST_DAYS_BY_MONTH = 4 * 366
LONGEST = 20 * 366  # days; more is nobody's question
_DAY = timedelta(days=1)


class Unit(Enum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    @property
    def counts_whole_months(self) -> bool:
        """Are there counters per month for what is shown in this unit?"""
        return self in {Unit.MONTH, Unit.YEAR}


@dataclass(frozen=True, order=True)
class Span:
    """Days in Amsterdam, the first and the last included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A span ends before it begins")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first and the last moment of it."""
        return start_of_day(self.first), end_of_day(self.last)

    @property
    def before(self) -> "Span":
        """As many days, right before it; of a span that begins with a month, the same part of as many months before."""
        if self.first.day > 1:
            return Span(self.first - timedelta(days=self.days), self.first - _DAY)
        months = months_between(self.first, self.last) + 1
        ends_with_month = (self.last + _DAY).day == 1
        last = self.first - _DAY if ends_with_month else add_months(self.last, -months)
        return Span(add_months(self.first, -months), last)

    @property
    def year_before(self) -> "Span":
        """The same days a year earlier; 29 February is then the 28th."""
        return Span(add_months(self.first, -12), add_months(self.last, -12))

    @property
    def unit(self) -> Unit:
        """The step that gives a chart enough points and not too many."""
        if self.days <= MOST_DAYS_BY_DAY:
            return Unit.DAY
        if self.days <= MOST_DAYS_BY_WEEK:
            return Unit.WEEK
        return Unit.MONTH if self.days <= MOST_DAYS_BY_MONTH else Unit.YEAR

    def steps(self, unit: Unit) -> "list[Span]":
        """Its parts in order, gapless. Weeks are counted back from the last day; the first step may be short."""
        found = []
        last = self.last
        while last >= self.first:
            first = max(self.first, _start(last, unit))
            found.append(Span(first, last))
            last = first - _DAY
        return found[::-1]

    def whole_months(self, unit: Unit) -> list[date]:
        """The first days of the months that lie in it entirely, where this unit is made of months."""
        if not unit.counts_whole_months:
            return []
        first = self.first if self.first.day == 1 else add_months(self.first.replace(day=1), 1)
        end = (self.last + _DAY).replace(day=1)
        return [add_months(first, n) for n in range(max(0, months_between(first, end)))]

    def loose(self, unit: Unit) -> "list[Span]":
        """The days outside those months: at most two parts, and all of it where there is no whole month."""
        months = self.whole_months(unit)
        if not months:
            return [self]
        head = Span(self.first, months[0] - _DAY) if self.first < months[0] else None
        after = add_months(months[-1], 1)
        tail = Span(after, self.last) if after <= self.last else None
        return [part for part in (head, tail) if part]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _start(last: date, unit: Unit) -> date:
    """On which day the step begins that ends here."""
    if unit is Unit.DAY:
        return last
    if unit is Unit.WEEK:
        return last - timedelta(days=6)
    return last.replace(day=1) if unit is Unit.MONTH else last.replace(month=1, day=1)


def latest(days: int, today: date) -> Span:
    """So many days, today included."""
    return Span(today - timedelta(days=days - 1), today)


def latest_months(months: int, today: date) -> Span:
    """The month that runs, as far as it is, and those before it that make so many together."""
    return Span(add_months(today.replace(day=1), 1 - months), today)
