"""A look at a shop before its owner sends the application: free, as often as wanted, and not binding (terms 3.3)."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django_q.tasks import async_task

from inspections import terms
from inspections.models.reading import ATTEMPTS, GRACE, LEASE
from keurmerk import clock
from keurmerk.lifecycle import IllegalMove
from members.models import Application


class SelfCheckQuerySet(models.QuerySet["SelfCheck"]):
    def open(self) -> "SelfCheckQuerySet":
        return self.filter(done_at=None)

    def lost(self, real_now: datetime) -> "SelfCheckQuerySet":
        """In nobody's hands for so long that its place in the queue must have gone with a worker."""
        return self.open().filter(next_attempt_at__lte=real_now - GRACE)

    def claim(self, pk: int, real_now: datetime) -> "SelfCheck | None":
        """Takes it for one attempt, by one update; None when it is done or in other hands."""
        free = self.open().filter(pk=pk, next_attempt_at__lte=real_now)
        if not free.update(attempts=F("attempts") + 1, next_attempt_at=real_now + LEASE):
            return None
        return self.select_related("application__applicant", "application__member").get(pk=pk)


class SelfCheck(models.Model):
    """Asked, done, and the points that the machine saw. The lease runs on the machine's clock, as a reading's."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="self_checks")
    url = models.URLField(max_length=300)
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    pages = models.PositiveSmallIntegerField(default=0)
    met = models.PositiveSmallIntegerField(default=0)  # points that are in order for certain
    points = models.JSONField(default=list)  # what is not: a dictionary per point, required ones first
    problem_words = models.CharField(max_length=300, blank=True)  # why the shop could not be read

    objects = SelfCheckQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(done_at__isnull=True), name="self_check_one_at_a_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_attempt_at"], condition=Q(done_at__isnull=True), name="self_check_waiting"),
        ]

    def __str__(self) -> str:
        return f"Self-check {self.pk} of application {self.application_id}"

    @classmethod
    def ask(cls, application: Application, *, at: datetime) -> "SelfCheck":
        """A new one for the address of today, unless one is under way; earlier ones of another day go.

        Raises IllegalMove when this person had too many in a day: each costs a minute of a worker.
        """
        mine = cls.objects.filter(application__applicant=application.applicant_id)
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=application.pk)
            under_way = cls.objects.open().filter(application=application).first()
            if under_way:
                return under_way
            a_day_ago = at - timedelta(days=1)
            if mine.filter(asked_at__gt=a_day_ago).count() >= terms.SELF_CHECKS_A_DAY:
                raise IllegalMove(f"User {application.applicant_id} asked {terms.SELF_CHECKS_A_DAY} looks in a day")
            mine.filter(asked_at__lte=a_day_ago).exclude(done_at=None).delete()
            made = cls.objects.create(
                application=application, url=application.shop_url, asked_at=at, next_attempt_at=clock.real()
            )
            made.queue()
        return made

    def queue(self) -> None:
        async_task("inspections.self_checking.run", self.pk, task_name=f"self-check {self.pk}")

    @property
    def is_worn_out(self) -> bool:
        return self.attempts > ATTEMPTS

    @property
    def required(self) -> list[dict[str, str]]:
        return [point for point in self.points if point["severity"] == "B"]

    @property
    def improvements(self) -> list[dict[str, str]]:
        return [point for point in self.points if point["severity"] != "B"]
