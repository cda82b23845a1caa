"""The post of text messages: claimed and committed before they are handed over, as letters are.

One whose hand-over was cut off is looked up at the vendor by its key; only when the vendor never saw it does it go out
again, and then under the same key.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from keurmerk import clock
from reviews.hours import SendingHours
from reviews.models import Invitation, Texting, TextMessage
from reviews.texting import Refused, Taken, Text, Unavailable, provider

BATCH = 100
_CUT_OFF = timedelta(seconds=90)
_GIVE_UP_LOOKING = timedelta(minutes=10)  # the vendor's search may lag behind
_ATTEMPTS = 6
State = TextMessage.State


def post_waiting(*, now: datetime) -> int:
    """Hands over what is waiting; returns how many were sent. `now` is the installation's clock."""
    return sum(_hand_over(message, now) for message in _claim(now))


def _claim(now: datetime) -> list[TextMessage]:
    if not SendingHours().are_open(now):
        return []  # it was queued in time, and got stuck until the night
    real = clock.real()
    with transaction.atomic():
        waiting = TextMessage.objects.queued().filter(next_attempt_at__lte=real).select_for_update(skip_locked=True)
        batch = list(waiting.order_by("pk")[:BATCH])
        for message in batch:
            message.state, message.claimed_at, message.attempts = State.SENDING, real, message.attempts + 1
        TextMessage.objects.filter(pk__in=[each.pk for each in batch]).update(
            state=State.SENDING, claimed_at=real, attempts=F("attempts") + 1
        )
    return batch


def _hand_over(message: TextMessage, now: datetime) -> bool:
    text = Text(message.key, message.to, message.words, message.language)
    try:
        taken = provider().send(text)
    except Refused as fault:
        return _fail(message, str(fault) or "refused", now)
    except Unavailable:
        return _try_later(message, now)
    if taken is None:
        message.note(State.UNKNOWN, at=now)
        return False
    return settle(message, taken, now=now)


def settle(message: TextMessage, taken: Taken, *, now: datetime) -> bool:
    """Writes down what the vendor says; hearing it twice, or late, changes nothing."""
    if taken.failed:
        return _fail(message, taken.failed, now) if message.may_move_to(State.FAILED) else False
    state = State.DELIVERED if taken.delivered else State.SENT
    if not message.may_move_to(state):
        return False
    facts: dict[str, Any] = {"vendor_id": taken.vendor_id, "parts": taken.parts}
    if taken.cost is not None:
        facts["cost"] = taken.cost
    message.note(state, at=now, **facts)
    return True


def _fail(message: TextMessage, reason: str, now: datetime) -> bool:
    with transaction.atomic():
        message.note(State.FAILED, at=now, reason=reason[:60])
        Texting.of(message.shop).give_back(message.reserved, at=message.queued_at)
        Invitation.objects.filter(pk=message.invitation_id, state=Invitation.State.SENT).update(
            reminder_due_at=SendingHours().following(now)
        )
    return False


def _try_later(message: TextMessage, now: datetime) -> bool:
    if message.attempts >= _ATTEMPTS:
        return _fail(message, "unavailable", now)
    wait = timedelta(minutes=2**message.attempts)
    message.note(State.QUEUED, at=now, next_attempt_at=clock.real() + wait)
    return False


def look_up_unanswered(*, now: datetime) -> int:
    """Settles what was cut off or never answered. What the vendor never saw goes out again, under the same key."""
    real = clock.real()
    settled = 0
    for message in TextMessage.objects.unanswered().filter(claimed_at__lte=real - _CUT_OFF)[:BATCH]:
        try:
            taken = provider().find(message.key, to=message.to, since=message.queued_at - timedelta(days=1))
        except Unavailable:
            continue
        if taken:
            settled += settle(message, taken, now=now)
        elif message.claimed_at and real - message.claimed_at >= _GIVE_UP_LOOKING:
            message.note(State.QUEUED, at=now, next_attempt_at=real)
    return settled
