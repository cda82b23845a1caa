"""The post: takes waiting letters in batches, hands them to the mail backend and has written down what became of each.

A letter is claimed and committed before it is handed over. One whose hand-over was cut off is looked up at the
vendor by its number; only when the vendor never saw it does it go out again.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import Any, Protocol, cast, runtime_checkable

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django_q.tasks import async_task

from keurmerk import clock
from keurmerk.mail.arriving.addresses import reply_headers
from keurmerk.mail.outcome import Outcome, Refused, Retry, Sent, Unknown
from keurmerk.mail.settling import settle
from keurmerk.models import SentLetter

BATCH = 500  # Postmark takes at most 500 messages at a time
_COURIERS = 2  # batches under way at once: while one is answered, the next is made and a third settled
_SPELL = 45  # seconds in which a task goes on claiming; with two slow answers it ends well before the queue kills it
_ALONE_AFTER = 6  # attempts, some hour: a letter on which every batch breaks then travels alone
_CUT_OFF = timedelta(seconds=90)  # a hand-over takes at most a minute: after this it was cut off
_CUT_OFF_HERE = timedelta(seconds=15)  # the same where no vendor is waited for: the sandbox
_GIVE_UP_LOOKING = timedelta(minutes=10)


@runtime_checkable
class Vendor(Protocol):
    """A mail backend that can say what became of a letter."""

    def look_up(self, letter_id: int, to: str) -> Outcome | None: ...


def post_waiting() -> int:
    """Hands over what is waiting, batch by batch, a few at once; returns how many were sent.

    Stops when the vendor is away. What is left when the spell is over is the next task's.
    """
    sent, until, away = 0, time.monotonic() + _SPELL, False
    under_way: deque[tuple[list[SentLetter], Future[list[Outcome]]]] = deque()
    with ThreadPoolExecutor(_COURIERS) as couriers:
        hand_over = _courier()
        while True:
            batch = _claim() if not away and time.monotonic() < until else []
            if batch:
                letters, messages = _messages(batch)
                under_way.append((letters, couriers.submit(hand_over, messages)))
            if not under_way:
                break
            if len(under_way) > _COURIERS or not batch:
                letters, answer = under_way.popleft()
                outcomes = answer.result()
                away = away or _is_away(outcomes)
                sent += settle(zip(letters, outcomes, strict=True))
    if not away and time.monotonic() >= until and _waiting().exists():
        async_task("keurmerk.mail.post.post_waiting", task_name="post")
    return sent


def _courier() -> Callable[[Sequence[EmailMultiAlternatives]], list[Outcome]]:
    """Hands a batch over in a thread of its own. A connection serves one batch at a time, and is kept for the next."""
    idle: SimpleQueue[Any] = SimpleQueue()
    for _ in range(_COURIERS):
        idle.put(get_connection())

    def hand_over(messages: Sequence[EmailMultiAlternatives]) -> list[Outcome]:
        connection = idle.get()
        try:
            connection.send_messages(messages)
        finally:
            idle.put(connection)
        return [cast("Outcome", getattr(message, "outcome", Sent())) for message in messages]

    return hand_over


def _is_away(outcomes: Sequence[Outcome]) -> bool:
    return bool(outcomes) and all(isinstance(outcome, Retry | Unknown) for outcome in outcomes)


def _claim() -> list[SentLetter]:
    """The letters that have waited longest; from now on they are ours to settle."""
    now = clock.real()
    with transaction.atomic():
        due = _waiting().select_for_update(skip_locked=True).order_by("next_attempt_at", "pk")
        due = due.with_words()
        batch = list(due.filter(attempts__lt=_ALONE_AFTER)[:BATCH]) or list(due[:1])
        SentLetter.objects.filter(pk__any_of=[letter.pk for letter in batch]).update(
            state=SentLetter.State.SENDING, claimed_at=now, attempts=F("attempts") + 1
        )
    return batch


def _waiting() -> Any:
    return SentLetter.objects.queued().filter(next_attempt_at__lte=clock.real())


def _messages(batch: Sequence[SentLetter]) -> tuple[list[SentLetter], list[EmailMultiAlternatives]]:
    """A message for each letter; one whose attachment is gone does not stop the others."""
    letters, messages = [], []
    for letter in batch:
        try:
            messages.append(message_of(letter))
            letters.append(letter)
        except OSError as fault:
            settle([(letter, Refused(f"attachment: {type(fault).__name__}"))])
    return letters, messages


def message_of(letter: SentLetter) -> EmailMultiAlternatives:
    headers = {**_answers_to(letter), **letter.headers}
    message = EmailMultiAlternatives(letter.subject, letter.text, letter.sender, [letter.to], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    for name, path in letter.attachments:
        with default_storage.open(path) as file:
            message.attach(name, file.read(), "application/pdf" if name.endswith(".pdf") else None)
    message.letter = letter  # type: ignore[attr-defined]  # the backend puts stream, tag and number on it
    return message


def _answers_to(letter: SentLetter) -> dict[str, str]:
    """Who answers a letter of ours says by the address which one it was; one that a shop sent is answered there."""
    is_ours = letter.sender == settings.DEFAULT_FROM_EMAIL
    return reply_headers(f"l{letter.pk}") if is_ours else {}


def look_up_unanswered(*, now: datetime) -> int:
    """Settles letters whose hand-over was cut off or never answered; what was never taken goes out again at once.

    `now` is the installation's clock.
    """
    connection = get_connection()
    cut_off = _CUT_OFF if isinstance(connection, Vendor) else _CUT_OFF_HERE
    found: list[tuple[SentLetter, Outcome]] = []
    until = time.monotonic() + _SPELL
    for letter in SentLetter.objects.unanswered().filter(claimed_at__lte=clock.real() - cut_off)[:BATCH]:
        outcome = _look_up(connection, letter)
        if isinstance(outcome, Unknown) or time.monotonic() > until:
            break  # the vendor cannot say now: asking for the others is no use
        if outcome is not None:
            found.append((letter, outcome))
    return settle(found) + post_waiting()


def _look_up(connection: Any, letter: SentLetter) -> Outcome | None:
    """What to write down; None while the vendor's search may lag behind."""
    if not isinstance(connection, Vendor):
        return Retry(timedelta())
    outcome = connection.look_up(letter.pk, letter.to)
    old = letter.claimed_at is None or clock.real() - letter.claimed_at >= _GIVE_UP_LOOKING
    return Retry(timedelta()) if outcome is None and old else outcome
