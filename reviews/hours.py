"""The hours in which a message may reach a buyer: never at night, never on a day that the shop keeps free."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from keurmerk.calendar import AMSTERDAM
from reviews import terms


@dataclass(frozen=True)
class SendingHours:
    """From `first` until `last` o'clock in Amsterdam, on every day of the week but those in `free` (1 is Monday)."""

    first: int = terms.FIRST_HOUR
    last: int = terms.LAST_HOUR
    free: frozenset[int] = frozenset()

    def are_open(self, moment: datetime) -> bool:
        """May a message leave at this moment?"""
        here = moment.astimezone(AMSTERDAM)
        return here.isoweekday() not in self.free and self.first <= here.hour < self.last

    def following(self, moment: datetime) -> datetime:
        """This moment when a message may leave then, else the first one after it."""
        if self.are_open(moment):
            return moment
        here = moment.astimezone(AMSTERDAM)
        day = here.date() + timedelta(days=here.hour >= self.first)
        while day.isoweekday() in self.free:
            day += timedelta(days=1)
        return datetime.combine(day, time(self.first), tzinfo=AMSTERDAM)
