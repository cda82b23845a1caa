"""A period of the books for the accountant: one zip with lists and the electronic invoices."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.db.models import Q, Sum

from billing import ubl
from billing.models import Book, CreditNote, Invoice, Payment, Posting
from keurmerk.bundle import pack
from keurmerk.calendar import amsterdam_date, end_of_day, start_of_day
from keurmerk.spreadsheet import BOM, lines
from members.calendar import Span

_AT_ONCE = 500  # rows of which the lines are read together


def write(file: IO[bytes], span: Span, *, at: datetime) -> None:
    """Invoices, credit notes, payments, postings and balances as CSV, and each document as UBL (numbers 5.4, 5.7).

    The heads of the lists are the same in every language, for programs read them too.
    """
    pack(file, _parts(span), at=at)


def _parts(span: Span) -> Iterator[tuple[str, bytes]]:
    days = (span.first, span.last)
    invoices = Invoice.objects.sent().filter(issued_on__range=days).order_by("number")
    notes = CreditNote.objects.filter(issued_on__range=days).select_related("invoice__member").order_by("number")
    yield "invoices.csv", _list(_INVOICE, (_invoice(each) for each in invoices.iterator(_AT_ONCE)))
    yield "credit-notes.csv", _list(_CREDIT_NOTE, (_credit_note(each) for each in notes.iterator(_AT_ONCE)))
    yield "payments.csv", _list(_PAYMENT, (_payment(each) for each in _payments(span)))
    yield "postings.csv", _list(_POSTING, (_posting(each) for each in _postings(span)))
    yield "balances.csv", _list(_BALANCE, _balances(span))
    for invoice in invoices.select_related("member").prefetch_related("lines").iterator(_AT_ONCE):
        yield f"ubl/{invoice.number}.xml", ubl.write(invoice, ubl.Profile.BIS3)
    for note in notes.iterator(_AT_ONCE):
        yield f"ubl/{note.number}.xml", ubl.write_credit_note(note, ubl.Profile.BIS3)


def _list(heads: str, rows: Iterable[Sequence[Any]]) -> bytes:
    return (BOM + "".join([*lines([heads.split()]), *lines(rows)])).encode()


_BUYER = "buyer country kvk_number vat_number"
_INVOICE = f"number issued_on due_on state {_BUYER} period_from period_to vat_treatment vat_percent net vat total"


def _buyer(invoice: Invoice) -> list[Any]:
    return [invoice.buyer_name, invoice.buyer_country, invoice.buyer_kvk_number, invoice.buyer_vat_number]


def _invoice(invoice: Invoice) -> list[Any]:
    return [
        invoice.number,
        invoice.issued_on,
        invoice.due_on,
        invoice.state,
        *_buyer(invoice),
        invoice.period_from,
        invoice.period_to,
        invoice.vat_treatment,
        invoice.vat_percent,
        invoice.net,
        invoice.vat,
        invoice.total,
    ]


_CREDIT_NOTE = f"number issued_on invoice {_BUYER} vat_treatment vat_percent net vat total reason"


def _credit_note(note: CreditNote) -> list[Any]:
    invoice = note.invoice
    taxed = [invoice.vat_treatment, invoice.vat_percent]
    amounts = [note.net, note.vat, note.total]
    return [note.number, note.issued_on, invoice.number, *_buyer(invoice), *taxed, *amounts, note.reason]


_PAYMENT = "received_on invoice buyer provider reference received returned refunded"


def _payments(span: Span) -> Iterator[Payment]:
    """Those that came in on these days; of what went back later, the postings say when."""
    moments = (start_of_day(span.first), end_of_day(span.last))
    found = Payment.objects.paid().filter(settled_at__range=moments).select_related("invoice")
    return found.order_by("settled_at", "pk").iterator(_AT_ONCE)


def _payment(payment: Payment) -> list[Any]:
    assert payment.settled_at is not None  # a constraint of the database: it is paid
    whose = [payment.invoice.number, payment.invoice.buyer_name]
    money = [payment.received, payment.returned, payment.refunded]
    return [amsterdam_date(payment.settled_at), *whose, payment.provider, payment.reference, *money]


_POSTING = "entry booked_on kind key member book debit credit invoice"


def _postings(span: Span) -> Iterator[Posting]:
    found = Posting.objects.filter(entry__booked_on__range=(span.first, span.last))
    return found.select_related("entry", "invoice").order_by("entry__booked_on", "entry", "pk").iterator(_AT_ONCE)


def _posting(posting: Posting) -> list[Any]:
    entry, amount = posting.entry, posting.amount
    what = [entry.pk, entry.booked_on, entry.kind, entry.key, entry.member_id, posting.book]
    return [*what, max(amount, Decimal(0)), max(-amount, Decimal(0)), posting.invoice and posting.invoice.number]


_BALANCE = "book opening debit credit closing"


def _balances(span: Span) -> Iterator[list[Any]]:
    """Every account that was ever written on: debit above zero."""
    within = Q(entry__booked_on__gte=span.first)
    nothing = Decimal("0.00")
    rows = (
        Posting.objects.filter(entry__booked_on__lte=span.last)
        .order_by("book")
        .values("book")
        .annotate(
            opening=Sum("amount", filter=~within, default=nothing),
            debit=Sum("amount", filter=within & Q(amount__gt=0), default=nothing),
            credit=Sum("amount", filter=within & Q(amount__lt=0), default=nothing),
        )
    )
    sums = {row["book"]: (row["opening"], row["debit"], row["credit"]) for row in rows}
    for book in Book.values:
        if book in sums:
            opening, debit, credit = sums[book]
            yield [book, opening, debit, -credit, opening + debit + credit]
