"""What members owe us, by how long it is late."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from billing.models import Book, Posting


class Age(TextChoices):
    """How many days after the last day for paying."""

    NOT_DUE = "NOT_DUE", _("Not due yet")
    MONTH = "MONTH", _("1 to 30 days late")
    TWO_MONTHS = "TWO_MONTHS", _("31 to 60 days late")
    THREE_MONTHS = "THREE_MONTHS", _("61 to 90 days late")
    OLDER = "OLDER", _("More than 90 days late")


_UP_TO = ((0, Age.NOT_DUE), (30, Age.MONTH), (60, Age.TWO_MONTHS), (90, Age.THREE_MONTHS))


@dataclass(frozen=True)
class Aged:
    """What is open of one age, with interest and costs that were claimed."""

    age: Age
    invoices: int
    amount: Decimal


def age_of(due_on: date, day: date) -> Age:
    late = (day - due_on).days
    return next((age for most, age in _UP_TO if late <= most), Age.OLDER)


def ageing(day: date) -> list[Aged]:
    """By the books at the end of `day`: every age, also those of which nothing is open."""
    owed = Posting.objects.filter(book=Book.RECEIVABLE, invoice__isnull=False, entry__booked_on__lte=day)
    open_ = owed.order_by().values("invoice", "invoice__due_on").annotate(open=Sum("amount")).exclude(open=0)
    found: dict[Age, list[Decimal]] = {age: [] for age in Age}
    for row in open_:
        due_on = row["invoice__due_on"]
        assert due_on is not None  # a constraint of the database: only what was issued is in the books
        found[age_of(due_on, day)].append(row["open"])
    return [Aged(age, len(amounts), sum(amounts, Decimal(0))) for age, amounts in found.items()]
