"""May this complaint be brought to us? Pure questions, asked when a dispute is filed (rulebook 2.8, intake)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from disputes import terms
from keurmerk.calendar import add_months, amsterdam_date
from members.models import Shop


class NotAdmissible(Exception):
    """We do not mediate in this; `reason` is not_consumer, future, not_member or too_old."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Complaint:
    """What a consumer tells at the intake. `kind` is one of Kind; `amount` is in euros."""

    is_consumer: bool
    consumer_name: str
    consumer_email: str
    ordered_on: date
    kind: str
    story: str
    wish: str
    tried: str = ""
    order_number: str = ""
    happened_on: date | None = None
    complained_on: date | None = None
    amount: Decimal | None = None
    language: str = "nl"

    @property
    def counted_from(self) -> date:
        """The latest of the event and the first complaint to the shop (terms 11.2, reading A11)."""
        return max(day for day in (self.ordered_on, self.happened_on, self.complained_on) if day)


def admit(complaint: Complaint, shop: Shop, *, today: date) -> None:
    """Raises NotAdmissible unless a consumer complains in time of an order from a member (terms 1.2, 11.2, 13.6)."""
    if not complaint.is_consumer:
        raise NotAdmissible("not_consumer")
    if complaint.counted_from > today:
        raise NotAdmissible("future")
    if not was_member_on(shop, complaint.ordered_on):
        raise NotAdmissible("not_member")
    if add_months(complaint.counted_from, terms.MOST_AGE_MONTHS) < today:
        raise NotAdmissible("too_old")


def was_member_on(shop: Shop, day: date) -> bool:
    """Did this shop belong on `day`? Orders from before its end stay under the terms (terms 13.6, 5.7)."""
    granted = min((amsterdam_date(grant.granted_at) for grant in shop.grants.all()), default=None)
    if granted is None or day < granted or (shop.ended_at and day > amsterdam_date(shop.ended_at)):
        return False
    return any(
        each.established_at is not None
        and amsterdam_date(each.established_at) <= day
        and (each.ended_at is None or day <= amsterdam_date(each.ended_at))
        for each in shop.member.memberships.all()
    )
