"""Interest and collection costs that were claimed over an invoice in default, each line frozen as it was claimed."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing import bookings
from billing.models.invoice import Invoice
from billing.models.journal import Book
from keurmerk.calendar import amsterdam_date
from keurmerk.outbox import record


class ChargeQuerySet(models.QuerySet["Charge"]):
    def standing(self) -> "ChargeQuerySet":
        """Claimed and not dropped again."""
        return self.filter(dropped_at=None)

    def interest(self) -> "ChargeQuerySet":
        return self.filter(kind=Charge.Kind.INTEREST)

    def costs(self) -> "ChargeQuerySet":
        return self.filter(kind=Charge.Kind.COSTS)


class Charge(models.Model):
    """One line of a claim, in euros and without VAT (terms 12.8, 12.9, 12.11; numbers 5.1 to 5.3).

    `key` says what it is for, so that nothing is claimed twice. Costs bear interest from `interest_from` on (12.12).
    """

    class Kind(models.TextChoices):
        COSTS = "COSTS", _("Collection costs")
        INTEREST = "INTEREST", _("Statutory interest")

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    description = models.CharField(max_length=160, blank=True)  # of costs that were really made
    evidence = models.CharField(max_length=120, blank=True)  # path in the default storage
    claimed_on = models.DateField()
    claimed_by = models.CharField(max_length=60)
    interest_from = models.DateField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(kind="COSTS", interest_from__gte=F("claimed_on")) | Q(kind="INTEREST", interest_from=None),
                name="costs_bear_interest_from_a_day",
            ),
        ]
        ordering: ClassVar[list[str]] = ["claimed_on", "pk"]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def claim(
        cls,
        invoice: Invoice,
        kind: str,
        amount: Decimal,
        *,
        key: str,
        actor: str,
        at: datetime,
        interest_from: date | None = None,
        description: str = "",
        evidence: str = "",
    ) -> "Charge | None":
        """Claims it and books it, once per `key`; nothing for nothing."""
        if not amount:
            return None
        with transaction.atomic():
            charge, fresh = cls.objects.get_or_create(
                key=key,
                defaults={
                    "invoice": invoice,
                    "kind": kind,
                    "amount": amount,
                    "description": description,
                    "evidence": evidence,
                    "claimed_on": amsterdam_date(at),
                    "claimed_by": actor,
                    "interest_from": interest_from,
                },
            )
            if fresh:
                charge._book(amount, f"{charge.pk}", at=at)
                payload = {"member": invoice.member_id, "invoice": invoice.pk}
                record("charge.claimed", subject=charge, actor=actor, at=at, payload=payload)
        return charge

    @classmethod
    def drop_all(cls, invoice: Invoice, *, actor: str, at: datetime) -> None:
        """The invoice is taken back, so nothing was late: what was claimed over it goes too (numbers 5.4)."""
        with transaction.atomic():
            for charge in cls.objects.standing().filter(invoice=invoice).select_for_update():
                charge.invoice = invoice
                charge.dropped_at = at
                charge.save(update_fields=["dropped_at"])
                charge._book(-charge.amount, f"{charge.pk} dropped", at=at)
                record("charge.dropped", subject=charge, actor=actor, at=at, payload={"invoice": invoice.pk})

    def _book(self, amount: Decimal, key: str, *, at: datetime) -> None:
        book = Book.COSTS if self.kind == self.Kind.COSTS else Book.INTEREST
        bookings.charged(self.invoice, amount, book=book, key=key, at=at)
        self.invoice.charge(amount)
