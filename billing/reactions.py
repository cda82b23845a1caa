"""What billing does because something happened."""

from billing import document, mails, telling, terms, vat_correction  # noqa: F401  # registers its reactions
from billing.bookkeeping import telling as bookkeeping  # noqa: F401  # registers its reactions
from billing.models import Arrears, CreditNote, Invoice, Objection, PaymentPlan, Subscription, TakenDiscount
from keurmerk.calendar import amsterdam_date
from keurmerk.models import Event
from keurmerk.outbox import on
from members.grounds import by_the_mark
from members.models import Application, Membership, RegisterCheck


@on("membership.established")
def start_billing(event: Event) -> None:
    """The first invoice goes out with the membership (terms 12.1)."""
    membership = Membership.objects.select_related("member").get(pk=event.subject_id)
    Subscription.start(membership, actor="clock", at=event.happened_at)


@on("membership.ended")
def stop_billing(event: Event) -> None:
    """No more invoices; what is open is due at once when it was the mark that ended it (terms 13.7, 14.3)."""
    subscription = Subscription.objects.filter(membership=event.subject_id).first()
    if subscription:
        subscription.end(actor="clock", at=event.happened_at)
    if by_the_mark(event.payload["reason"]):
        member = Membership.objects.values_list("member", flat=True).get(pk=event.subject_id)
        for invoice in Invoice.objects.within_term().filter(member=member):
            invoice.call_in(actor="clock", at=event.happened_at)


@on("application.withdrawn", "application.refused", "application.lapsed")
def free_discount(event: Event) -> None:
    """A code that was entered with it goes back, when no membership came of it."""
    member = Application.objects.values_list("member", flat=True).get(pk=event.subject_id)
    if not Subscription.objects.filter(membership__member=member).exists():
        for taken in TakenDiscount.objects.filter(member=member, given=0):
            taken.give_up(actor="clock", at=event.happened_at)


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


@on("invoice.reopened")
def tell_of_return(event: Event) -> None:
    invoice = Invoice.objects.select_related("member").get(pk=event.subject_id)
    if invoice.is_payable:
        mails.payment_returned(invoice, event.pk, at=event.happened_at)


@on("invoice.overdue")
def begin_arrears(event: Event) -> None:
    """The ladder begins (terms 12.8, 12.10); also for what was paid while this news travelled: it is cleared then."""
    invoice = Invoice.objects.get(pk=event.subject_id)
    arrears = Arrears.begin(invoice, actor="clock", at=event.happened_at)
    if not invoice.is_payable:
        arrears.clear(actor="clock", at=event.happened_at)


@on("invoice.paid", "invoice.credited")
def clear_arrears(event: Event) -> None:
    arrears = Arrears.objects.select_related("invoice").filter(invoice=event.subject_id).first()
    if arrears:
        arrears.clear(actor="clock", at=event.happened_at)


@on("invoice.paid", "invoice.credited", "invoice.written_off")
def open_the_gate(event: Event) -> None:
    """What held the establishment back is paid, or nobody asks for it any more (terms 5.6)."""
    for membership in Membership.objects.held().filter(member=event.payload["member"]):
        membership.go_on(actor="clock", at=event.happened_at)


@on("mark_complaint.justified")
def pause_collection(event: Event) -> None:
    """We confirmed in writing that a complaint about this invoice is right: no further step for now (terms 11.11)."""
    mine = {"invoice__member": event.payload["member"], "invoice__number": event.payload["invoice_number"]}
    for arrears in Arrears.objects.climbing().filter(**mine).select_related("invoice"):
        until = amsterdam_date(event.happened_at + terms.JUSTIFIED_HOLD)
        arrears.hold(until, reason="11.11", actor="clock", at=event.happened_at)


@on("objection.filed")
def confirm_objection(event: Event) -> None:
    """We have it, and paying goes on meanwhile (terms 12.5)."""
    mails.objection_received(_objection(event), at=event.happened_at)


@on("objection.granted", "objection.rejected")
def answer_objection(event: Event) -> None:
    """In writing, with the reason (terms 11.11, 12.5)."""
    mails.objection_answered(_objection(event), at=event.happened_at)


def _objection(event: Event) -> Objection:
    return Objection.objects.select_related("invoice__member", "credit_note").get(pk=event.subject_id)


@on("arrears.notice_given")
def send_formal_notice(event: Event) -> None:
    """Not to who paid while it was on its way (terms 12.8)."""
    arrears = _arrears(event)
    if arrears.state == Arrears.State.NOTICE and arrears.invoice.is_payable:
        mails.formal_notice(arrears, at=event.happened_at)


@on("arrears.plan_agreed")
def confirm_plan(event: Event) -> None:
    mails.plan_agreed(_plan(event), at=event.happened_at)


@on("arrears.plan_broken")
def tell_of_broken_plan(event: Event) -> None:
    plan = _plan(event)
    if plan.arrears.invoice.is_payable:
        mails.plan_broken(plan, at=event.happened_at)


@on("arrears.handed_over")
def tell_of_collector(event: Event) -> None:
    arrears = _arrears(event)
    if arrears.state == Arrears.State.COLLECTION:
        mails.handed_over(arrears, at=event.happened_at)


def _arrears(event: Event) -> Arrears:
    return Arrears.objects.select_related("invoice__member").get(pk=event.subject_id)


def _plan(event: Event) -> PaymentPlan:
    return PaymentPlan.objects.select_related("arrears__invoice__member").get(pk=event.payload["plan"])


@on("invoice.paid")
def thank_for_payment(event: Event) -> None:
    invoice = Invoice.objects.select_related("member").get(pk=event.subject_id)
    if invoice.total:  # of what was discounted wholly, nothing came in
        mails.payment_received(invoice, at=event.happened_at)
