"""The days of the ladder: what comes after an unpaid invoice fell into default, step by step. Pure."""

from datetime import date, datetime, timedelta

from billing import terms
from keurmerk.calendar import AMSTERDAM, amsterdam_date
from keurmerk.workdays import add_workdays, is_workday


def morning_of(day: date) -> datetime:
    """When a letter of that day leaves: at the start of that working day, or of the next (reading A19)."""
    workday = day if is_workday(day) else add_workdays(day, 1)
    return datetime.combine(workday, terms.REMINDER_TIME, tzinfo=AMSTERDAM)


def step_at(default: date, number: int, *, after: datetime | None = None) -> datetime:
    """The moment of the step of day `number` of the default (terms 12.10, reading A17).

    Never sooner than a week `after` the step before, also where that one came late.
    """
    planned = default + timedelta(days=number - 1)
    soonest = amsterdam_date(after) + terms.LEAST_BETWEEN_STEPS if after else planned
    return morning_of(max(planned, soonest))


def last_day_of(notice: datetime, default: date) -> date:
    """The last day for paying after a formal notice: the one before the next step."""
    return amsterdam_date(step_at(default, terms.SUSPENSION_DAY, after=notice)) - timedelta(days=1)
