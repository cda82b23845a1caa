"""Payments: asked of a provider or seen on the bank; each counts once."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing import bookings, payments
from billing.models.invoice import Invoice
from billing.models.journal import Book
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record

BANK = "bank"
CREDIT = "credit"  # as `provider` of a payment: money of the member that we already had


class PaymentQuerySet(models.QuerySet["Payment"]):
    def open(self) -> "PaymentQuerySet":
        return self.filter(state=Payment.State.OPEN)

    def paid(self) -> "PaymentQuerySet":
        return self.filter(state=Payment.State.PAID)


class Payment(Lifecycle):
    """One attempt to pay one invoice. Money that comes after all is money: only PAID is final."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("Open")
        PAID = "PAID", _("Paid")
        CANCELLED = "CANCELLED", pgettext_lazy("payment", "Cancelled")
        EXPIRED = "EXPIRED", _("Expired")
        FAILED = "FAILED", _("Failed")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.PAID, State.CANCELLED, State.EXPIRED, State.FAILED},
        State.CANCELLED: {State.PAID},
        State.EXPIRED: {State.PAID},
        State.FAILED: {State.PAID},
        State.PAID: set(),
    }

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=80)  # the provider's id, or the bank's
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    received = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    # What went back of it: `returned` makes the invoice owed again or was too much; `refunded` is booked with a credit
    # note, of which it was.
    returned = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    refunded = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    checkout_url = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["provider", "reference"], name="payment_is_recorded_once"),
            models.UniqueConstraint(
                fields=["invoice", "provider"], condition=Q(state="OPEN"), name="one_open_payment_per_invoice"
            ),
            models.CheckConstraint(
                condition=~Q(state="PAID") | Q(received__gt=0, settled_at__isnull=False),
                name="paid_payment_says_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(returned=0, refunded=0)
                | Q(state="PAID", returned__gte=0, refunded__gte=0, received__gte=F("returned") + F("refunded")),
                name="no_more_goes_back_than_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"

    @property
    def left(self) -> Decimal:
        """What came in and did not go back, in euros."""
        return (self.received or Decimal(0)) - self.returned - self.refunded

    @property
    def is_online(self) -> bool:
        """Through a payment provider, which can send it back."""
        return self.provider not in {BANK, CREDIT}

    @classmethod
    def open_for(cls, invoice: Invoice, *, back_to: str, at: datetime) -> "Payment":
        """Asks the provider for a page to pay what is outstanding on; asking twice gives the same page.

        `back_to` is the absolute address to return to. Raises IllegalMove when nothing is to be paid, and
        payments.Refused or payments.Unavailable.
        """
        bank = payments.provider()
        with transaction.atomic():
            current = Invoice.objects.select_for_update().get(pk=invoice.pk)
            if not current.is_payable:
                raise IllegalMove(f"Invoice {current} is {current.state}")
            waiting = current.payments.filter(state=cls.State.OPEN, provider=bank.name).first()
            if waiting:
                return waiting
            attempt = current.payments.filter(provider=bank.name).count() + 1
            key = f"{current.number}-{attempt}"
            checkout = bank.open(str(current.number), current.outstanding, key=key, back_to=back_to)
            return current.payments.create(
                provider=bank.name,
                reference=checkout.payment_id,
                amount=current.outstanding,
                checkout_url=checkout.url,
                opened_at=at,
            )

    @classmethod
    def book_transfer(
        cls, invoice: Invoice, amount: Decimal, *, reference: str, actor: str, at: datetime, out_of: str = Book.BANK
    ) -> "Payment":
        """A bank transfer that finance saw on the statement, under the bank's own reference; twice is once.

        `out_of` is the account that the money stands on: what a statement brought waits under UNALLOCATED.
        """
        with transaction.atomic(savepoint=False):  # nobody steps back to here
            payment, _ = cls.objects.get_or_create(
                provider=BANK,
                reference=reference,
                defaults={"invoice": invoice, "amount": amount, "opened_at": at},
            )
            payment.receive(amount, actor=actor, at=at, out_of=out_of)
        return payment

    def receive(
        self,
        amount: Decimal,
        *,
        actor: str,
        at: datetime,
        out_of: str = Book.PROVIDER,
        of: int | None = None,
    ) -> None:
        """The money is in; the invoice is paid when all of it came (terms 12.6). Told twice, it counts once.

        `of` is the other invoice on which it was too much.
        """
        with transaction.atomic(savepoint=False):  # nobody steps back to here
            current = Payment.objects.select_for_update().get(pk=self.pk)
            if current.state != self.State.PAID:
                current._move(
                    self.State.PAID,
                    "payment.paid",
                    actor=actor,
                    at=at,
                    payload={"invoice": self.invoice_id},
                    received=amount,
                    settled_at=at,
                )
                recovered = current.invoice.recover(amount)
                bookings.received(current, out_of=out_of, of=of, recovered=recovered, at=at)
                current.invoice.settle(actor=actor, at=at)
        self.refresh_from_db()

    def fall_through(self, state: str, *, actor: str, at: datetime) -> None:
        """It was cancelled, expired or failed; the invoice stays as it was. Told twice, it counts once."""
        if self.may_move_to(state):
            payload = {"invoice": self.invoice_id}
            self._move(state, f"payment.{state.lower()}", actor=actor, at=at, payload=payload, settled_at=at)

    def catch_up(self, *, at: datetime) -> None:
        """Asks the provider what became of it, and follows. Raises payments.Unavailable.

        Of another amount than we asked, only what came counts; what went back since is owed again.
        """
        told = payments.provider().look_up(self.reference)
        if told.state == self.State.PAID:
            self.receive(told.amount, actor=self.provider, at=at)
            self.follow_returns(told.returned, actor=self.provider, at=at)
        elif told.state != self.State.OPEN:
            self.fall_through(told.state, actor=self.provider, at=at)

    def follow_returns(self, told: Decimal, *, actor: str, at: datetime) -> None:
        """The provider says that so much went back in all: what we do not know of yet is a return."""
        with transaction.atomic():
            current = Payment.objects.select_for_update().get(pk=self.pk)
            fresh = min(told, current.received or Decimal(0)) - current.returned - current.refunded
            if fresh > 0:
                current.give_back(fresh, actor=actor, at=at)
        self.refresh_from_db()

    def give_back(self, amount: Decimal, *, actor: str, at: datetime, into: str = Book.PROVIDER) -> None:
        """So much of it went back, by a chargeback, a return of the bank, or because it was too much (terms 12.6).

        The invoice is owed again as far as it was not too much. Raises IllegalMove for more than there is.
        """
        with transaction.atomic(savepoint=False):
            current = Payment.objects.select_for_update().get(pk=self.pk)
            if current.state != self.State.PAID or not 0 < amount <= current.left:
                raise IllegalMove(f"Payment {self} has {current.left} to give back")
            whole = current.returned + amount
            Payment.objects.filter(pk=self.pk).update(returned=whole)
            bookings.returned(current, amount, key=f"{self.pk} {whole}", into=into, at=at)
            payload = {"invoice": self.invoice_id, "amount": str(amount)}
            record("payment.returned", subject=self, actor=actor, at=at, payload=payload)
            current.invoice.reopen(actor=actor, at=at)
        self.refresh_from_db()

    def return_excess(self, *, online: bool, actor: str, at: datetime) -> None:
        """Sends back what was too much, through the provider, or writes down that finance transferred it.

        Raises IllegalMove when nothing is too much or this payment does not hold it, and what the provider raises.
        """
        with transaction.atomic():
            current = Payment.objects.select_for_update().get(pk=self.pk)
            amount = -current.invoice.outstanding
            if current.invoice.credited or not 0 < amount <= current.left:
                raise IllegalMove(f"Of payment {self} nothing is too much")
            if online:
                current.send_back(amount, key=f"{current.pk}-{current.returned}", number=str(current.invoice.number))
            current.give_back(amount, actor=actor, at=at, into=Book.PROVIDER if online else Book.BANK)
        self.refresh_from_db()

    def send_back(self, amount: Decimal, *, key: str, number: str) -> None:
        """Has the provider send money back. What an earlier try sent whose answer was lost is not sent again.

        The caller books it. Raises payments.Refused and payments.Unavailable.
        """
        bank = payments.provider()
        told = bank.look_up(self.reference)
        if told.returned - self.returned - self.refunded < amount:
            bank.refund(self.reference, amount, key=key, number=number)


class TestBankPayment(models.Model):
    """The sandbox's test bank remembers what was asked and what the visitor chose. No money moves."""

    __test__ = False  # not a test, whatever its name

    payment_id = models.CharField(max_length=60, unique=True)
    key = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    description = models.CharField(max_length=140)
    back_to = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=Payment.State, default=Payment.State.OPEN)
    returned = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    refunds = models.JSONField(default=list)  # their keys

    def __str__(self) -> str:
        return self.payment_id

    def give_back(self, amount: Decimal, *, key: str) -> None:
        """A refund, once per key."""
        if key not in self.refunds:
            self.returned += amount
            self.refunds.append(key)
            self.save(update_fields=["returned", "refunds"])

    def choose(self, state: str) -> None:
        """What the visitor decided; a second choice changes nothing."""
        TestBankPayment.objects.filter(pk=self.pk, state=Payment.State.OPEN).update(state=state)
        self.refresh_from_db()
