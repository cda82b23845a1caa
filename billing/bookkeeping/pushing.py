"""Pushes what waits to the accountant's bookkeeping, within what that bears: 150 requests per five minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from billing.bookkeeping import Bookkeeping, Company, Document, Refused, Unavailable, provider
from billing.models import Booked, CreditNote, Invoice, Payment
from billing.models.payment import CREDIT
from keurmerk.calendar import amsterdam_date
from members.models import Member

REQUESTS_A_MINUTE = 28  # times five minutes stays under 150, with room for a report
_MOST_EACH = 3  # requests for one thing
_AGAIN = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
_Kind = Booked.Kind


class NotYet(Exception):
    """What it stands on is not booked there yet."""


def push(*, now: datetime) -> int:
    """The oldest first, until this minute's requests are spent; stops when the bookkeeping does not answer."""
    books = provider()
    if books is None:
        return 0
    done = 0
    due = Booked.objects.waiting().filter(due_at__lte=now).in_order()
    for row in due[:REQUESTS_A_MINUTE]:
        if books.calls + _MOST_EACH > REQUESTS_A_MINUTE:
            break
        claimed = Booked.objects.waiting().filter(pk=row.pk, due_at=row.due_at).update(due_at=now + _AGAIN[0])
        if not claimed:
            continue  # another worker has it
        try:
            _settle(row, remote_id=_WAYS[row.kind](books, row), state=Booked.State.DONE)
            done += 1
        except NotYet:
            continue
        except Refused as refusal:
            _settle(row, state=Booked.State.REFUSED, problem=str(refusal.args[0])[:200])
        except Unavailable as fault:
            wait = _AGAIN[min(row.attempts, len(_AGAIN) - 1)]
            _settle(row, due_at=now + wait, attempts=min(row.attempts + 1, 100), problem=str(fault)[:200])
            break
    return done


def _settle(row: Booked, **fields: object) -> None:
    Booked.objects.filter(pk=row.pk).update(**{"due_at": None, "problem": "", **fields})


def _push_company(books: Bookkeeping, row: Booked) -> str:
    member = Member.objects.get(pk=row.subject)
    company = Company(
        number=f"{settings.MONEYBIRD_NUMBERS}{member.pk}",
        name=member.legal_name,
        street=f"{member.street} {member.house_number}",
        postcode=member.postcode,
        city=member.city,
        country=member.country,
        kvk_number=member.kvk_number,
        vat_number=member.vat_number,
        email=member.email,
    )
    return books.book_company(company, known_as=row.remote_id)


def _push_invoice(books: Bookkeeping, row: Booked) -> str:
    invoice = Invoice.objects.get(pk=row.subject)
    lines = [(line.description, line.amount) for line in invoice.lines.all()]
    return row.remote_id or books.book_document(_document(invoice, str(invoice), lines))


def _push_credit_note(books: Bookkeeping, row: Booked) -> str:
    note = CreditNote.objects.select_related("invoice").get(pk=row.subject)
    lines = [(line["description"], -Decimal(line["amount"])) for line in note.lines]
    return row.remote_id or books.book_document(_document(note.invoice, note.number, lines, note))


def _document(
    invoice: Invoice, number: str, lines: list[tuple[str, Decimal]], note: CreditNote | None = None
) -> Document:
    issued, due = (note.issued_on, note.issued_on) if note else (invoice.issued_on, invoice.due_on)
    assert issued is not None  # a draft is not pushed
    assert due is not None
    contact = _number_of(_Kind.COMPANY, invoice.member_id)
    return Document(number, contact, issued, due, invoice.vat_treatment, lines)


def _push_payment(books: Bookkeeping, row: Booked) -> str:
    payment = Payment.objects.get(pk=row.subject)
    assert payment.settled_at is not None  # only what came in is pushed
    document = _number_of(_Kind.INVOICE, payment.invoice_id)
    amount, day = payment.received or Decimal(0), amsterdam_date(payment.settled_at)
    return row.remote_id or books.book_payment(document, f"keurmerk-{payment.pk}", amount, day)


def _number_of(kind: str, subject: int) -> str:
    found = Booked.objects.filter(kind=kind, subject=subject).exclude(remote_id="").first()
    if found is None:
        raise NotYet
    return found.remote_id


_WAYS: dict[str, Callable[[Bookkeeping, Booked], str]] = {
    _Kind.COMPANY: _push_company,
    _Kind.INVOICE: _push_invoice,
    _Kind.CREDIT_NOTE: _push_credit_note,
    _Kind.PAYMENT: _push_payment,
}


def resync(*, at: datetime) -> int:
    """Asks for all that was never pushed, or was refused: after a connection is made, or its settings mended."""
    invoices = Invoice.objects.sent()
    paid = Payment.objects.filter(state=Payment.State.PAID).exclude(provider=CREDIT)
    wanted = [
        (_Kind.COMPANY, invoices.order_by("member").values_list("member", flat=True).distinct()),
        (_Kind.INVOICE, invoices.order_by("pk").values_list("pk", flat=True)),
        (_Kind.CREDIT_NOTE, CreditNote.objects.order_by("pk").values_list("pk", flat=True)),
        (_Kind.PAYMENT, paid.order_by("pk").values_list("pk", flat=True)),
    ]
    asked = 0
    for kind, numbers in wanted:
        known = set(Booked.objects.filter(kind=kind).values_list("subject", flat=True))
        fresh = [Booked(kind=kind, subject=number, due_at=at) for number in numbers if number not in known]
        asked += len(Booked.objects.bulk_create(fresh, ignore_conflicts=True))
    again = {"state": Booked.State.WAITING, "due_at": at, "attempts": 0, "problem": ""}
    return asked + Booked.objects.refused().update(**again)


def differences() -> list[str]:
    """What our books and the others' say differently of each document, as sentences."""
    books = provider()
    if books is None:
        return []
    ours = {str(number): total for number, total in Invoice.objects.sent().values_list("number", "total")}
    ours |= {number: -total for number, total in CreditNote.objects.values_list("number", "total")}
    found, theirs = [], dict[str, Decimal]()
    for number, total in books.totals():
        if number in theirs:
            found.append(f"{number} is there twice")
        theirs[number] = total
    found += [f"{number} is not there" for number in sorted(ours.keys() - theirs.keys())]
    found += [f"{number} is there, and not ours" for number in sorted(theirs.keys() - ours.keys())]
    both = sorted(ours.keys() & theirs.keys())
    return found + [f"{one}: {ours[one]} here, {theirs[one]} there" for one in both if ours[one] != theirs[one]]
