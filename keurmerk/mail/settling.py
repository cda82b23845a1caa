"""Writes down what became of letters that were handed over, and tells the house what did not arrive."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.db import connection, transaction

from keurmerk import clock
from keurmerk.mail.outcome import Outcome, Refused, Retry, Sent, Unknown
from keurmerk.mail.suppression import suppress
from keurmerk.models import SentLetter
from keurmerk.outbox import record

ATTEMPTS = 80  # the wait doubles from a minute to an hour: some three days, after which a letter says old things
_LONGEST_WAIT = timedelta(hours=1)
_UNSETTLED = (SentLetter.State.SENDING, SentLetter.State.UNKNOWN)
_SENT_ALL = """
    UPDATE keurmerk_sentletter AS letter SET state = 'SENT', sent_at = %s, vendor_id = answer.vendor_id, reason = ''
    FROM unnest(%s::bigint[], %s::text[]) AS answer (id, vendor_id)
    WHERE letter.id = answer.id AND letter.state IN ('SENDING', 'UNKNOWN')
"""


def settle(answered: Iterable[tuple[SentLetter, Outcome]]) -> int:
    """How many were sent. In one transaction, and the letters that were sent in one statement."""
    now, sent, others = clock.now(), [], []
    for letter, outcome in answered:
        if isinstance(outcome, Sent):
            sent.append((letter.pk, outcome.vendor_id))
        else:
            others.append((letter, outcome))
    with transaction.atomic():
        for letter, outcome in others:
            _settle_unsent(letter, outcome, now)
        return _note_sent(sent, now)


def _note_sent(sent: list[tuple[int, str]], now: datetime) -> int:
    if not sent:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_SENT_ALL, [now, [pk for pk, _ in sent], [vendor_id for _, vendor_id in sent]])
        return int(cursor.rowcount)


def _settle_unsent(letter: SentLetter, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Refused(sender=True) if _from_elsewhere(letter):
            _fall_back(letter, now)
        case Refused(reason, inactive):
            _refuse(letter, reason, now, inactive=inactive)
        case Retry() if letter.attempts + 1 >= ATTEMPTS:
            _refuse(letter, "vendor unavailable", now)
        case Retry(wait):
            later = clock.real() + min(wait * 2 ** min(letter.attempts, 16), max(wait, _LONGEST_WAIT))
            _update(letter, state=SentLetter.State.QUEUED, reason="vendor unavailable", next_attempt_at=later)
        case Unknown():
            _update(letter, state=SentLetter.State.UNKNOWN)
        case _:
            raise TypeError(f"No outcome: {outcome!r}")


def _refuse(letter: SentLetter, reason: str, now: datetime, *, inactive: bool = False) -> None:
    """It will not go out, and whoever it was about hears of it; an address that is the reason gets nothing more."""
    if _update(letter, state=SentLetter.State.REFUSED, reason=reason[:200]):
        if inactive:
            suppress(letter.to, reason="inactive", at=now)
        told = {"letter": letter.letter, "about": letter.about, "unreachable": inactive}
        record("letter.refused", subject=letter, actor="post", at=now, payload=told)


def _fall_back(letter: SentLetter, now: datetime) -> None:
    """The vendor takes nothing from this address any more: the same letter leaves from ours, under the same name."""
    name, address = parseaddr(letter.sender)
    ours = formataddr((name, _own_address()))
    if _update(letter, state=SentLetter.State.QUEUED, sender=ours, next_attempt_at=clock.real()):
        told = {"about": letter.about, "domain": address.rpartition("@")[2]}
        record("letter.sender_refused", subject=letter, actor="post", at=now, payload=told)


def _from_elsewhere(letter: SentLetter) -> bool:
    return parseaddr(letter.sender)[1] != _own_address()


def _own_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _update(letter: SentLetter, **facts: object) -> bool:
    """Only while nobody else settled it: a webhook may have been faster."""
    return bool(SentLetter.objects.filter(pk=letter.pk, state__in=_UNSETTLED).update(**facts))
