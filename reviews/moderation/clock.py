"""Until when it is our turn: working days, counted as the house counts what comes in (rulebook A4)."""

from datetime import datetime

from keurmerk.workdays import add_workdays, end_of_day, first_counting_day
from reviews import terms


def our_term(at: datetime, *, urgent: bool = False, workdays: int = terms.DECIDE_WORKDAYS) -> datetime:
    """The end of the day on which we should have decided (DSA 16, sixth paragraph: timely)."""
    days = terms.DECIDE_URGENT_WORKDAYS if urgent else workdays
    return end_of_day(add_workdays(first_counting_day(at), days))
