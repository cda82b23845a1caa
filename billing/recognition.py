"""In which month an invoice is earned. Pure: asks nobody, looks nothing up."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from keurmerk.money import euros


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def parts(left: Decimal, first: date, last: date, *, before: date) -> Iterator[tuple[date, Decimal]]:
    """Each month that ended before `before`, as its last day within the period, with what was earned in it.

    `left` was not earned yet on `first`. It is spread over the days until `last`; the last month takes the rest, so
    that nothing is lost to rounding.
    """
    while first <= last:
        end = min(month_end(first), last)
        if end >= before:
            return
        earned = left if end == last else euros(left * _days(first, end) / _days(first, last))
        yield end, earned
        left -= earned
        first = end + timedelta(days=1)


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def next_release(first: date, last: date) -> date:
    """The first day on which a month of this period can be booked as earned."""
    return min(month_end(first), last) + timedelta(days=1)
