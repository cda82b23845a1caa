"""The statement of account: what a member was asked, what came in, and what that leaves. Asks, changes nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Max, Q, Sum

from billing.models import Book, JournalEntry
from members.models import Member


@dataclass(frozen=True)
class AccountLine:
    """One movement: above zero is owed by the member, below zero is the member's. `balance` is what stands after it."""

    day: date
    what: str
    invoice: str
    amount: Decimal
    balance: Decimal


def statement_of(member: Member) -> list[AccountLine]:
    """Everything that changed what this member owes us, oldest first, straight from the books (terms 12.6)."""
    ours = Q(postings__book__in=[Book.RECEIVABLE, Book.UNALLOCATED])
    entries = JournalEntry.objects.of(member).oldest_first()
    moved = entries.annotate(
        moved=Sum("postings__amount", filter=ours), about=Max(F("postings__invoice__number"), filter=ours)
    )
    rows = moved.exclude(moved=0).filter(moved__isnull=False).values_list("booked_on", "kind", "about", "moved")
    lines, balance = [], Decimal(0)
    for day, kind, about, amount in rows:
        balance += amount
        lines.append(AccountLine(day, str(JournalEntry.Kind(kind).label), about or "", amount, balance))
    return lines
