"""Days and months as the terms count them: in Amsterdam, by the calendar (rulebook A3, numbers 5.8)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def amsterdam_date(moment: datetime) -> date:
    """The day on which `moment` falls in Amsterdam."""
    return moment.astimezone(AMSTERDAM).date()


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)


def end_of_day(day: date) -> datetime:
    """The last microsecond of `day` in Amsterdam: a term that ends on a day ends then."""
    return start_of_day(day + timedelta(days=1)) - timedelta(microseconds=1)


def add_months(day: date, months: int) -> date:
    """Calendar months from an anchor day, clamped to the month's end: 31 October + 4 = 28 or 29 February.

    Count from the anchor each time, never from a clamped day, or the 31st is lost for good.
    """
    return day + relativedelta(months=months)


def months_between(first: date, last: date) -> int:
    """How many months lie between the months of two days; undoes `add_months`, for clamping stays in its month."""
    return (last.year - first.year) * 12 + last.month - first.month


def in_words(at: date | datetime) -> str:
    """A day in full, in the reader's language: "21 november 2026". A moment is taken in Amsterdam's time."""
    return date_format(amsterdam_date(at) if isinstance(at, datetime) else at, "j F Y", use_l10n=False)
