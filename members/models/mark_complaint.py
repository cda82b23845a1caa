"""A member's complaint about the mark itself: written, with reasons, and answered in writing."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.calendar import amsterdam_date
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members import terms
from members.models.member import Member


class MarkComplaintQuerySet(models.QuerySet["MarkComplaint"]):
    def open(self) -> "MarkComplaintQuerySet":
        """That ask something of us: an answer, or the remedy that was promised."""
        return self.filter(state__in=[MarkComplaint.State.FILED, MarkComplaint.State.JUSTIFIED])

    def newest_first(self) -> "MarkComplaintQuerySet":
        return self.order_by("-filed_at", "-pk")


class MarkComplaint(Lifecycle):
    """Of a member, about what the mark does or asks (terms 11.11, 11.12; rulebook 2.9).

    It changes nothing about paying, unless we confirm in writing that it is justified. One that comes more than five
    days after the facts were known is handled as any other, and marked late (reading A12).
    """

    class State(models.TextChoices):
        FILED = "FILED", pgettext_lazy("complaint", "Being looked at")
        JUSTIFIED = "JUSTIFIED", pgettext_lazy("complaint", "Justified")
        UNJUSTIFIED = "UNJUSTIFIED", pgettext_lazy("complaint", "Not justified")
        REMEDIED = "REMEDIED", pgettext_lazy("complaint", "Put right")
        ESCALATED = "ESCALATED", pgettext_lazy("complaint", "With a mediator or the court")

    class Remedy(models.TextChoices):
        """Exactly the three of terms 11.12."""

        INVOICE_ADJUSTED = "INVOICE_ADJUSTED", _("The invoice is adjusted")
        IMPROVED = "IMPROVED", _("What we did is improved or done again, free of charge")
        REDONE = "REDONE", _("The agreement is carried out anew")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.FILED: {State.JUSTIFIED, State.UNJUSTIFIED},
        State.JUSTIFIED: {State.REMEDIED},
        State.UNJUSTIFIED: {State.ESCALATED},
        State.REMEDIED: {State.ESCALATED},
        State.ESCALATED: set(),
    }

    member = models.ForeignKey(Member, models.PROTECT, related_name="mark_complaints")
    state = models.CharField(max_length=12, choices=State, default=State.FILED)
    story = personal(models.TextField(_("What is your complaint, and why?")))
    known_on = models.DateField(_("When did you find out?"))
    invoice_number = models.CharField(_("Number of the invoice, if it is about one"), max_length=20, blank=True)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=60)
    late = models.BooleanField(default=False)
    remedy = models.CharField(max_length=16, choices=Remedy, blank=True)
    answer = personal(models.TextField(blank=True))
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = MarkComplaintQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="FILED", answered_at=None) | Q(~Q(state="FILED"), answered_at__isnull=False),
                name="judged_complaint_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["JUSTIFIED", "REMEDIED"]) & ~Q(remedy="")
                | Q(state__in=["FILED", "UNJUSTIFIED"], remedy="")
                | Q(state="ESCALATED"),
                name="justified_complaint_has_a_remedy",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk} of {self.member_id}"

    @classmethod
    def file(
        cls, member: Member, story: str, *, known_on: date, actor: str, at: datetime, invoice_number: str = ""
    ) -> "MarkComplaint":
        """Written and reasoned; late when the facts were known for more than five days (terms 11.11, A12)."""
        late = amsterdam_date(at) - known_on > terms.MARK_COMPLAINT_WITHIN
        with transaction.atomic():
            made = cls.objects.create(
                member=member, story=story, known_on=known_on, invoice_number=invoice_number, filed_at=at,
                filed_by=actor, late=late,
            )  # fmt: skip
            record("mark_complaint.filed", subject=made, actor=actor, at=at, payload={"member": member.pk})
        return made

    def judge(self, answer: str, *, remedy: str = "", actor: str, at: datetime) -> None:
        """We answer in writing: justified, with the remedy that was chosen together, or not (terms 11.11, 11.12)."""
        to = self.State.JUSTIFIED if remedy else self.State.UNJUSTIFIED
        facts = {"answer": answer, "answered_at": at, "answered_by": actor, "remedy": remedy}
        payload = {"member": self.member_id, "invoice_number": self.invoice_number}
        event = "mark_complaint.justified" if remedy else "mark_complaint.rejected"
        self._move(to, event, actor=actor, at=at, payload=payload, **facts)

    def put_right(self, *, actor: str, at: datetime) -> None:
        """The remedy was given (terms 11.12)."""
        self._move(self.State.REMEDIED, "mark_complaint.remedied", actor=actor, at=at, closed_at=at)

    def escalate(self, *, actor: str, at: datetime) -> None:
        """No solution together: it goes to a mediator or to the court (terms 19.3 to 19.5)."""
        self._move(self.State.ESCALATED, "mark_complaint.escalated", actor=actor, at=at, closed_at=at)

    def may(self, verb: str) -> bool:
        """Can this be done now? For buttons that should not be offered in vain."""
        wanted = {"judge": self.State.JUSTIFIED, "put-right": self.State.REMEDIED, "escalate": self.State.ESCALATED}
        if verb not in wanted:
            raise IllegalMove(verb)
        return self.may_move_to(wanted[verb])
