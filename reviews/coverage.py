"""How far invitations reach: of all orders that a shop reported, how many buyers were asked (product.md B10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from reviews.fates import Reason, State

MONTHS = 12  # of what is shown; the month that runs is one of them
_ASKED = {State.SENT, State.USED, State.EXPIRED}
_WAITING = {State.SCHEDULED, State.HELD}


@dataclass(frozen=True)
class Coverage:
    """Orders by their fate. Every order is in exactly one of invited, waiting and not invited."""

    invited: int
    waiting: int
    reasons: dict[str, int]  # why not, most orders first

    @property
    def not_invited(self) -> int:
        return sum(self.reasons.values())

    @property
    def reported(self) -> int:
        return self.invited + self.waiting + self.not_invited

    @property
    def share(self) -> int | None:
        """Invited, as a whole percentage of the orders whose day has come, rounded down; None without any."""
        settled = self.invited + self.not_invited
        return self.invited * 100 // settled if settled else None


def summed(fates: Iterable[tuple[date, str, str, int]]) -> Coverage:
    """From (month, state, reason, how many) to the figures of all those months together."""
    invited = waiting = 0
    reasons: dict[str, int] = {}
    for _, state, reason, count in fates:
        if state in _ASKED:
            invited += count
        elif state in _WAITING:
            waiting += count
        elif reason == Reason.UNDONE:
            continue  # as if it was never reported: it may come in again, and its number shows as a gap if it does not
        else:
            reasons[reason] = reasons.get(reason, 0) + count
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    return Coverage(invited, waiting, dict(ordered))


def by_month(fates: Iterable[tuple[date, str, str, int]]) -> list[tuple[date, Coverage]]:
    """Newest month first. `fates` come sorted by month."""
    months = [(month, summed(rows)) for month, rows in groupby(fates, key=lambda each: each[0])]
    return months[::-1]
