"""A member's objection to the amount of an invoice: noted beside the debt, never instead of it."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy

from billing import terms
from billing.models.credit_note import CreditNote
from billing.models.invoice import Invoice
from keurmerk.calendar import amsterdam_date
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> "ObjectionQuerySet":
        """That wait for our answer."""
        return self.filter(state=Objection.State.FILED)

    def oldest_first(self) -> "ObjectionQuerySet":
        return self.order_by("filed_at", "pk")


class Objection(Lifecycle):
    """What a member has against the amount of an invoice, and our answer in writing (terms 12.5, 11.11, 11.12).

    Paying goes on meanwhile: neither the due date nor the ladder of a default moves. Article 12.5 has no term of its
    own, so the five days of 11.11 count from the invoice; a later one is handled as any other, and marked late (A12).
    """

    class State(models.TextChoices):
        FILED = "FILED", pgettext_lazy("objection", "Being looked at")
        GRANTED = "GRANTED", pgettext_lazy("objection", "Granted")
        REJECTED = "REJECTED", pgettext_lazy("objection", "Not granted")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.FILED: {State.GRANTED, State.REJECTED},
        State.GRANTED: set(),
        State.REJECTED: set(),
    }

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="objections")
    state = models.CharField(max_length=8, choices=State, default=State.FILED)
    story = personal(models.TextField())
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=60)
    late = models.BooleanField(default=False)
    answer = personal(models.TextField(blank=True))
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    credit_note = models.OneToOneField(CreditNote, models.PROTECT, null=True, related_name="objection")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(state="FILED"), name="one_open_objection_per_invoice"
            ),
            models.CheckConstraint(
                condition=Q(state="FILED", answered_at=None) | Q(~Q(state="FILED"), answered_at__isnull=False),
                name="decided_objection_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="GRANTED", credit_note__isnull=False) | Q(~Q(state="GRANTED"), credit_note=None),
                name="granted_objection_has_a_credit_note",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["filed_at", "id"], name="objection_by_age"),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk} to {self.invoice_id}"

    @classmethod
    def file(cls, invoice: Invoice, story: str, *, actor: str, at: datetime) -> "Objection":
        """Noted: payment is not suspended by it (terms 12.5). While one is open, another is the same.

        Raises IllegalMove for an invoice of which nothing is left to credit.
        """
        with transaction.atomic():
            current = Invoice.objects.select_for_update().get(pk=invoice.pk)
            if not may_object(current):
                raise IllegalMove(f"Of invoice {invoice} nothing is left to object to")
            found = current.objections.open().first()
            if found:
                return found
            assert current.issued_on is not None  # a draft is not sent, so not objected to
            late = amsterdam_date(at) - current.issued_on > terms.OBJECTION_WITHIN
            made = cls.objects.create(invoice=current, story=story, filed_at=at, filed_by=actor, late=late)
            payload = {"member": current.member_id, "invoice": current.pk}
            record("objection.filed", subject=made, actor=actor, at=at, payload=payload)
        return made

    def grant(self, answer: str, *, net: Decimal, actor: str, at: datetime) -> CreditNote:
        """The member is right about `net` euros without VAT, which a credit note takes back (terms 11.12, 12.5).

        Raises IllegalMove when it was decided already, and for more than is left of the invoice.
        """
        with transaction.atomic():
            Objection.objects.select_for_update().get(pk=self.pk)
            with translation.override(self.invoice.language):
                reason = gettext("Your objection to invoice %(number)s") % {"number": self.invoice.number}
            note = CreditNote.issue(self.invoice, reason=reason, net=net, actor=actor, at=at)
            self._answer(self.State.GRANTED, "objection.granted", answer, actor=actor, at=at, note=note)
        return note

    def reject(self, answer: str, *, actor: str, at: datetime) -> None:
        """The amount is right, and why: what is open stays to be paid (terms 12.5)."""
        self._answer(self.State.REJECTED, "objection.rejected", answer, actor=actor, at=at)

    def _answer(
        self, to: str, event: str, answer: str, *, actor: str, at: datetime, note: CreditNote | None = None
    ) -> None:
        payload = {"member": self.invoice.member_id, "invoice": self.invoice_id}
        facts = {"answer": answer, "answered_at": at, "answered_by": actor, "credit_note": note}
        self._move(to, event, actor=actor, at=at, payload=payload, **facts)


def may_object(invoice: Invoice) -> bool:
    """Is something of it left that a credit note could take back?"""
    return invoice.may_move_to(Invoice.State.CREDITED) and invoice.credited < invoice.total
