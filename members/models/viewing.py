"""One of us looks along as somebody else: with a reason, for half an hour at most, and to read alone."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q

from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members import terms
from members.models.user import User


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def running(self, now: datetime) -> Self:
        return self.open().filter(ends_at__gt=now)


class Viewing(models.Model):
    """Looking along. The person's shops read in their logbook that it began, and that it ended."""

    by = models.ForeignKey(User, models.PROTECT, related_name="viewings")
    person = models.ForeignKey(User, models.PROTECT, related_name="viewed")
    reason = models.CharField(max_length=300)
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ViewingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="viewing_has_a_reason"),
            models.CheckConstraint(condition=~Q(by=F("person")), name="viewing_is_of_somebody_else"),
            models.UniqueConstraint(fields=["by"], condition=Q(ended_at=None), name="viewing_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Viewing {self.pk} of {self.person_id}"

    @staticmethod
    def is_one_of_us(user: User) -> bool:
        return bool(user.staff_role or user.is_staff or user.is_superuser)

    @classmethod
    def begin(cls, by: User, person: User, reason: str, *, at: datetime) -> "Viewing":
        """By the manager, as somebody who is not one of us. What was still open is ended first. Raises IllegalMove."""
        if not by.has_role() or cls.is_one_of_us(person) or not person.is_active or not reason.strip():
            raise IllegalMove(f"{by.pk} does not look along as {person.pk}")
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=by.pk)
            for earlier in cls.objects.open().filter(by=by):
                earlier.end(at=at)
            made = cls.objects.create(
                by=by, person=person, reason=reason.strip(), begun_at=at, ends_at=at + terms.VIEWING_LASTS
            )
            record("viewing.begun", subject=person, actor=f"user:{by.pk}", at=at, payload=made._facts())
        return made

    def end(self, *, at: datetime) -> None:
        """By the button, or by itself. Ending twice is ending once."""
        with transaction.atomic():
            if Viewing.objects.open().filter(pk=self.pk).update(ended_at=at):
                record("viewing.ended", subject=self.person, actor=f"user:{self.by_id}", at=at, payload=self._facts())

    def _facts(self) -> dict[str, Any]:
        return {"viewing": self.pk, "user": self.person_id}
