"""When a turn that starts on a day is over (numbers 7.3 and 5.8). Pure."""

from datetime import date, datetime
from typing import Any

from disputes import terms
from disputes.models.party import Party
from keurmerk.calendar import end_of_day
from keurmerk.workdays import add_workdays


def due(party: str, day: date, *, in_mediation: bool) -> datetime:
    """The end of the day on which this turn is over."""
    if party == Party.MEDIATOR:
        return end_of_day(add_workdays(day, terms.MEDIATOR_ANSWERS_WORKDAYS))
    if party == Party.CONSUMER:
        return end_of_day(day + terms.CONSUMER_ANSWERS)
    if in_mediation:
        return end_of_day(add_workdays(day, terms.SHOP_ANSWERS_MEDIATOR_WORKDAYS))
    return end_of_day(day + terms.SHOP_ANSWERS)


def until(moment: datetime) -> dict[str, Any]:
    """The columns of a turn that lasts until then: the date, and the reminder before it."""
    return {"due_at": moment, "remind_at": moment - terms.REMINDER_BEFORE, "reminded_at": None}
