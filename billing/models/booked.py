"""What the accountant's bookkeeping has of ours, under which number, and what it still has to be told."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class BookedQuerySet(models.QuerySet["Booked"]):
    def waiting(self) -> "BookedQuerySet":
        """To be pushed; the column is `due_at`."""
        return self.filter(state=Booked.State.WAITING)

    def refused(self) -> "BookedQuerySet":
        return self.filter(state=Booked.State.REFUSED)

    def in_order(self) -> "BookedQuerySet":
        """Who was invoiced before the invoice, and that before what was paid on it."""
        return self.order_by("due_at", "kind", "pk")


class Booked(models.Model):
    """One thing of ours in the other books: a row per thing, so that nothing is made there twice."""

    class Kind(models.TextChoices):
        """In the order in which they need each other."""

        COMPANY = "1-COMPANY", pgettext_lazy("bookkeeping", "Contact")
        INVOICE = "2-INVOICE", pgettext_lazy("bookkeeping", "Invoice")
        CREDIT_NOTE = "3-CREDIT", pgettext_lazy("bookkeeping", "Credit note")
        PAYMENT = "4-PAYMENT", pgettext_lazy("bookkeeping", "Payment")

    class State(models.TextChoices):
        WAITING = "WAITING", pgettext_lazy("bookkeeping", "Waiting")
        DONE = "DONE", pgettext_lazy("bookkeeping", "Booked")
        REFUSED = "REFUSED", pgettext_lazy("bookkeeping", "Refused")

    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.PositiveBigIntegerField()  # its number in our tables
    remote_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    objects = BookedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "subject"], name="booked_once"),
            models.CheckConstraint(
                condition=Q(state="WAITING", due_at__isnull=False) | Q(~Q(state="WAITING"), due_at=None),
                name="waiting_for_the_books_says_until_when",
            ),
            models.CheckConstraint(condition=~Q(state="DONE") | ~Q(remote_id=""), name="booked_has_a_number_there"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state="WAITING"), name="to_push_to_the_books"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @classmethod
    def ask(cls, kind: str, subject: int, *, at: datetime) -> None:
        """It is new or changed: pushed soon. What is waiting already keeps its turn."""
        row, fresh = cls.objects.get_or_create(kind=kind, subject=subject, defaults={"due_at": at})
        if not fresh and row.state != cls.State.WAITING:
            cls.objects.filter(pk=row.pk).update(state=cls.State.WAITING, due_at=at, attempts=0, problem="")
