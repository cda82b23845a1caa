"""From order to review: how many are left after each step. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reviews.fates import REACHING, State

SENT = (State.SENT, State.USED, State.EXPIRED)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Told:
    """What mail and telephone told of `asked` invitations that left: how many arrived, and were opened, if known."""

    asked: int
    delivered: int
    opened: int | None


@dataclass(frozen=True)
class Funnel:
    """The orders of some days, and how far they came. None: that step was not told to us, or is forgotten.

    `is_estimated`: delivered and opened are those of a part of what was sent, taken for the whole.
    """

    orders: int = 0
    invited: int = 0
    sent: int = 0
    delivered: int | None = None
    opened: int | None = None
    reviewed: int = 0
    is_estimated: bool = False

    @property
    def response(self) -> Decimal | None:
        """Reviews per hundred invitations that left, with one decimal."""
        return percent(self.reviewed, self.sent)

    @property
    def steps(self) -> list[tuple[str, int]]:
        """Every step that is known, with its name here."""
        names = ("orders", "invited", "sent", "delivered", "opened", "reviewed")
        return [(name, count) for name in names if (count := getattr(self, name)) is not None]


def funnel(fates: Mapping[str, int], told: Told | None = None) -> Funnel:
    """From how many orders have each state, and what was told of those that left."""
    sent, reviewed = _all(fates, SENT), _all(fates, (State.USED,))
    delivered = opened = None
    if told:
        delivered = _taken_for_all(told.delivered, told.asked, sent, reviewed)
        opened = (
            None if told.opened is None else min(delivered, _taken_for_all(told.opened, told.asked, sent, reviewed))
        )
    return Funnel(
        orders=sum(fates.values()),
        invited=_all(fates, REACHING),
        sent=sent,
        delivered=delivered,
        opened=opened,
        reviewed=reviewed,
        is_estimated=bool(told and told.asked < sent),
    )


def _taken_for_all(part: int, asked: int, sent: int, reviewed: int) -> int:
    """What a part says of all that were sent; never fewer than are known to have come so far."""
    return min(sent, max(reviewed, round(Decimal(part) * sent / asked) if asked else 0))


def percent(part: int, whole: int) -> Decimal | None:
    """How many in a hundred, with one decimal, half up; None of nothing."""
    return (100 * Decimal(part) / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


def _all(fates: Mapping[str, int], states: tuple[str, ...]) -> int:
    return sum(fates.get(state, 0) for state in states)
