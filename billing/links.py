"""Signed links to pay an invoice without logging in."""

from billing import terms
from billing.models import Invoice
from keurmerk import links
from keurmerk.tokens import sign, unsign

_PURPOSE = "pay-invoice"


def pay_link(invoice: Invoice) -> str:
    """The absolute address of the page to see and pay this invoice, in the invoice's language."""
    prefix = "" if invoice.language == "nl" else f"/{invoice.language}"
    return links.absolute(f"{prefix}/invoices/pay/{sign(_PURPOSE, invoice.pk)}/")


def objection_link(invoice: Invoice) -> str:
    """The absolute address of the page to object to the amount of the invoice, and to read our answer (terms 12.5)."""
    return f"{pay_link(invoice)}objection/"


def invoice_behind(token: str) -> int:
    """The number of the row that `pay_link` was made for. Raises BadToken."""
    return int(unsign(_PURPOSE, token, max_age=int(terms.PAY_LINK_LIFE.total_seconds())))
