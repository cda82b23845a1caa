"""Which accounts each event in the trade touches. Called by the verb that causes it, in its transaction.

What is open on an invoice stands under RECEIVABLE; what came in beyond that under UNALLOCATED, for one invoice never
both. Of the bank the books hold what is for members: other movements are set aside and stand nowhere here.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.models.journal import Book, JournalEntry, Posting, Side
from billing.recognition import next_release, parts
from keurmerk.calendar import amsterdam_date, start_of_day

if TYPE_CHECKING:
    from billing.models.bank import BankEntry, BankStatement
    from billing.models.invoice import Invoice
    from billing.models.payment import Payment

_Kind = JournalEntry.Kind


def issued(invoice: "Invoice", *, at: datetime) -> None:
    """The member owes it; the revenue is for the months to come."""
    sides = [
        Side(Book.RECEIVABLE, invoice.total, invoice.pk),
        Side(Book.DEFERRED, -invoice.net, invoice.pk),
        Side(Book.VAT, -invoice.vat, invoice.pk),
    ]
    _write(_Kind.INVOICE, f"invoice {invoice.pk}", sides, invoice, at=at)


def received(
    payment: "Payment", *, out_of: str, at: datetime, recovered: tuple[Decimal, Decimal], of: int | None = None
) -> None:
    """Pays what is open, by `out_of`: the account the money is on. More than that waits for a person.

    `recovered` was written off before, with the VAT in it that came back then and is to be handed over now.
    """
    amount, invoice = payment.received or Decimal(0), payment.invoice
    back, vat = recovered
    sides = [
        Side(out_of, amount, of),
        Side(Book.BAD_DEBT, vat - back, invoice.pk),
        Side(Book.VAT, -vat, invoice.pk),
        *_against(invoice.pk, amount - back),
    ]
    _write(_Kind.PAYMENT, f"payment {payment.pk}", sides, invoice, at=at)


def returned(payment: "Payment", amount: Decimal, *, key: str, into: str, at: datetime) -> None:
    """The bank or the provider took money of a payment back: it is owed again."""
    invoice = payment.invoice
    sides = [Side(into, -amount), *_owed_again(invoice.pk, amount)]
    _write(_Kind.RETURN, f"return {key}", sides, invoice, at=at)


def credited(invoice: "Invoice", *, net: Decimal, vat: Decimal, key: str, at: datetime) -> None:
    """Taken back: first of what was not earned yet, then of the revenue; what was paid is the member's again."""
    ahead = -Posting.objects.filter(invoice=invoice.pk, book=Book.DEFERRED).balance()
    deferred = min(net, max(ahead, Decimal(0)))
    sides = [
        Side(Book.DEFERRED, deferred, invoice.pk),
        Side(Book.REVENUE, net - deferred, invoice.pk),
        Side(Book.VAT, vat, invoice.pk),
        *_against(invoice.pk, net + vat),
    ]
    _write(_Kind.CREDIT, f"credit {key}", sides, invoice, at=at)


def charged(invoice: "Invoice", amount: Decimal, *, book: str, key: str, at: datetime) -> None:
    """Interest or costs were claimed, without VAT (numbers 5.3); below zero, the claim was dropped."""
    if amount > 0:
        sides = [Side(Book.RECEIVABLE, amount, invoice.pk), Side(book, -amount, invoice.pk)]
    else:
        sides = [Side(book, -amount, invoice.pk), *_against(invoice.pk, -amount)]
    _write(_Kind.CHARGE, f"charge {key}", sides, invoice, at=at)


def written_off(invoice: "Invoice", *, at: datetime) -> None:
    """What is open is lost, but for the VAT in it, which comes back (Wet OB art. 29)."""
    lost, vat = invoice.written_off, invoice.written_off_vat
    sides = [
        Side(Book.RECEIVABLE, -lost, invoice.pk),
        Side(Book.VAT, vat, invoice.pk),
        Side(Book.BAD_DEBT, lost - vat, invoice.pk),
    ]
    _write(_Kind.WRITE_OFF, f"write-off {invoice.pk}", sides, invoice, at=at)


