"""Who joined, who left, and how many of those who joined in a year stayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.figures.months import Month
from keurmerk.calendar import add_months, amsterdam_date
from members.models import Membership


@dataclass(frozen=True)
class Stay:
    """One established membership: its first day, and its last if that is known. Who comes back stays anew."""

    first: date
    last: date | None

    def lasts(self, day: date) -> bool:
        """Was it a membership on `day`?"""
        return self.first <= day and (self.last is None or self.last >= day)


@dataclass(frozen=True)
class Moved:
    """One month: how many members it began with, who joined and who left in it."""

    month: Month
    before: int
    joined: int
    left: int

    @property
    def after(self) -> int:
        return self.before + self.joined - self.left

    @property
    def churn(self) -> Decimal | None:
        """How many in a hundred of those it began with left; of nobody there is no share."""
        return percent(self.left, self.before)


@dataclass(frozen=True)
class Cohort:
    """Who joined in one year, and how many were members still after one, two, three years."""

    year: int
    joined: int
    stayed: Sequence[int]

    @property
    def shares(self) -> list[Decimal | None]:
        return [percent(count, self.joined) for count in self.stayed]


def stays() -> list[Stay]:
    established = Membership.objects.filter(established_at__isnull=False).only(
        "established_at", "ended_at", "notice_received_at", "term_ends_on"
    )
    return [Stay(amsterdam_date(each.established_at), each.last_day) for each in established if each.established_at]


def movement(found: Sequence[Stay], months: Sequence[Month]) -> list[Moved]:
    """The last day of a membership is a day of membership; it left in the month of that day."""
    return [
        Moved(
            month,
            before=sum(each.first < month.first and (not each.last or each.last >= month.first) for each in found),
            joined=sum(month.first <= each.first <= month.last for each in found),
            left=sum(each.last is not None and month.first <= each.last <= month.last for each in found),
        )
        for month in months
    ]


def cohorts(found: Sequence[Stay], day: date) -> list[Cohort]:
    """The first year first. An age is there only when the whole year has reached it: its last day too."""
    years = sorted({each.first.year for each in found if each.first <= day})
    return [
        _cohort(year, [each for each in found if each.first.year == year and each.first <= day], day) for year in years
    ]


def _cohort(year: int, joined: Sequence[Stay], day: date) -> Cohort:
    reached = max(0, day.year - year - (0 if (day.month, day.day) == (12, 31) else 1))
    ages = range(1, reached + 1)
    return Cohort(
        year, len(joined), [sum(each.lasts(add_months(each.first, 12 * age)) for each in joined) for age in ages]
    )


def percent(part: int, whole: int) -> Decimal | None:
    return (100 * Decimal(part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
