"""Keeps the queue working, from outside it.

"The process is alive" says nothing: a worker that dies while it holds the lock of the task queue leaves a
cluster that looks well and does nothing; one that dies while it notes results leaves a cluster that does everything
again and again; and without its guard nothing recurs any more. So a task of our own has to come through and be ticked
off, and when it does not, the cluster is killed with all its processes and started anew (docs/adr/0002-queue.md).
"""

import logging
import time
from collections.abc import Callable
from typing import Protocol

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from keurmerk.local.child import Child

EVERY = 10  # seconds between two looks
PATIENCE = 60  # seconds without a beat
MOURNING = 20  # seconds within which a beat has to come through after one of the queue's processes died
_LOG = logging.getLogger(__name__)


class Signs(Protocol):
    """What the watchdog looks at; all figures in seconds."""

    def ask(self) -> None: ...
    def age(self) -> float: ...
    def noted(self) -> float: ...
    def last_taken(self) -> float: ...
    def release(self, *, taken_before: float) -> int: ...


class Watchdog:
    """Tends one cluster. `longest_task` is how long both workers may rightly be busy without a beat."""

    def __init__(
        self, cluster: Child, pulse: Signs, *, longest_task: float, every: float = EVERY, patience: float = PATIENCE
    ) -> None:
        self._cluster = cluster
        self._pulse = pulse
        self._longest_task = longest_task
        self._every = every
        self._patience = patience
        self._started = self._since = time.monotonic()  # nothing before `since` is held against the cluster
        self._next_look = 0.0
        self._released = False
        self._family: set[int] = set()
        self._guarded = False
        self._lost_its_guard = False
        self._bereaved: float | None = None

    def run(self, is_wanted: Callable[[], bool]) -> None:
        """Tends the cluster until it is no longer wanted, then stops it."""
        self._note_start()
        self._cluster.start()
        while is_wanted():
            self.step()
            time.sleep(min(0.5, self._every))
        self._cluster.stop()

    def step(self) -> None:
        """One turn: a cluster that ended is started, and every so often its beat is looked at."""
        moment = time.monotonic()
        if self._cluster.revive():
            _LOG.warning("The queue had ended and was started again")
            self._note_start(moment)
        self._count_heads()
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + self._every
            self._look()

    def _note_start(self, moment: float | None = None) -> None:
        self._started = self._since = moment or time.monotonic()
        self._released = False
        self._family, self._guarded, self._bereaved = set(), False, None
        self._lost_its_guard = False

    def _look(self) -> None:
        close_old_connections()
        try:
            self._release_once()
            self._pulse.ask()
            hangs = self._lost_its_guard or self._hangs()
        except (DatabaseError, InterfaceError) as away:
            _LOG.warning("The database does not answer the watchdog: %s", type(away).__name__)
            connections.close_all()
            self._since = time.monotonic()  # without a database no beat can come through
            self._bereaved = self._since if self._bereaved else None
            return
        if hangs:
            _LOG.error("The queue no longer does all of its work and is started anew")
            self._cluster.kill()

    def _count_heads(self) -> None:
        """The queue's one child starts what died and queues what recurs; nobody starts that one again.

        At every turn, since who dies between two looks has a successor by the next one: that somebody died would
        go unseen, and it may have held a lock for which all now wait.
        """
        guards, others = self._cluster.offspring()
        if self._family - set(others):
            _LOG.warning("A process of the queue has ended")
            self._bereaved = time.monotonic()
        self._family = set(others)
        self._lost_its_guard = self._guarded and not guards and self._cluster.runs()
        self._guarded = self._guarded or bool(guards)

    def _release_once(self) -> None:
        """What the cluster before this one had taken can no longer be under way."""
        if not self._released:
            released = self._pulse.release(taken_before=time.monotonic() - self._started)
            self._released = True
            if released:
                _LOG.warning("%d tasks of a queue that was ended go back to the queue", released)

    def _hangs(self) -> bool:
        tended = time.monotonic() - self._since
        if self._mourns_too_long():
            return True
        if min(self._pulse.noted(), tended) <= self._patience:
            return False
        if self._pulse.age() <= self._patience:
            return True  # beats come through and are not ticked off: all that is done will be done again
        busy = self._pulse.last_taken() < min(tended, self._longest_task + self._patience)
        return not busy

    def _mourns_too_long(self) -> bool:
        """A worker that was killed while idle holds the task queue's lock; then being busy is no excuse."""
        if self._bereaved is None:
            return False
        since = time.monotonic() - self._bereaved
        if self._pulse.noted() < since:
            self._bereaved = None
            return False
        return since > MOURNING
