"""The coming days of a membership in plain words, each with the article behind it in the public terms."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import Subscription
from keurmerk.calendar import add_months, amsterdam_date
from members.models import Membership

AHEAD = 12  # months: the longest term, so that its end is always seen

WORDS: dict[str, str | Promise] = {
    "promotion": _("Full member, if nothing is open"),
    "invoice_issued": _("Invoice for the next period"),
    "invoice_due": _("Last day to pay an invoice"),
    "renewal_notice": _("E-mail about the next term"),
    "term_choice": _("From this day on: choose 3 or 12 months for the next term"),
    "notice_ends": _("Last day of the term, and to give notice"),
    "term_starts": _("Next term starts, unless notice was given"),
    "membership_ends": _("Last day of the membership, as notice was given"),
}


@dataclass(frozen=True)
class Coming:
    """A day, what happens on it, and where the terms say so."""

    on: date
    text: str | Promise
    article: str
    url: str


def coming_days(membership: Membership, *, now: datetime) -> list[Coming]:
    """What comes within a year, the nearest first (terms 5.2, 12.1, 12.6, 13.3-13.5)."""
    today = amsterdam_date(now)
    found = Subscription.coming(membership, since=today, before=add_months(today, AHEAD))
    terms = reverse("public:terms")
    return [Coming(day.on, WORDS[day.event], day.article, f"{terms}#{anchor(day.article)}") for day in found]


def anchor(article: str) -> str:
    """Where an article stands on the page of the terms: `a13-5`."""
    return f"a{article.replace('.', '-')}"
