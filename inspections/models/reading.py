"""A look at the shop by the machine: a job row, so that no look is lost or done twice when its worker dies."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django_q.tasks import async_task

from keurmerk import clock

if TYPE_CHECKING:
    from inspections.models.inspection import Inspection

LEASE = timedelta(seconds=150)  # longer than the queue lets a task run
GRACE = timedelta(minutes=1)  # what waits longer than this is queued anew
ATTEMPTS = 3


class ReadingQuerySet(models.QuerySet["Reading"]):
    def open(self) -> "ReadingQuerySet":
        return self.filter(done_at=None)

    def waiting(self, real_now: datetime) -> "ReadingQuerySet":
        """Open and not in anybody's hands: never begun, or its worker died. On the machine's clock."""
        return self.open().filter(next_attempt_at__lte=real_now)

    def lost(self, real_now: datetime) -> "ReadingQuerySet":
        """Waiting for so long that its place in the queue must have gone with a worker."""
        return self.waiting(real_now - GRACE)

    def claim(self, pk: int, real_now: datetime) -> "Reading | None":
        """Takes the reading for one attempt, by one update; None when it is done or in other hands."""
        free = self.waiting(real_now).filter(pk=pk)
        if not free.update(attempts=F("attempts") + 1, next_attempt_at=real_now + LEASE):
            return None
        return self.select_related("inspection__shop__member", "inspection__application__applicant").get(pk=pk)


class Reading(models.Model):
    """One automatic pre-inspection of an inspection: asked, done, and what stood in its way.

    The lease runs on the machine's clock. `problem` is the code of why the shop could not be read.
    """

    inspection = models.ForeignKey("inspections.Inspection", models.CASCADE, related_name="readings")
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    pages = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)
    problem_words = models.CharField(max_length=300, blank=True)
    missed = models.JSONField(default=list)  # pages that could not be read: [{"url", "words"}]

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(done_at__isnull=True), name="reading_one_at_a_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_attempt_at"], condition=Q(done_at__isnull=True), name="reading_waiting"),
        ]

    def __str__(self) -> str:
        return f"Reading {self.pk} of inspection {self.inspection_id}"

    @property
    def is_worn_out(self) -> bool:
        """Its workers died again and again: it is settled as unreadable rather than tried for ever."""
        return self.attempts > ATTEMPTS

    def queue(self) -> None:
        """Hands the reading to a worker; the queue's row is written in the caller's transaction."""
        async_task("inspections.reading.read", self.pk, task_name=f"reading {self.pk}")

    @classmethod
    def ask(cls, inspection: "Inspection", *, at: datetime) -> "Reading":
        """A new reading, unless one is under way."""
        with transaction.atomic():
            reading, fresh = cls.objects.get_or_create(
                inspection=inspection, done_at=None, defaults={"asked_at": at, "next_attempt_at": clock.real()}
            )
            if fresh:
                reading.queue()
        return reading
