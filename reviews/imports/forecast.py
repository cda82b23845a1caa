"""What would become of orders if they were reported now: the same rules as when they are, and nothing written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from keurmerk.mail.suppression import address_hash
from members.models import Shop
from reviews import terms
from reviews.imports.chunks import first_seen, key_of
from reviews.models import Invitation, OrderImport
from reviews.models.circumstances import Circumstances
from reviews.orders import Order

TWICE = "TWICE"  # the list itself has this order more than once
ALREADY = "ALREADY"  # it was reported before
FAULTY = "FAULTY"


@dataclass(frozen=True)
class Forecast:
    """How many orders would become what (a reason or a state of Invitation, or one of the words above), and when."""

    counts: Counter[str]
    days: Sequence[datetime]  # on which the invitations would be sent

    def added_to(self, of: OrderImport) -> dict[str, Any]:
        """The fields of the list with this chunk in them."""
        days = [day for day in (of.first_at, of.last_at, *self.days) if day]
        facts: dict[str, Any] = {"forecast": dict(Counter(of.forecast) + self.counts)}
        return {**facts, "first_at": min(days, default=None), "last_at": max(days, default=None)}


def forecast(of: OrderImport, orders: Sequence[Order], *, at: datetime) -> Forecast:
    """Judges these orders, which come after those that were judged before."""
    digests = [address_hash(order.email) for order in orders]
    marks = list(zip(digests, (order.number for order in orders), strict=True))
    reported = _reported(of.shop, marks)
    fresh = first_seen(of, {" ".join(mark) for mark in marks if mark[1]})
    known = Circumstances(of.shop, set(digests))
    verdicts: list[str] = []
    days: dict[int, datetime] = {}
    for place, (order, mark) in enumerate(zip(orders, marks, strict=True)):
        again = mark[1] and not _take(fresh, key_of(" ".join(mark)))
        if mark in reported or again:
            verdicts.append(ALREADY if mark in reported else TWICE)
            continue
        draft = Invitation.drafted(order, mark[0], known, at=at)
        verdicts.append(str(draft.reason or draft.state))
        if draft.state == Invitation.State.SCHEDULED:
            days[place] = draft.send_at
    for place in _capped(of, digests, days):
        verdicts[place] = Invitation.Reason.FREQUENCY.value
        del days[place]
    return Forecast(Counter(verdicts), list(days.values()))


def _reported(shop: Shop, marks: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    digests, numbers = {digest for digest, _ in marks}, {number for _, number in marks if number}
    rows = shop.invitations.guarding().filter(email_hash__in=digests, order_number__in=numbers)
    return set(rows.values_list("email_hash", "order_number"))


def _capped(of: OrderImport, digests: Sequence[str], days: dict[int, datetime]) -> list[int]:
    """One letter in 30 days: who gets one by an earlier order, or by one higher up in the list, gets no other."""
    asked = _asked_lately(of.shop, {digests[place] for place in days})
    fresh = first_seen(of, {digests[place] for place in days})
    capped = []
    for place, send_at in days.items():
        last = asked.get(digests[place])
        too_soon = last is not None and last > send_at - terms.FREQUENCY
        if not _take(fresh, key_of(digests[place])) or too_soon:
            capped.append(place)
    return capped


def _asked_lately(shop: Shop, digests: set[str]) -> dict[str, datetime]:
    """When each of these buyers got the last letter, or will get it."""
    going = Q(state=Invitation.State.SCHEDULED) | Q(sent_at__isnull=False)
    rows = shop.invitations.filter(going, email_hash__in=digests).values("email_hash")
    return dict(rows.annotate(last=Max(Coalesce("sent_at", "send_at"))).values_list("email_hash", "last"))


def _take(keys: set[int], key: int) -> bool:
    """Is it there? Then it is the last time."""
    if key not in keys:
        return False
    keys.remove(key)
    return True
