"""Dutch working days (numbers 5.9): Monday to Friday, but for the generally recognised holidays."""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from dateutil.easter import easter

from keurmerk.calendar import AMSTERDAM, end_of_day

__all__ = ["add_workdays", "end_of_day", "first_counting_day", "is_workday"]

# The advice of numbers 5.9: 5 May is a day off each year, Good Friday is a working day.
_LIBERATION_DAY = (5, 5)
_CLOSING_TIME = time(17, 0)


def is_workday(day: date) -> bool:
    if day.weekday() >= 5 or (day.month, day.day) == _LIBERATION_DAY:
        return False
    return day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    """The generally recognised holidays of the Algemene termijnenwet, art. 3, but for Good Friday."""
    days = frozenset(holidays.country_holidays("NL", years=year))
    return days - {easter(year) - timedelta(days=2)}


def add_workdays(day: date, count: int) -> date:
    """The day that lies `count` working days after `day`; `day` itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def first_counting_day(moment: datetime) -> date:
    """What comes in after 17:00 or on a day off counts as received on the next working day (reading A4)."""
    local = moment.astimezone(AMSTERDAM)
    if is_workday(local.date()) and local.time() <= _CLOSING_TIME:
        return local.date()
    return add_workdays(local.date(), 1)
