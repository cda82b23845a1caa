"""News: an event and its deliveries are written with the change that caused them; reactions follow, each alone."""

import importlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F
from django_q.tasks import async_task

from keurmerk import clock, copies
from keurmerk.models import Delivery, Event

Reaction = Callable[[Event], None]

ATTEMPTS = 5
_AT_ONCE = 10  # deliveries in one task of the queue
_LEASE = timedelta(seconds=15)
_BACK_OFF = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
_LOG = logging.getLogger(__name__)

REACTIONS: dict[str, list[str]] = {}
_SILENT: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def in_silence() -> Iterator[None]:
    """History that is written afterwards, such as the demo's, is recorded but told to nobody."""
    before = _SILENT.set(True)
    try:
        yield
    finally:
        _SILENT.reset(before)


def on(*names: str) -> Callable[[Reaction], Reaction]:
    """Registers a reaction to events. It is told at least once, so it must be repeatable."""

    def register(reaction: Reaction) -> Reaction:
        path = f"{reaction.__module__}.{reaction.__qualname__}"
        for name in names:
            paths = REACTIONS.setdefault(name, [])
            if path not in paths:
                paths.append(path)
        return reaction

    return register


def record(
    name: str, *, subject: models.Model, actor: str, at: datetime, payload: Mapping[str, Any] | None = None
) -> Event:
    """Writes the event, a delivery for each reaction, and their queue row, all in the caller's transaction.

    The queue's broker is this database, so a change that is rolled back queues nothing.
    """
    with transaction.atomic(savepoint=False):  # nobody keeps the change without its news, so nobody steps back to here
        event = _event(name, subject, payload or {}, actor, at)
        event.save(force_insert=True)
        _tell(_deliveries(event))
        if not _SILENT.get():
            copies.note([(name, event.payload)])
    return event


def record_new(
    name: str, *, subject: models.Model, actor: str, at: datetime, payload: Mapping[str, Any] | None = None
) -> bool:
    """Puts a new row into the database with the event that tells of it; says whether it was new.

    One statement where nobody reacts, and so no transaction of its own: the row, its event, or, when one of the row's
    constraints says that it is there already, neither.
    """
    alone = not _heard(name) and name not in copies.FOLLOWED
    with nullcontext() if alone else transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            news: list[Any] = [name, subject._meta.label_lower, actor, at, json.dumps(dict(payload or {}))]
            cursor.execute(_insert(type(subject)), [*_values(subject), *news])
            made = cursor.fetchone()
        if made is None:
            return False
        subject.pk, event = made
        subject._state.adding, subject._state.db = False, connection.alias
        _tell(_deliveries(Event(pk=event, name=name)))
        if not _SILENT.get():
            copies.note([(name, payload or {})])
    return True


@cache
def _insert(model: type[models.Model]) -> str:
    columns = [f'"{field.column}"' for field in _stored(model)]
    return f"""
        WITH made AS (
            INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})
            VALUES ({", ".join(["%s"] * len(columns))}) ON CONFLICT DO NOTHING RETURNING id
        )
        INSERT INTO keurmerk_event (subject_id, name, subject_type, actor, happened_at, payload)
        SELECT id, %s, %s, %s, %s, %s::jsonb FROM made RETURNING subject_id, id
    """  # noqa: S608  # names of our own tables and columns


def _values(subject: models.Model) -> list[Any]:
    fields = _stored(type(subject))
    return [field.get_db_prep_save(field.pre_save(subject, True), connection) for field in fields]  # noqa: FBT003


