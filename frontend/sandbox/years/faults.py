"""What goes wrong, drawn from the seed: workers die, tasks get lost or done twice, the post is away, people click."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from unittest import mock

from django.core.mail import EmailMessage

from keurmerk import outbox
from keurmerk.mail.outcome import Outcome, Refused, Retry, Sent, Unknown
from keurmerk.mail.sandbox import SandboxBackend
from keurmerk.models import Event


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
    happened: Counter[str] = field(default_factory=Counter)

    @classmethod
    def off(cls, seed: int) -> "Faults":
        return cls(seed, 0, 0, 0, 0, 0, 0, 0)

    def __post_init__(self) -> None:
        self._chance = Random(self.seed ^ 0x5EED)  # not a secret

    def _strikes(self, name: str, chance: float) -> bool:
        struck = self._chance.random() < chance
        self.happened[name] += struck
        return struck

    def clicks(self, _chance: Random) -> int:
        return 2 if self._strikes("clicked twice", self.click) else 1

    def runs(self, _chance: Random) -> int:
        return 2 if self._strikes("done twice", self.twice) else 1

    def loses(self, _chance: Random) -> bool:
        return self._strikes("task lost", self.lost)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Reactions can die, and the post can be away, as long as this lasts."""
        find = outbox.reaction_at
        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(outbox, "reaction_at", lambda path: self._frail(find(path))))
            stack.enter_context(mock.patch.object(SandboxBackend, "send_messages", self._post))
            yield

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
