"""Monthly recurring revenue: what the subscriptions in force bring in per month, without VAT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from billing.figures.months import Month
from billing.models import Invoice
from keurmerk.calendar import months_between
from keurmerk.money import euros


@dataclass(frozen=True)
class Recurring:
    """The subscriptions with an invoice for the last day of the month, and what they bring in per month."""

    month: Month
    subscriptions: int
    amount: Decimal


@dataclass(frozen=True)
class Covered:
    """What one invoice is worth, after its credit notes, and for which days."""

    subscription: int
    first: date
    last: date
    net: Decimal

    @property
    def months(self) -> int:
        return max(1, months_between(self.first, self.last + timedelta(days=1)))

    def covers(self, day: date) -> bool:
        return self.net > 0 and self.first <= day <= self.last


def recurring(months: Sequence[Month]) -> list[Recurring]:
    """Rounded once per month. A credit note takes back of every month its invoice covers, also of those before it."""
    covered = _covered(months[0].last, months[-1].last)
    return [_in_force(covered, month) for month in months]


def _in_force(covered: Sequence[Covered], month: Month) -> Recurring:
    running = [each for each in covered if each.covers(month.last)]
    exact = sum((Fraction(each.net) / each.months for each in running), Fraction(0))  # a third stays a third
    amount = euros(Decimal(exact.numerator) / exact.denominator)
    return Recurring(month, len({each.subscription for each in running}), amount)


def _covered(first: date, last: date) -> list[Covered]:
    sent = Invoice.objects.sent().filter(subscription__isnull=False, period_from__lte=last, period_to__gte=first)
    rows = sent.annotate(credited_net=Sum("credit_notes__net", default=Decimal(0))).values_list(
        "subscription", "period_from", "period_to", "net", "credited_net"
    )
    return [Covered(whose, begins, ends, net - credited) for whose, begins, ends, net, credited in rows]
