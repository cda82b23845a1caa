"""Does the queue do its work? Asked from outside, through the tables that the queue and its tasks write."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django_q.brokers.orm import ORM
from django_q.models import OrmQ
from django_q.tasks import async_task

from keurmerk import clock
from keurmerk.models import Beat

ASK_AGAIN = timedelta(seconds=20)  # a beat that was taken and not done by then was lost with its worker
NEVER = float("inf")


class _NotingBroker(ORM):  # type: ignore[misc] # django-q2 has no types
    """Remembers the row it made, which django-q2 itself only logs."""

    row = 0

    def enqueue(self, task: str) -> int:
        self.row = super().enqueue(task)
        return self.row


class Pulse:
    """The queue's heartbeat: a task of our own that has to come through. Every method may raise a DatabaseError."""

    def __init__(self) -> None:
        self._name: str = settings.Q_CLUSTER["name"]
        self._retry = timedelta(seconds=settings.Q_CLUSTER["retry"])
        self._row = 0
        self._noted: datetime | None = None

    def ask(self) -> None:
        """Queues a beat unless one is waiting or has just been taken."""
        waiting = OrmQ.objects.filter(pk=self._row).first()
        if self._row and not waiting:
            self._noted = clock.real()
        if waiting and waiting.lock - self._retry > clock.real() - ASK_AGAIN:
            return
        if waiting and waiting.lock <= clock.real():
            return
        OrmQ.objects.filter(pk=self._row).delete()
        broker = _NotingBroker(list_key=self._name)
        async_task("keurmerk.jobs.beat", q_options={"broker": broker, "save": False, "timeout": 20})
        self._row = broker.row

    def age(self) -> float:
        """Seconds since the last beat came through."""
        beat = Beat.objects.filter(name="queue").first()
        return (clock.real() - beat.at).total_seconds() if beat else NEVER

    def noted(self) -> float:
        """Seconds since a beat of ours was found ticked off too: done, and noted as done."""
        return (clock.real() - self._noted).total_seconds() if self._noted else NEVER

    def last_taken(self) -> float:
        """Seconds since the queue took another task that is not finished yet: it may be busy with long ones."""
        newest = self._in_flight().exclude(pk=self._row).aggregate(lock=Max("lock"))["lock"]
        return (clock.real() - (newest - self._retry)).total_seconds() if newest else NEVER

    def release(self, *, taken_before: float) -> int:
        """Gives back what was taken more than so many seconds ago, rather than after `retry` seconds."""
        now = clock.real()
        taken = self._in_flight().filter(lock__lt=now + self._retry - timedelta(seconds=taken_before))
        released: int = taken.update(lock=now)
        return released

    def _in_flight(self) -> Any:
        return OrmQ.objects.filter(key=self._name, lock__gt=clock.real())
