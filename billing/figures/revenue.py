"""What was earned in each month, by the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from billing.figures.months import Month
from billing.models import Book, JournalEntry, Posting


@dataclass(frozen=True)
class Earned:
    """Released from what was invoiced in advance, and taken back by credit notes: that is below zero."""

    month: Month
    released: Decimal
    credited: Decimal

    @property
    def total(self) -> Decimal:
        return self.released + self.credited


def revenue(months: Sequence[Month]) -> list[Earned]:
    """A month is released on its last day, so one that still runs holds only what ended in it."""
    booked = Posting.objects.filter(
        book=Book.REVENUE, entry__booked_on__gte=months[0].first, entry__booked_on__lte=months[-1].last
    )
    per_month = booked.order_by().values("entry__kind", month=TruncMonth("entry__booked_on"))
    sums = {(row["month"], row["entry__kind"]): -row["sum"] for row in per_month.annotate(sum=Sum("amount"))}
    kinds, nothing = JournalEntry.Kind, Decimal(0)
    return [
        Earned(
            month,
            released=sums.get((month.first, kinds.RELEASE), nothing),
            credited=sums.get((month.first, kinds.CREDIT), nothing),
        )
        for month in months
    ]
