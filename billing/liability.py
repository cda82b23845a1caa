"""What we owe at most when we did something wrong, and until when it can be claimed (terms 16.8, 16.9).

For information where a member's complaint about us is judged; the insurer may pay less, and who decides is a person.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing import terms
from billing.models import Invoice
from keurmerk.calendar import add_months
from members.models import Member


@dataclass(frozen=True)
class Liability:
    """`cap` in euros: twice the invoice of the period that the member chose; nothing without an invoice."""

    cap: Decimal | None
    invoice: str
    expires_on: date


def liability_for(member: Member, known_on: date) -> Liability:
    """By the invoice of the period in which it happened, else the last one before (terms 16.8); gone a year later."""
    sent = Invoice.objects.sent().filter(member=member, subscription__isnull=False).order_by("-period_from")
    of_then = sent.filter(period_from__lte=known_on).first() or sent.last()
    return Liability(
        cap=of_then.total * terms.LIABILITY_TIMES if of_then else None,
        invoice=str(of_then) if of_then else "",
        expires_on=add_months(known_on, terms.LIABILITY_MONTHS),
    )
