"""What billing tells the software of shops: which invoice there is, and whether it is paid."""

from django.utils.translation import gettext_lazy as _

from billing.models import Invoice
from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Shop
from members.outgoing.news import Kind, tell

_INVOICE = {"shop": 1, "invoice": 4, "number": "F2026-0004", "total": "30.19"}
ISSUED = Kind("invoice.issued", _("There is a new invoice"), {**_INVOICE, "state": "ISSUED"})
PAID = Kind("invoice.paid", _("An invoice is paid"), {**_INVOICE, "state": "PAID"})
OVERDUE = Kind("invoice.overdue", _("An invoice was not paid in time"), {**_INVOICE, "state": "OVERDUE"})
CREDITED = Kind("invoice.credited", _("An invoice was taken back"), {**_INVOICE, "state": "CREDITED"})
_KINDS = {"invoice.issued": ISSUED, "invoice.paid": PAID, "invoice.overdue": OVERDUE, "invoice.credited": CREDITED}


@on("invoice.issued", "invoice.paid", "invoice.overdue", "invoice.credited")
def tell_of_invoice(event: Event) -> None:
    """Every shop of the member sees its invoices. Money as text, with a point."""
    invoice = Invoice.objects.get(pk=event.subject_id)
    kind = _KINDS[event.name]
    facts = {"invoice": invoice.pk, "number": invoice.number, "total": str(invoice.total)}
    tell(
        Shop.objects.filter(member=invoice.member_id).order_by("pk"),
        kind,
        event,
        {**facts, "state": kind.example["state"]},
    )
