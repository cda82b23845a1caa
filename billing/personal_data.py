"""What billing holds about the person behind an address: nothing that may go early (AWR 52; numbers 5.4)."""

from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from billing.models import Arrears, Invoice
from keurmerk.calendar import end_of_day
from keurmerk.personal_data import Sort, Words, always, holds

_KEPT = relativedelta(years=7)


def _of(address: str) -> "QuerySet[Invoice]":
    """Of companies that have it as their address, or in a shop of which it is an owner's."""
    theirs = Q(member__email__iexact=address)
    theirs |= Q(member__shops__seats__user__email__iexact=address, member__shops__seats__role="OWNER")
    return Invoice.objects.filter(theirs).exclude(state="DRAFT").distinct().order_by("-pk")


def _until(invoice: Invoice) -> datetime | None:
    return end_of_day(invoice.issued_on + _KEPT) if invoice.issued_on else None


Sort(
    model="billing.Invoice",
    fields=(),
    title=_("Invoices"),
    purpose=_("For our books and for the tax office"),
    term=_("Seven years"),
    rows=_of,
    tells=lambda invoice: {
        "number": invoice.number,
        "company": invoice.buyer_name,
        "street": f"{invoice.buyer_street}, {invoice.buyer_postcode} {invoice.buyer_city}",
        "amount": invoice.total,
        "state": invoice.get_state_display(),
    },
    until=_until,
    keeps=always(_("The law wants invoices kept for seven years.")),
)


@holds("members.Member")
def owes_something(member: Any) -> Words:
    """What is not paid yet has to be asked of somebody."""
    open_states = [Invoice.State.ISSUED, Invoice.State.OVERDUE]
    owes = Invoice.objects.filter(member=member, state__in=open_states).exists()
    owes = owes or Arrears.objects.filter(invoice__member=member, closed_at=None).exists()
    return _("There is an invoice that is not paid yet.") if owes else ""
