"""What recurs: sweeps over deadlines that are columns, and a few periodic duties. The clock is read here for them."""

import importlib
import importlib.util
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Min
from django_q.tasks import async_task

from keurmerk import clock
from keurmerk.models import Ran, Stumble

PATIENCE = 5  # times a sweep falls over a row before it steps around it
SPELL = 60  # seconds in which a sweep takes batch after batch; the queue kills a task after twice that
_LOG = logging.getLogger(__name__)

EVERY: dict[str, "Sweep | Periodic"] = {}


def _register(job: "Sweep | Periodic") -> None:
    if job.name in EVERY:
        raise ValueError(f"Two recurring jobs are called {job.name}")
    EVERY[job.name] = job


@dataclass(frozen=True)
class Periodic:
    """A duty without a deadline of its own. `run` receives the installation's now and says how much it did."""

    name: str
    run: Callable[..., int]
    why: str
    minutes: int = 15

    def __post_init__(self) -> None:
        _register(self)

    def next_due(self) -> datetime | None:
        return None


@dataclass(frozen=True)
class Sweep:
    """Acts on each row whose deadline has passed.

    `open` gives the rows whose `column` may still fall due; `act` moves a row on by one verb, which takes it out
    of `open`. Each row is claimed under lock in a transaction of its own; one that fails never stops the line.

    With `act_on_all` rows are claimed `together` and moved on in a few statements, batch after batch until nothing is
    due or the spell is over. A batch that fails is acted on row by row, so that only the faulty row is left.
    """

    name: str
    open: Callable[[], "models.QuerySet[Any]"]
    column: str
    act: Callable[[Any, datetime], object]
    why: str
    minutes: int = 1
    batch: int = field(default=5000)
    act_on_all: Callable[[Sequence[Any], datetime], object] | None = None
    together: int = 1000
    stops: bool = True  # `advance` stops at each deadline; not where the column says only when to look again

    def __post_init__(self) -> None:
        _register(self)

    def due(self, now: datetime) -> "models.QuerySet[Any]":
        stuck = Stumble.objects.filter(sweep=self.name, times__gte=PATIENCE).values("subject_id")
        return self.open().filter(**{f"{self.column}__lte": now}).exclude(pk__in=stuck)

    def next_due(self) -> datetime | None:
        """The earliest deadline that is still open; `advance` stops there. None where it should not."""
        if not self.stops:
            return None
        stuck = Stumble.objects.filter(sweep=self.name, times__gte=PATIENCE).values("subject_id")
        earliest: datetime | None = self.open().exclude(pk__in=stuck).aggregate(at=Min(self.column))["at"]
        return earliest

    def run(self, now: datetime) -> int:
        if self.act_on_all:
            return self._run_together(now)
        rows = self.due(now).order_by(self.column, "pk").values_list("pk", flat=True)[: self.batch]
        return sum(self._act_on(pk, now) for pk in rows)

    def _run_together(self, now: datetime) -> int:
        acted, until = 0, time.monotonic() + SPELL
        before: set[int] = set()
        left: set[int] = set()  # those that failed, or that `act_on_all` did not move
        while time.monotonic() < until:
            claimed, failed = self._act_on_some(now, without=left)
            if not claimed:
                break
            acted += len(claimed - failed - before)
            left |= failed | (claimed & before)
            before = claimed
        return acted

    def _act_on_some(self, now: datetime, *, without: set[int]) -> tuple[set[int], set[int]]:
        """Which rows were claimed, and over which of them the sweep fell."""
        rows: list[Any] = []
        try:
            with transaction.atomic():
                due = self.due(now).exclude(pk__in=without).select_for_update(skip_locked=True, of=("self",))
                rows = list(due.order_by(self.column, "pk")[: self.together])
                if rows and self.act_on_all:
                    self.act_on_all(rows, now)
        except Exception:  # noqa: BLE001  # row by row it will show which one it was
            _LOG.exception("Sweep %s fell over a batch of %s", self.name, len(rows))
            return {row.pk for row in rows}, {row.pk for row in rows if not self._act_on(row.pk, now)}
        return {row.pk for row in rows}, set()

    def _act_on(self, pk: int, now: datetime) -> bool:
        try:
            with transaction.atomic():
                row = self.due(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
                if row is None:
                    return False
                self.act(row, now)
        except Exception as fault:  # noqa: BLE001  # the rest of the line must not wait for this row
            _LOG.exception("Sweep %s fell over row %s", self.name, pk)
            self._stumble(pk, fault, now)
            return False
        Stumble.objects.filter(sweep=self.name, subject_id=pk).delete()
        return True

    def _stumble(self, pk: int, fault: Exception, now: datetime) -> None:
        fresh = {"last_error": type(fault).__name__, "last_at": now}
        stumble, _ = Stumble.objects.get_or_create(sweep=self.name, subject_id=pk, defaults=fresh)
        Stumble.objects.filter(pk=stumble.pk).update(times=models.F("times") + 1, **fresh)


def load() -> None:
    """Imports every app's jobs.py, which registers its recurring jobs."""
    for config in apps.get_app_configs():
        if importlib.util.find_spec(f"{config.name}.jobs") and "." not in config.name:
            importlib.import_module(f"{config.name}.jobs")


def run(name: str) -> int:
    """What a schedule row calls. Runs one recurring job at the installation's now.

    A sweep that was not done when its spell was over goes on in a next task, not in a next minute.
    """
    load()
    began, now = time.monotonic(), clock.now()
    acted = run_at(name, now)
    job = EVERY[name]
    if isinstance(job, Sweep) and acted and time.monotonic() - began >= SPELL and job.due(now).exists():
        async_task("keurmerk.schedule.run", name, task_name=f"more of {name}")
    return acted


def run_at(name: str, now: datetime) -> int:
    acted = EVERY[name].run(now=now)
    Ran.objects.update_or_create(job=name, defaults={"at": now, "acted": acted})
    return acted
