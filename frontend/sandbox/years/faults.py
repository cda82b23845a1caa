"""What goes wrong, drawn from the seed: workers die, tasks get lost or done twice, the database ends a session,
the disk is full, the post is away, people click twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from errno import ENOSPC
from random import Random
from typing import Any
from unittest import mock

import psycopg2  # type: ignore[import-untyped]
from django.core.mail import EmailMessage
from django.db import connection

from frontend.widgets.storage import PublishedFolder
from keurmerk import copies, outbox
from keurmerk.mail.outcome import Outcome, Refused, Retry, Sent, Unknown
from keurmerk.mail.sandbox import SandboxBackend
from keurmerk.models import Event

MANY_STATEMENTS = 40  # within which the session ends


class Killed(BaseException):
    """`kill -9`: nothing catches it, and what was in a transaction never happened."""


@dataclass
class Faults:
    """How often each thing goes wrong, as a chance per occasion; `happened` counts how often it did.

    `off()` is a world in which everything works. The draws are the run's own, so they leave the actors' alone.
    """

    seed: int
    dies_before: float = 0.01  # the worker, with a delivery in hand
    dies_after: float = 0.01  # when all was done but not yet committed
    breaks: float = 0.02  # the reaction itself: the database went away, a deadlock
    lost: float = 0.01  # a task of the queue
    twice: float = 0.03  # a task or a sweep that runs again at once, as by two workers
    click: float = 0.05  # a person presses the button again
    vendor: float = 0.08  # the post answers 429 or 500, or not at all
    cut: float = 0.01  # the connection to the database, in the middle of an act, a job or a task
    full: float = 0.03  # the disk, while a batch of copies is made
    happened: Counter[str] = field(default_factory=Counter)
    asleep: bool = False  # while somebody only looks

    @classmethod
    def off(cls, seed: int) -> "Faults":
        calm = cls(seed)
        calm.asleep = True
        return calm

    def __post_init__(self) -> None:
        self._chance = Random(self.seed ^ 0x5EED)  # not a secret

    def _strikes(self, name: str, chance: float) -> bool:
        struck = not self.asleep and self._chance.random() < chance
        self.happened[name] += struck
        return struck

    def clicks(self, _chance: Random) -> int:
        return 2 if self._strikes("clicked twice", self.click) else 1

    def runs(self, _chance: Random) -> int:
        return 2 if self._strikes("done twice", self.twice) else 1

    def loses(self, _chance: Random) -> bool:
        return self._strikes("task lost", self.lost)

    @contextmanager
    def held_off(self) -> Iterator[None]:
        """Nothing goes wrong, and nothing is drawn, as long as this lasts."""
        before, self.asleep = self.asleep, True
        try:
            yield
        finally:
            self.asleep = before

    @contextmanager
    def cuts(self) -> Iterator[None]:
        """Perhaps the server ends our session at one of the coming statements, as when it is restarted.

        Whoever runs us inside a transaction of his own is spared: with the session that would be gone as well.
        """
        if not self._strikes("connection cut", self.cut) or connection.in_atomic_block:
            yield
            return
        left = self._chance.randint(1, MANY_STATEMENTS)

        def perhaps(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                _end_session()
            return execute(sql, params, many, context)

        with connection.execute_wrapper(perhaps):
            yield

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Reactions can die, and the post can be away, as long as this lasts."""
        find = outbox.reaction_at
        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(outbox, "reaction_at", lambda path: self._frail(find(path))))
            stack.enter_context(mock.patch.object(SandboxBackend, "send_messages", self._post))
            stack.enter_context(mock.patch.dict(copies.MAKERS, shop=self._on_a_disk(copies.MAKERS["shop"])))
            yield

    def _on_a_disk(self, make: copies.Maker) -> copies.Maker:
        """One that is full now and then: not one more file of this batch is written, in whatever thread."""

        def full(_folder: PublishedFolder, path: str, _data: bytes) -> bool:
            raise OSError(ENOSPC, "No space left on device", path)

        def perhaps(numbers: Sequence[int]) -> object:
            if not self._strikes("disk full", self.full):
                return make(numbers)
            with mock.patch.object(PublishedFolder, "put", full):
                return make(numbers)

        return perhaps

    def _frail(self, reaction: Callable[[Event], None]) -> Callable[[Event], None]:
        def react(event: Event) -> None:
            if self._strikes("killed before", self.dies_before):
                raise Killed
            if self._strikes("reaction broke", self.breaks):
                raise ConnectionError("the database went away")
            reaction(event)
            if self._strikes("killed after", self.dies_after):
                raise Killed

        return react

    def _post(self, messages: Sequence[EmailMessage]) -> int:
        away = self._strikes("post away", self.vendor)
        for message in messages:
            message.outcome = self._answer(away=away)  # type: ignore[attr-defined]  # as every backend does
        return len(messages)

    def _answer(self, *, away: bool) -> Outcome:
        if away:
            return Retry(timedelta(minutes=1))
        if self._strikes("post never answered", self.vendor / 8):
            return Unknown()
        if self._strikes("address refused", self.vendor / 20):
            return Refused("406", inactive=True)
        return Sent("sandbox")


def _end_session() -> None:
    """By the server, from a session beside it: what was under way there is undone."""
    if connection.connection is None or connection.connection.closed:
        return
    beside = psycopg2.connect(**connection.get_connection_params())
    beside.autocommit = True
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    beside.close()
