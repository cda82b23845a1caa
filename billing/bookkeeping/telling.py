"""News that belongs in the accountant's bookkeeping; without one connected, nothing is noted."""

from django.conf import settings

from billing.models import Booked, CreditNote, Invoice, Payment
from billing.models.payment import CREDIT
from keurmerk.models import Event
from keurmerk.outbox import on

_Kind = Booked.Kind


@on("invoice.issued")
def book_invoice(event: Event) -> None:
    """The company goes before it, with its particulars of today."""
    if settings.MONEYBIRD_TOKEN:
        Booked.ask(_Kind.COMPANY, Invoice.objects.get(pk=event.subject_id).member_id, at=event.happened_at)
        Booked.ask(_Kind.INVOICE, event.subject_id, at=event.happened_at)


@on("credit_note.issued")
def book_credit_note(event: Event) -> None:
    if settings.MONEYBIRD_TOKEN:
        note = CreditNote.objects.get(pk=event.subject_id)
        Booked.ask(_Kind.CREDIT_NOTE, note.pk, at=event.happened_at)


@on("payment.paid")
def book_payment(event: Event) -> None:
    """Money that came in; what was set off between our own documents is not money."""
    if settings.MONEYBIRD_TOKEN:
        payment = Payment.objects.get(pk=event.subject_id)
        if payment.provider != CREDIT:
            Booked.ask(_Kind.PAYMENT, payment.pk, at=event.happened_at)


@on("member.changed", "company_change.granted")
def book_company(event: Event) -> None:
    """Another name or address, where the bookkeeping knows the company."""
    member = event.payload["member"] if event.name == "company_change.granted" else event.subject_id
    if settings.MONEYBIRD_TOKEN and Booked.objects.filter(kind=_Kind.COMPANY, subject=member).exists():
        Booked.ask(_Kind.COMPANY, member, at=event.happened_at)