def _stored(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def record_all(news: Iterable[tuple[str, models.Model, Mapping[str, Any]]], *, actor: str, at: datetime) -> None:
    """The same for many subjects at once, as (name, subject, payload): as few statements for a thousand as for one.

    Only the queue rows are written one by one: for some deliveries each, and only where somebody reacts.
    """
    told = list(news)
    with transaction.atomic(savepoint=False):
        numbers = _write_events(told, actor, at)
        heard = [Event(pk=number, name=name) for number, (name, _, _) in zip(numbers, told, strict=True)]
        _tell([each for event in heard for each in _deliveries(event)])
        if not _SILENT.get():
            copies.note((name, payload) for name, _, payload in told)


# An array per column: a thousand rows by the ORM take several times as long, most of it to write the statement down.
_WRITE = """
    INSERT INTO keurmerk_event (actor, happened_at, name, subject_type, subject_id, payload)
    SELECT %s, %s, name, subject_type, subject_id, payload
    FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::jsonb[])
    WITH ORDINALITY AS event (name, subject_type, subject_id, payload, place) ORDER BY place
    RETURNING id
"""


def _write_events(told: Sequence[tuple[str, models.Model, Mapping[str, Any]]], actor: str, at: datetime) -> list[int]:
    """Their numbers, in the order in which they are told."""
    columns = [
        [name for name, _, _ in told],
        [subject._meta.label_lower for _, subject, _ in told],
        [subject.pk for _, subject, _ in told],
        [json.dumps(payload) for _, _, payload in told],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [actor, at, *columns])
        return [number for (number,) in cursor.fetchall()]


def _event(name: str, subject: models.Model, payload: Mapping[str, Any], actor: str, at: datetime) -> Event:
    return Event(
        name=name,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        actor=actor,
        happened_at=at,
        payload=dict(payload),
    )


def _deliveries(event: Event) -> list[Delivery]:
    due = clock.real()
    return [Delivery(event=event, reaction=reaction, next_attempt_at=due) for reaction in _heard(event.name)]


def _heard(name: str) -> Sequence[str]:
    """Who reacts to this news."""
    return () if _SILENT.get() else REACTIONS.get(name, [])


def _tell(deliveries: Sequence[Delivery]) -> None:
    """Writes them down in one statement, and queues them some at a time: a task costs more than most reactions do."""
    made = [delivery.pk for delivery in Delivery.objects.bulk_create(deliveries)]
    for start in range(0, len(made), _AT_ONCE):
        queue(*made[start : start + _AT_ONCE])


def queue(*delivery_ids: int) -> None:
    async_task("keurmerk.outbox.deliver_each", *delivery_ids, task_name=f"delivery {delivery_ids[0]}")


def deliver_each(*delivery_ids: int) -> int:
    """Runs these reactions after each other, each alone; returns how many are done now.

    What was not reached when the worker died is still due, and found by `redeliver`.
    """
    return sum(deliver(delivery_id) for delivery_id in delivery_ids)


def deliver(delivery_id: int) -> bool:
    """Runs one reaction. Counts the attempt in a transaction of its own first; then works and marks it done in one.

    Returns whether it is done now. Two workers with one delivery: the second finds it claimed, or locked, and leaves.
    """
    if not _claim(delivery_id):
        return False
    try:
        return _perform(delivery_id)
    except Exception as fault:  # noqa: BLE001  # a reaction that fails must not stop the others
        _LOG.exception("Delivery %s failed", delivery_id)
        Delivery.objects.filter(pk=delivery_id).update(last_error=type(fault).__name__)
        return False


def _claim(delivery_id: int) -> bool:
    now = clock.real()
    with transaction.atomic():
        delivery = Delivery.objects.waiting().select_for_update(skip_locked=True).filter(pk=delivery_id).first()
        if delivery is None or delivery.next_attempt_at > now:
            return False
        if delivery.attempts >= ATTEMPTS:
            Delivery.objects.filter(pk=delivery_id).update(quarantined_at=now)
            return False
        wait = _LEASE if delivery.attempts == 0 else _BACK_OFF[min(delivery.attempts, len(_BACK_OFF)) - 1]
        Delivery.objects.filter(pk=delivery_id).update(attempts=F("attempts") + 1, next_attempt_at=now + wait)
    return True


def _perform(delivery_id: int) -> bool:
    with transaction.atomic():
        # Waits for the lock: a second worker may be looking whether there is something to claim.
        waiting = Delivery.objects.waiting().select_for_update(of=("self",)).select_related("event")
        delivery = waiting.filter(pk=delivery_id).first()
        if delivery is None:
            return False
        reaction_at(delivery.reaction)(delivery.event)
        Delivery.objects.filter(pk=delivery_id).update(done_at=clock.real(), last_error="")
    return True


def reaction_at(path: str) -> Reaction:
    module, _, name = path.rpartition(".")
    reaction: Reaction = getattr(importlib.import_module(module), name)
    return reaction


def redeliver(*, now: datetime) -> int:
    """Queues anew what got lost between commit and queue, or with its worker. `now` is the installation's clock."""
    lost = (
        Delivery.objects.due(clock.real() - _LEASE).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:500]
    )
    for delivery_id in lost:
        queue(delivery_id)
    return len(lost)


def drain() -> int:
    """Delivers all that is due, here and now: `advance` and the tests do not wait for a worker."""
    done = 0
    while waiting := list(Delivery.objects.due(clock.real()).order_by("pk").values_list("pk", flat=True)[:500]):
        done += sum(deliver(delivery_id) for delivery_id in waiting)
    return done


def release(delivery_id: int) -> None:
    """The desk gives a quarantined delivery another five attempts."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery_id, done_at=None).update(
            quarantined_at=None, attempts=0, next_attempt_at=clock.real()
        )
        queue(delivery_id)
