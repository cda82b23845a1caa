"""What billing does because something happened."""

from billing import document, mails, telling, vat_correction  # noqa: F401  # registers its reactions
from billing.models import CreditNote, Invoice, Subscription
from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Membership, RegisterCheck


@on("membership.established")
def start_billing(event: Event) -> None:
    """The first invoice goes out with the membership (terms 12.1)."""
    membership = Membership.objects.select_related("member").get(pk=event.subject_id)
    Subscription.start(membership, actor="clock", at=event.happened_at)


@on("membership.ended")
def stop_billing(event: Event) -> None:
    subscription = Subscription.objects.filter(membership=event.subject_id).first()
    if subscription:
        subscription.end(actor="clock", at=event.happened_at)


@on("invoice.issued")
def send_invoice(event: Event) -> None:
    """Its PDF is made once, and mailed (terms 12.4)."""
    invoice = Invoice.objects.select_related("member").get(pk=event.subject_id)
    document.keep(invoice)
    mails.invoice(invoice, at=event.happened_at)
    vat_correction.ask(invoice.member, at=event.happened_at)


@on("register.answered")
def correct_vat(event: Event) -> None:
    """VIES confirms a number, perhaps after an invoice had to go out with 21 % (numbers 5.3)."""
    if (event.payload["register"], event.payload["result"]) == ("VAT", "FOUND"):
        vat_correction.confirm(RegisterCheck.objects.get(pk=event.subject_id), at=event.happened_at)


@on("credit_note.issued")
def send_credit_note(event: Event) -> None:
    note = CreditNote.objects.select_related("invoice__member").get(pk=event.subject_id)
    document.keep_credit_note(note)
    mails.credit_note(note, at=event.happened_at)


@on("invoice.reminded")
def send_reminder(event: Event) -> None:
    invoice = Invoice.objects.select_related("member").get(pk=event.subject_id)
    if invoice.is_payable:  # it may have been paid while this news travelled
        mails.reminder(invoice, at=event.happened_at)


@on("invoice.paid")
def thank_for_payment(event: Event) -> None:
    invoice = Invoice.objects.select_related("member").get(pk=event.subject_id)
    mails.payment_received(invoice, at=event.happened_at)