def paid_back(invoice: "Invoice", amount: Decimal, *, key: str, out_of: str, at: datetime) -> None:
    """What the member had too much went back to its account, out of the bank or of what the provider holds."""
    sides = [Side(Book.UNALLOCATED, amount, invoice.pk), Side(out_of, -amount)]
    _write(_Kind.RETURN, f"paid back {key}", sides, invoice, at=at)


def came_in(statement: "BankStatement", amount: Decimal, *, at: datetime) -> None:
    """What this import of a statement brought that can pay an invoice, before anybody looked at it."""
    sides = [Side(Book.BANK, amount), Side(Book.UNALLOCATED, -amount)]
    key = f"arrival {statement.pk} {at.isoformat()}"
    JournalEntry.write(_Kind.ARRIVAL, key, sides, on=amsterdam_date(at), at=at)


def set_aside(entry: "BankEntry", *, at: datetime, back: bool = False) -> None:
    """It is not for members, so it leaves these books; or, `back`, it waits again."""
    if entry.can_pay:
        amount = round(entry.amount, 2) * (1 if back else -1)
        sides = [Side(Book.BANK, amount), Side(Book.UNALLOCATED, -amount)]
        key = f"{'back' if back else 'aside'} {entry.pk} {at.isoformat()}"
        JournalEntry.write(_Kind.ASIDE, key, sides, on=amsterdam_date(at), at=at)


def release(invoice: "Invoice", *, at: datetime) -> date | None:
    """Books the months that ended as earned, and says when the next one can be; None when all is."""
    today, first = amsterdam_date(at), _not_earned_from(invoice)
    left = -Posting.objects.filter(invoice=invoice.pk, book=Book.DEFERRED).balance()
    for end, earned in parts(left, first, invoice.period_to, before=today):
        sides = [Side(Book.DEFERRED, earned, invoice.pk), Side(Book.REVENUE, -earned, invoice.pk)]
        key = f"release {invoice.pk} {end.isoformat()}"
        JournalEntry.write(_Kind.RELEASE, key, sides, on=end, at=at, member=invoice.member_id)
        left, first = left - earned, end + timedelta(days=1)
    return next_release(first, invoice.period_to) if left and first <= invoice.period_to else None


def _not_earned_from(invoice: "Invoice") -> date:
    """The first day of which nothing was booked as earned: that of the month whose release is due."""
    assert invoice.release_due_at is not None  # only what is due is released
    due = amsterdam_date(invoice.release_due_at)
    return max(invoice.period_from, (due - timedelta(days=1)).replace(day=1))


def first_release(invoice: "Invoice") -> datetime:
    return start_of_day(next_release(invoice.period_from, invoice.period_to))


def open_on(invoice: int) -> Decimal:
    """What is owed on it; below zero, what came in too much."""
    books = (Book.RECEIVABLE, Book.UNALLOCATED)
    return Posting.objects.filter(invoice=invoice, book__in=books).balance()


def _against(invoice: int, amount: Decimal) -> Iterator[Side]:
    """What is open goes down by it; the rest is the member's money."""
    settles = min(amount, max(open_on(invoice), Decimal(0)))
    yield Side(Book.RECEIVABLE, -settles, invoice)
    yield Side(Book.UNALLOCATED, settles - amount, invoice)


def _owed_again(invoice: int, amount: Decimal) -> Iterator[Side]:
    """First what was too much goes; only then is it owed again."""
    spare = min(amount, max(-open_on(invoice), Decimal(0)))
    yield Side(Book.UNALLOCATED, spare, invoice)
    yield Side(Book.RECEIVABLE, amount - spare, invoice)


def _write(kind: str, key: str, sides: Sequence[Side], invoice: "Invoice", *, at: datetime) -> None:
    JournalEntry.write(kind, key, sides, on=amsterdam_date(at), at=at, member=invoice.member_id)
