"""The world of one run: a clock, an agenda, a worker that can die, and the same history for the same seed."""

import heapq
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from itertools import count
from random import Random

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from frontend.sandbox.years.faults import Faults, Killed
from keurmerk import clock, copies
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from keurmerk.schedule import EVERY, Periodic, Sweep, load

Act = Callable[[datetime], object]
STEP = timedelta(hours=12)  # between two looks at what is due
ROUNDS = 30  # in which what is due, and all that follows from it, has to come to rest
LOST = (OperationalError, InterfaceError)  # what Django raises when the database ended the session
CRAWLS = ("inspections.",)  # tasks that read shops over the network; the office files what was seen instead


class Restless(Exception):
    """What is due keeps coming back: some job does not move its rows on."""


class World:
    """`plan` puts an act on the agenda; `run` lets time pass. `done` counts what was done, `refused` what was not."""

    def __init__(self, seed: int, start: datetime, *, faults: Faults) -> None:
        self.seed, self.now, self.faults = seed, start, faults
        self.chance = Random(seed)  # the same history every time, not a secret
        self.numbers = count(1)  # of orders and people
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.daily: list[Act] = []
        self._agenda: list[tuple[datetime, int, str, Act]] = []
        self._number = count()
        self._seen = 0
        self.recent: deque[str] = deque(maxlen=100)

    @contextmanager
    def clockwork(self) -> Iterator[None]:
        """The installation lives by this world's clock, and its worker by this world's faults."""
        load()
        told = logging.getLogger("keurmerk")  # of each fault that we cause ourselves
        before, told.level = told.level, logging.CRITICAL
        try:
            with clock.driven_by(lambda: self.now), self.faults.at_work():
                yield
        finally:
            told.setLevel(before)

    def plan(self, moment: datetime, name: str, act: Act) -> None:
        heapq.heappush(self._agenda, (max(moment, self.now), next(self._number), name, act))

    def later(self, name: str, act: Act, *, days: tuple[int, int] = (0, 0)) -> None:
        """Some day between these two from now, at an hour of the day."""
        minutes = self.chance.randint(days[0] * 1440, days[1] * 1440 + 600)
        self.plan(self.now + timedelta(minutes=minutes), name, act)

    def happens(self, chance: float) -> bool:
        return self.chance.random() < chance

    def run(self, until: datetime, *, look: Act, every: timedelta) -> None:
        """Time passes; `look` is asked again and again whether all is as it should be, and at the end."""
        next_look = self.now + every
        while self.now < until:
            day = amsterdam_date(self.now)
            self.now = min(self.now + STEP, until)
            self._act()
            self.settle()
            if amsterdam_date(self.now) != day:
                self._new_day()
            if self.now >= next_look or self.now >= until:
                look(self.now)
                next_look = self.now + every

    def _act(self) -> None:
        """What the actors do up to now; each act alone, as a request is."""
        now = self.now
        while self._agenda and self._agenda[0][0] <= now:
            moment, _number, name, act = heapq.heappop(self._agenda)
            self.now = moment
            self._try(name, act)
        self.now = now

    def _try(self, name: str, act: Act) -> None:
        for _ in range(self.faults.clicks(self.chance)):
            self._dare(name, act)

    def _dare(self, name: str, act: Act) -> None:
        """Whose page failed tries again; of the first attempt nothing is left."""
        agenda = self._agenda.copy()
        try:
            with self.faults.cuts(), transaction.atomic():
                act(self.now)
        except IllegalMove:
            self.refused[name] += 1
        except LOST:
            self._agenda = agenda
            self._reconnect("page failed")
            self._dare(name, act)
        else:
            self.done[name] += 1

    def _reconnect(self, told: str) -> None:
        """As happens before each request and each task."""
        self.done[told] += 1
        close_old_connections()

    def _new_day(self) -> None:
        for act in self.daily:
            act(self.now)
        for job in EVERY.values():
            if isinstance(job, Periodic) and job.minutes > 1 and not job.name.startswith(CRAWLS):
                self._run(job)
        self.settle()

    def settle(self) -> None:
        """Sweeps, the minute's duties and the worker, until nothing more comes of them. Raises Restless."""
        for _ in range(ROUNDS):
            moved = 0
            for job in EVERY.values():
                if isinstance(job, Sweep):
                    moved += self._run(job)
                elif job.minutes == 1 and not job.name.startswith(CRAWLS):
                    self._run(job)
            copies.catch_up(at_once=True)  # as the publisher does, all day
            if not moved + self._work():
                break
        else:
            raise Restless(f"{self.now}: something is due again and again")
        self._note()

    def _run(self, job: Sweep | Periodic) -> int:
        return sum(self._run_once(job) for _ in range(self.faults.runs(self.chance)))

    def _run_once(self, job: Sweep | Periodic, attempt: int = 1) -> int:
        try:
            with self.faults.cuts():
                return job.run(now=self.now)
        except Exception:  # noqa: BLE001  # whatever it was
            self._again_or_raise("job failed", attempt)
            return self._run_once(job, attempt + 1)

    def _again_or_raise(self, told: str, attempt: int) -> None:
        """The queue hands out again what failed, some times."""
        if attempt >= settings.Q_CLUSTER["max_attempts"]:
            raise  # noqa: PLE0704  # what is being handled by the one who asks
        self._reconnect(told)

    def _work(self) -> int:
        """The worker: takes the queue's tasks in order; one that dies leaves the rest to be found again."""
        done = 0
        for row in OrmQ.objects.order_by("pk"):
            task = SignedPackage.loads(row.payload)
            row.delete()
            if task["func"].startswith(CRAWLS) or self.faults.loses(self.chance):
                continue
            done += 1
            for _ in range(self.faults.runs(self.chance)):
                self._perform(task["func"], task["args"])
        return done

    def _perform(self, path: str, args: tuple[object, ...], attempt: int = 1) -> None:
        module, _, name = path.rpartition(".")
        try:
            with self.faults.cuts():
                getattr(import_module(module), name)(*args)
        except Killed:
            self.done["worker killed"] += 1
        except Exception:  # noqa: BLE001  # whatever it was
            self._again_or_raise("task failed", attempt)
            self._perform(path, args, attempt + 1)

    def _note(self) -> None:
        """The last hundred events, for whoever has to find out what went wrong."""
        for event in Event.objects.filter(pk__gt=self._seen).order_by("pk"):
            self._seen = event.pk
            self.recent.append(
                f"{event.happened_at:%Y-%m-%d %H:%M} {event.name} {event.subject_type} {event.subject_id}"
            )
