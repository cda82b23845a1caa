"""VIES was away when an invoice was made: 21 % until it confirms the number, then corrected (numbers 5.3)."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from billing.models import CreditNote, Invoice, VatConfirmation
from billing.vat import EU, HOME, Treatment, Vat, vat_for
from members.models import Member, RegisterCheck


def ask(member: Member, *, at: datetime) -> None:
    """Asks VIES for a number of another member state that it did not confirm yet; the answer is news of its own."""
    if member.country == HOME or member.country not in EU or not member.vat_number:
        return
    if VatConfirmation.vat_of(member).treatment == Treatment.STANDARD:
        check = RegisterCheck.ask(member, RegisterCheck.Register.VAT, member.vat_number, at=at)
        if check.result == RegisterCheck.Result.FOUND:
            confirm(check, at=at)


def confirm(check: RegisterCheck, *, at: datetime) -> None:
    """VIES knows the number: kept as proof, and what was charged without it is corrected. Twice is once."""
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=check.member_id)
        VatConfirmation.objects.get_or_create(
            member=member,
            vat_number=check.number,
            defaults={"request_id": check.reference, "confirmed_at": check.answered_at or at},
        )
        vat = vat_for(member.country, number_confirmed=True)
        if vat.treatment == Treatment.REVERSE_CHARGE and check.number == member.vat_number:
            for invoice in _charged(member):
                _correct(invoice, vat, at=at)


def _charged(member: Member) -> list[Invoice]:
    """Those with Dutch VAT that name this very number, of which nothing was credited yet."""
    with_vat = Invoice.objects.sent().filter(member=member, vat_treatment=Treatment.STANDARD, credited=0, total__gt=0)
    found = with_vat.filter(buyer_vat_number=member.vat_number, buyer_country=member.country)
    return list(found.prefetch_related("lines").order_by("pk"))


def _correct(invoice: Invoice, vat: Vat, *, at: datetime) -> None:
    """Credited in full, made anew without VAT; what was paid goes to the new one, the rest back to the member."""
    with translation.override(invoice.language):
        why = _("Your VAT number is confirmed, so the VAT is reverse-charged to you")
    note = CreditNote.issue(invoice, reason=why, actor="clock", at=at)
    fresh = Invoice.draft(
        invoice.member,
        period_from=invoice.period_from,
        period_to=invoice.period_to,
        vat=vat,
        subscription=invoice.subscription,
    )
    for line in invoice.lines.all():
        fresh.add_line(line.description, line.unit_price, quantity=line.quantity)
    fresh.issue(actor="clock", at=at)
    if note.owed_back:
        note.put_towards(fresh, actor="clock", at=at)
