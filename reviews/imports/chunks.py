"""The work on a file, a chunk at a time: each chunk is one delivery of the outbox, and one commit with its place.

A chunk begins where the last whole one ended, which the event that asks for it says too: one that is delivered twice,
or that belongs to a check which was begun anew meanwhile, finds itself elsewhere and leaves.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, BinaryIO, TypeVar

from django.core.files.storage import default_storage
from django.db import connection, transaction

from keurmerk.models import Event
from reviews.models.file_import import FileImport

Import = TypeVar("Import", bound=FileImport)
Work = Callable[[Import, BinaryIO, Event, datetime], None]


def next_chunk(model: type[Import], event: Event, state: str, work: Work[Import], at: datetime) -> None:
    """Lets `work` do the chunk that this event asks for. Without its file a list is stopped."""
    with transaction.atomic():
        of = _at_hand(model, event, state)
        if of is None:
            return
        try:
            file: Any = default_storage.open(of.path, "rb")
        except FileNotFoundError:
            of.cancel(actor=event.actor, at=at)
            return
        with file:
            work(of, file, event, at)


def undo_chunk(model: type[Import], event: Event, take_back: Callable[[Import], int], at: datetime) -> None:
    """`take_back` takes some back and says how many; when there are none left, the list is undone."""
    with transaction.atomic():
        of = _at_hand(model, event, FileImport.State.UNDOING)
        if of is None:
            return
        done = take_back(of)
        if done:
            of.advance("undoing", position=of.position + done, actor=event.actor, at=at)
        else:
            of.mark_undone(actor=event.actor, at=at)


def _at_hand(model: type[Import], event: Event, state: str) -> Import | None:
    """The import, ours until the commit; nothing when it is not, or not any more, where the event left it."""
    rows = model._default_manager.select_for_update(of=("self",)).select_related("shop__member")
    found: Import | None = rows.filter(pk=event.subject_id, state=state, position=event.payload["position"]).first()
    return found


def key_of(words: str) -> int:
    """63 bits and a sign of a hash: enough to know what a file said before."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), signed=True)


def first_seen(of: FileImport, words: Iterable[str]) -> set[int]:
    """Which of these the list had not had before, as keys; from now on it has."""
    keys = sorted({key_of(each) for each in words})
    if not keys:
        return set()
    relation = of.keys
    table, column = relation.model._meta.db_table, relation.field.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({column}, key) SELECT %s, unnest(%s::bigint[])"  # names of our own
            " ON CONFLICT DO NOTHING RETURNING key",
            [of.pk, keys],
        )
        return {row[0] for row in cursor.fetchall()}
