"""Brings messages to the servers of shops: a few at once, of each endpoint one at a time, and never for long."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection
from django_q.tasks import async_task

from keurmerk import clock
from keurmerk.outside.guard import Fetched, Guard, Limits
from keurmerk.outside.signature import headers
from keurmerk.outside.unreadable import BadAddress, PrivateAddress, TimedOut, TlsFailure, Unreadable
from members.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from members.models.webhook_message import Outcome
from members.outgoing.address import is_our_own
from members.terms import WEBHOOK_ANSWER

LIMITS = Limits(size=WEBHOOK_ANSWER, cut=True, connect=5, read=10, total=10)
TOGETHER = 8  # endpoints at once: those that are slow keep no others waiting
SPELL = 30  # seconds of one task
LONGEST_WAIT = timedelta(hours=24)  # whatever Retry-After asks
_ONE_SENDER = 0x5765_6268  # the advisory lock; any number that nobody else uses
_Problem = WebhookAttempt.Problem
_LOG = logging.getLogger(__name__)


def send() -> int:
    """What the queue calls whenever there is news. What is left when its spell is over waits for its next turn."""
    sent = send_due(clock.now)
    if sent and WebhookEndpoint.objects.due(clock.now()).exists():
        async_task("members.outgoing.sending.send", task_name="webhooks")
    return sent


def send_due(now: Callable[[], datetime], *, spell: float = SPELL) -> int:
    """Sends what is due, until nothing is or the spell is over (in seconds); says how many attempts were made.

    One sender at a time: whoever comes second leaves it to the first.
    """
    made, began = 0, time.monotonic()
    guard = None
    with _alone() as mine, ThreadPoolExecutor(TOGETHER) as pool:
        while mine and time.monotonic() - began < spell:
            batch = WebhookMessage.claim(at=now(), most=TOGETHER)
            if not batch:
                break
            guard = guard or client()  # reads every certificate of the machine: not before there is something to send
            tries = [partial(_offer, guard, each, each.endpoint.secrets_at(now())) for each in batch]
            for message, outcome in zip(batch, pool.map(_called, tries), strict=True):
                message.note(outcome, at=now())
            made += len(batch)
    return made


@contextmanager
def _alone() -> Iterator[bool]:
    """A lock of this connection: when the worker is killed, the database lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_SENDER])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_SENDER])


def _called(attempt: Callable[[], Outcome]) -> Outcome:
    """What nobody foresaw is a failure of this endpoint alone: the others in the batch must not suffer."""
    try:
        return attempt()
    except Exception:  # noqa: BLE001
        _LOG.exception("A webhook could not be offered")
        return Outcome(0, problem=_Problem.UNREACHABLE, is_down=True)


def _offer(guard: Guard, message: WebhookMessage, secrets: list[str]) -> Outcome:
    """One attempt. Asks no database: it runs beside others."""
    payload = message.payload.encode()
    signed = headers(message.number, payload, secrets, at=clock.real())
    began = time.monotonic()

    def took() -> int:
        return int((time.monotonic() - began) * 1000)

    try:
        if is_our_own(message.endpoint.url):
            raise PrivateAddress
        answer = guard.post(message.endpoint.url, payload, content_type="application/json", headers=signed)
    except Unreadable as fault:
        return Outcome(took(), problem=_meaning(fault), is_down=True)
    return _judged(answer, took())


def _judged(answer: Fetched, milliseconds: int) -> Outcome:
    said = answer.body.decode(errors="replace").replace("\x00", "")[:WEBHOOK_ANSWER]
    status = answer.status
    problem = "" if 200 <= status < 300 else _Problem.MOVED if 300 <= status < 400 else _Problem.REFUSED
    return Outcome(
        milliseconds,
        status=status,
        problem=problem,
        answer=said,
        is_down=status == 429 or status >= 500,
        is_gone=status == 410,
        wait=_asked(answer.headers.get("retry-after", "")) if status in {429, 503} else timedelta(),
    )


def _asked(retry_after: str) -> timedelta:
    known = retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 9
    return min(timedelta(seconds=int(retry_after)), LONGEST_WAIT) if known else timedelta()


def _meaning(fault: Unreadable) -> str:
    if isinstance(fault, TlsFailure):
        return _Problem.TLS
    if isinstance(fault, TimedOut):
        return _Problem.SLOW
    return _Problem.ADDRESS if isinstance(fault, BadAddress | PrivateAddress) else _Problem.UNREACHABLE


def client() -> Guard:
    """The guarded client: every name is resolved once and its addresses checked; no redirect is followed."""
    agent = f"{settings.BRAND['name']}-webhooks (+{settings.SITE_URL})"
    return Guard(user_agent=agent, allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK, limits=LIMITS)
