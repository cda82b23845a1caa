"""The books: every amount stands on two sides. Entries are written with what causes them, balance, and stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from members.models import Member


class Book(models.TextChoices):
    """What an amount is to us. More than zero is debit: what we have or are owed, and what it cost."""

    RECEIVABLE = "RECEIVABLE", _("Receivable from members")
    DEFERRED = "DEFERRED", _("Revenue of months to come")
    REVENUE = "REVENUE", pgettext_lazy("books", "Revenue")
    VAT = "VAT", _("VAT to hand over")
    BANK = "BANK", pgettext_lazy("books", "Bank")
    PROVIDER = "PROVIDER", _("Money with the payment provider")
    UNALLOCATED = "UNALLOCATED", _("Money without an invoice")
    INTEREST = "INTEREST", _("Interest")
    COSTS = "COSTS", _("Collection costs")
    BAD_DEBT = "BAD_DEBT", _("Written off")


@dataclass(frozen=True, slots=True)
class Side:
    """One amount of an entry still to be written."""

    book: str
    amount: Decimal
    invoice: int | None = None


class JournalEntryQuerySet(models.QuerySet["JournalEntry"]):
    def of(self, member: "Member") -> "JournalEntryQuerySet":
        return self.filter(member=member)

    def oldest_first(self) -> "JournalEntryQuerySet":
        return self.order_by("booked_on", "pk")


class JournalEntry(models.Model):
    """One thing that happened to the money. `key` says which, so that it is booked once."""

    class Kind(models.TextChoices):
        INVOICE = "INVOICE", _("Invoice")
        RELEASE = "RELEASE", _("Revenue of a month")
        PAYMENT = "PAYMENT", _("Payment")
        ARRIVAL = "ARRIVAL", _("Money came in")
        ASIDE = "ASIDE", _("Set aside or taken back")
        RETURN = "RETURN", _("Payment returned")
        CREDIT = "CREDIT", _("Credit note")
        CHARGE = "CHARGE", _("Interest and costs")
        WRITE_OFF = "WRITE_OFF", _("Write-off")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=80, unique=True)
    member = models.ForeignKey("members.Member", models.PROTECT, null=True, related_name="journal")
    booked_on = models.DateField()
    written_at = models.DateTimeField()

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "booked_on", "id"], name="journal_of_member"),
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def write(
        cls, kind: str, key: str, sides: Iterable[Side], *, on: date, at: datetime, member: int | None = None
    ) -> "JournalEntry | None":
        """Writes it in the transaction of its cause; nothing for nothing.

        Raises IntegrityError at the end of that transaction when the sides do not balance, and at once when it was
        booked before.
        """
        wanted = [side for side in sides if side.amount]
        if not wanted:
            return None
        with transaction.atomic(savepoint=False):
            entry = cls.objects.create(kind=kind, key=key, member_id=member, booked_on=on, written_at=at)
            Posting.objects.bulk_create(_posting(entry, side) for side in wanted)
        return entry


class PostingQuerySet(models.QuerySet["Posting"]):
    def balance(self) -> Decimal:
        return self.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")

    def by_book(self) -> dict[str, Decimal]:
        """The balance of each account that anything was written on."""
        return {row["book"]: row["sum"] for row in self.order_by("book").values("book").annotate(sum=Sum("amount"))}


class Posting(models.Model):
    """One side of an entry: an amount in euros on an account, debit above zero."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings")
    book = models.CharField(max_length=12, choices=Book)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, null=True, related_name="postings")

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(amount=0), name="posting_is_not_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.amount}"


def _posting(entry: JournalEntry, side: Side) -> Posting:
    return Posting(entry=entry, book=side.book, amount=side.amount, invoice_id=side.invoice)
