"""What the bank says came in and went out: statements, and movements that pay an invoice or wait for a person."""

from datetime import datetime
from typing import ClassVar

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from billing import bookings
from billing.matching import HOME_CURRENCY, Reason, misfit, owed_on
from billing.models.invoice import Invoice
from billing.models.journal import Book
from billing.models.payment import Payment
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle

_ONE_AT_A_TIME = 0x42414E4B  # the advisory lock of imports; any number that nobody else uses


class BankStatement(models.Model):
    """One statement of our account, imported once; `key` is made of all it says (billing.intake)."""

    key = models.CharField(max_length=64, unique=True)
    account = models.CharField(max_length=34)
    identifier = models.CharField(max_length=140)
    opening = models.DecimalField(max_digits=18, decimal_places=5, null=True)
    closing = models.DecimalField(max_digits=18, decimal_places=5, null=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.identifier

    @staticmethod
    def take_turns() -> None:
        """Imports wait for each other until the transaction ends: the same file twice at once is taken once."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


class BankEntryQuerySet(models.QuerySet["BankEntry"]):
    def waiting(self) -> "BankEntryQuerySet":
        """What a person has to settle."""
        return self.filter(state=BankEntry.State.WAITING)

    def with_invoices(self) -> "BankEntryQuerySet":
        """With the invoice that each names, fits or pays."""
        return self.select_related("suggested", "statement")

    def oldest_first(self) -> "BankEntryQuerySet":
        return self.order_by("booked_on", "pk")


class BankEntry(Lifecycle):
    """One movement on our account. Money that came in waits until it is booked on an invoice, once."""

    class State(models.TextChoices):
        WAITING = "WAITING", pgettext_lazy("money", "Waiting")
        BOOKED = "BOOKED", pgettext_lazy("money", "Booked")
        SET_ASIDE = "SET_ASIDE", pgettext_lazy("money", "Set aside")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.WAITING: {State.BOOKED, State.SET_ASIDE},
        State.SET_ASIDE: {State.WAITING},
        State.BOOKED: set(),
    }

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=64, unique=True)
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=15, choices=Reason, blank=True)
    booked_on = models.DateField()
    valued_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=5)
    currency = models.CharField(max_length=3)
    iban = personal(models.CharField(max_length=34, blank=True))
    name = personal(models.CharField(max_length=140, blank=True))
    text = personal(models.TextField(blank=True))
    reference = models.CharField(max_length=140, blank=True)
    suggested = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="entry")
    returns = models.ForeignKey(
        Payment, models.PROTECT, null=True, related_name="returned_by"
    )  # of which it is a return
    settled_at = models.DateTimeField(null=True)

    objects = BankEntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="BOOKED", payment__isnull=False, returns=None, amount__gt=0)
                | Q(state="BOOKED", payment=None, returns__isnull=False, amount__lt=0)
                | Q(~Q(state="BOOKED"), payment=None, returns=None),
                name="booked_money_is_on_an_invoice",
            ),
            models.CheckConstraint(
                condition=~Q(state="BOOKED") | Q(currency=HOME_CURRENCY, settled_at__isnull=False),
                name="only_euros_are_booked",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["booked_on", "id"], condition=Q(state="WAITING"), name="money_that_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.currency}"

    def pay(self, invoice: Invoice, *, actor: str, at: datetime) -> bool:
        """Pays an invoice to the cent, as its payer meant (terms 12.6). Says no, and why, when it no longer fits.

        The invoice is held meanwhile, so that a payment from elsewhere comes before this or after it.
        """
        with transaction.atomic(savepoint=False):
            current = Invoice.objects.select_for_update().get(pk=invoice.pk)
            against = misfit(owed_on(current), self.amount)
            if against:
                BankEntry.objects.waiting().filter(pk=self.pk).update(reason=against, suggested=current)
                return False
            self._book(current, actor=actor, at=at)
        return True

    def assign(self, invoice: Invoice, *, actor: str, at: datetime) -> None:
        """A person books it on an open invoice: all of it, be it too little or too much.

        Raises IllegalMove when somebody else settled the money or the invoice first, or when it can pay nothing.
        """
        with transaction.atomic():
            current = Invoice.objects.select_for_update().get(pk=invoice.pk)
            if not current.is_payable:
                raise IllegalMove(f"Invoice {current} is {current.state}")
            if not self.can_pay:
                raise IllegalMove(f"Movement {self.pk} is no payment in euros and cents")
            self._book(current, actor=actor, at=at)

    def return_payment(self, payment: Payment, *, actor: str, at: datetime) -> None:
        """The bank took an earlier payment back, in whole or in part: its invoice is owed again (terms 12.6).

        Raises IllegalMove when somebody else settled it first, when it is no money that left in euros and cents, and
        when that payment never held so much.
        """
        with transaction.atomic():
            if not (self.amount < 0 and self.is_in_cents):
                raise IllegalMove(f"Movement {self.pk} takes no euros and cents back")
            payment.give_back(-round(self.amount, 2), actor=actor, at=at, into=Book.BANK)
            self._move(
                self.State.BOOKED,
                "money.returned",
                actor=actor,
                at=at,
                payload={"payment": payment.pk},
                returns=payment,
                suggested=payment.invoice,
                reason="",
                settled_at=at,
            )

    def set_aside(self, *, actor: str, at: datetime) -> None:
        """It pays no invoice of ours. Raises IllegalMove when somebody else settled it first."""
        with transaction.atomic():
            self._move(self.State.SET_ASIDE, "money.set_aside", actor=actor, at=at, settled_at=at)
            bookings.set_aside(self, at=at)

    def take_back(self, *, actor: str, at: datetime) -> None:
        """What was set aside waits again."""
        with transaction.atomic():
            self._move(self.State.WAITING, "money.taken_back", actor=actor, at=at, settled_at=None)
            bookings.set_aside(self, at=at, back=True)

    def _book(self, invoice: Invoice, *, actor: str, at: datetime) -> None:
        amount = round(self.amount, 2)
        payment = Payment.book_transfer(
            invoice, amount, reference=self.key, actor=actor, at=at, out_of=Book.UNALLOCATED
        )
        payload = {"invoice": invoice.pk}
        self._move(
            self.State.BOOKED,
            "money.booked",
            actor=actor,
            at=at,
            payload=payload,
            payment=payment,
            suggested=invoice,
            reason="",
            settled_at=at,
        )

    @property
    def said_amount(self) -> str:
        """With its currency, and with more than two decimals only where they count."""
        cents = round(self.amount, 2)
        return f"{self.currency} {cents if cents == self.amount else self.amount.normalize():f}"

    @property
    def is_in_cents(self) -> bool:
        """Euros, and whole cents of them."""
        return self.currency == HOME_CURRENCY and self.amount == round(self.amount, 2)

    @property
    def can_pay(self) -> bool:
        """Money that came in, which an invoice can be paid with."""
        return self.amount > 0 and self.is_in_cents
