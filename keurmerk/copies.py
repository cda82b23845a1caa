"""Copies of what is public, kept where no database is asked: how far behind each is, and who brings it up to date.

A change counts itself on the row of its copy, in its own transaction, so none is lost. A publisher makes the copies
that are due and notes which change they are up to: many changes make one copy, and a copy is made once a second at
most. What it had taken when it was killed falls due again. All moments are the machine's, which `advance` leaves alone.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import F

from keurmerk import clock
from keurmerk.models import PublishedCopy

Maker = Callable[[Sequence[int]], object]  # makes the copies of these numbers, or raises

GAP = timedelta(seconds=1)  # between two copies of one thing
LEASE = timedelta(seconds=60)  # for what a publisher took; longer than a batch may take
BATCH = 20
_BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
_LOG = logging.getLogger(__name__)

KIND = attrgetter("kind")
KIND_AND_NUMBER = attrgetter("kind", "number")

MAKERS: dict[str, Maker] = {}
FOLLOWED: dict[str, tuple[str, str]] = {}  # name of an event -> kind of copy, and where its number is in the payload


def copy_of(kind: str, *, follows: Iterable[str] = (), by: str = "") -> Callable[[Maker], Maker]:
    """Registers who makes the copies of this kind, and the events that leave one behind.

    Such an event has the number of what is copied in its payload, as `by`.
    """

    def register(maker: Maker) -> Maker:
        MAKERS[kind] = maker
        FOLLOWED.update(dict.fromkeys(follows, (kind, by)))
        return maker

    return register


def note(news: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """These events, as (name, payload), are being written: the copies that follow them are behind from now on."""
    changed = {(kind, payload[by]) for name, payload in news if name in FOLLOWED for kind, by in [FOLLOWED[name]]}
    _fall_behind(sorted(changed))


def mark(kind: str, numbers: Iterable[int]) -> None:
    """The copies of these are behind, in the caller's transaction."""
    _fall_behind(sorted({(kind, number) for number in numbers}))


# In the order of their numbers, so that two changes of the same things wait for each other instead of for ever.
_FALL_BEHIND = """
    INSERT INTO keurmerk_publishedcopy AS copy (kind, number, changes, published, due_at, failures, last_error)
    SELECT kind, number, 1, 0, %s, 0, '' FROM unnest(%s::text[], %s::bigint[]) AS changed (kind, number)
    ON CONFLICT (kind, number) DO UPDATE SET
        changes = copy.changes + 1,
        due_at = COALESCE(copy.due_at, GREATEST(EXCLUDED.due_at, copy.published_at + make_interval(secs => %s)))
"""


def _fall_behind(changed: list[tuple[str, int]]) -> None:
    if changed:
        kinds, numbers = zip(*changed, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_FALL_BEHIND, [clock.real(), list(kinds), list(numbers), GAP.total_seconds()])


@dataclass(frozen=True)
class Taken:
    """A copy that this publisher makes now, up to this change."""

    id: int
    kind: str
    number: int
    changes: int


_TAKE = """
    UPDATE keurmerk_publishedcopy SET due_at = %s WHERE id IN (
        SELECT id FROM keurmerk_publishedcopy WHERE due_at <= %s AND (failures = 0 OR %s)
        ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, kind, number, changes
"""


def catch_up(*, late: timedelta = timedelta(0), at_once: bool = False) -> int:
    """Makes the copies that are due, and tells how many were made.

    `late` leaves alone what fell due less than this ago; `at_once` waits for no gap, and tries nothing that failed.
    """
    done = 0
    while taken := _take(late, at_once=at_once):
        for kind, batch in groupby(sorted(taken, key=KIND_AND_NUMBER), key=KIND):
            done += _make(kind, list(batch))
    return done


def _take(late: timedelta, *, at_once: bool) -> list[Taken]:
    now = clock.real()
    due = now + GAP if at_once else now - late
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [now + LEASE, due, not at_once, BATCH])
        return [Taken(*row) for row in cursor.fetchall()]


def _make(kind: str, batch: Sequence[Taken]) -> int:
    """How many were made. Of a batch that fails each is tried alone, so that only the faulty one waits."""
    try:
        MAKERS[kind]([each.number for each in batch])
    except Exception as fault:  # noqa: BLE001  # a full disk, a vendor that is away, a card that cannot be drawn
        if len(batch) > 1:
            return sum(_make(kind, [each]) for each in batch)
        _LOG.exception("The copy of %s %s was not made", kind, batch[0].number)
        _note_failure(batch[0], type(fault).__name__)
        return 0
    _note_success(batch)
    return len(batch)


_SUCCEED = """
    UPDATE keurmerk_publishedcopy AS copy SET
        published = made.changes, published_at = %s, failures = 0, last_error = '',
        due_at = CASE WHEN copy.changes > made.changes THEN %s END
    FROM unnest(%s::bigint[], %s::bigint[]) AS made (id, changes) WHERE copy.id = made.id
"""


def _note_success(batch: Sequence[Taken]) -> None:
    now = clock.real()
    made = [each.id for each in batch], [each.changes for each in batch]
    with connection.cursor() as cursor:
        cursor.execute(_SUCCEED, [now, now + GAP, *made])


def _note_failure(taken: Taken, fault: str) -> None:
    failures = PublishedCopy.objects.values_list("failures", flat=True).get(pk=taken.id)
    wait = _BACK_OFF[min(failures, len(_BACK_OFF) - 1)]
    PublishedCopy.objects.filter(pk=taken.id).update(
        failures=F("failures") + 1, last_error=fault, due_at=clock.real() + wait
    )


def lag(now: datetime) -> float:
    """Seconds since the copy that waits longest fell due; 0 when none is late."""
    oldest = PublishedCopy.objects.behind().order_by("due_at").values_list("due_at", flat=True).first()
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
