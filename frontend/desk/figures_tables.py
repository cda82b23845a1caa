"""Finance's figures as tables with a drawing each: what the page shows, and what the files hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from billing.figures.ageing import Age, Aged
from billing.figures.members import Cohort, Moved
from billing.figures.months import Month
from billing.figures.recurring import Recurring
from billing.figures.revenue import Earned
from frontend.templatetags.dutch import decimal1, euro, number
from frontend.templatetags.levels import Level

NONE = "–"


def plain(value: Any) -> str:
    return str(value)


def _share(value: Decimal) -> str:
    return f"{decimal1(value)}%"


@dataclass(frozen=True)
class Drawn:
    """Rows of plain values under heads, how each column is written, the bars, and the sentence that says the same."""

    title: str
    text: str
    heads: Sequence[str]
    shows: Sequence[Callable[[Any], str]]
    rows: Sequence[Sequence[Any]]
    bars: Sequence[Level] = field(default=())

    @property
    def shown(self) -> list[list[str]]:
        """As the page writes it."""
        return [
            [NONE if value is None else show(value) for show, value in zip(self.shows, row, strict=True)]
            for row in self.rows
        ]


def ageing(found: Sequence[Aged]) -> Drawn:
    total = sum((each.amount for each in found), Decimal(0))
    late = sum((each.amount for each in found if each.age != Age.NOT_DUE), Decimal(0))
    return Drawn(
        _("Open invoices by age"),
        _("Open: %(total)s, of which %(late)s is late.") % {"total": euro(total), "late": euro(late)},
        [_("Age"), _("Invoices"), _("Open amount")],
        [plain, number, euro],
        [[str(each.age.label), each.invoices, each.amount] for each in found],
        bars([(str(each.age.label), each.amount) for each in found], euro),
    )


def revenue(found: Sequence[Earned]) -> Drawn:
    total = sum((each.total for each in found), Decimal(0))
    return Drawn(
        _("Revenue per month"),
        _("Earned in these months: %(total)s, without VAT.") % {"total": euro(total)},
        [_("Month"), _("Released"), _("Taken back by credit notes"), _("Revenue")],
        [plain, euro, euro, euro],
        [[month_words(each.month), each.released, each.credited, each.total] for each in found],
        bars([(month_words(each.month), each.total) for each in found], euro),
    )


def recurring(found: Sequence[Recurring]) -> Drawn:
    return Drawn(
        _("Monthly recurring revenue"),
        _("Now %(now)s per month, without VAT; %(then)s at the beginning.")
        % {"now": euro(found[-1].amount), "then": euro(found[0].amount)},
        [_("Month"), _("Subscriptions"), _("Per month")],
        [plain, number, euro],
        [[month_words(each.month), each.subscriptions, each.amount] for each in found],
        bars([(month_words(each.month), each.amount) for each in found], euro),
    )


def movement(found: Sequence[Moved]) -> Drawn:
    facts = {"joined": sum(each.joined for each in found), "left": sum(each.left for each in found)}
    facts["after"] = found[-1].after
    return Drawn(
        _("Members"),
        _("%(joined)s joined, %(left)s left, %(after)s remain.") % {name: number(n) for name, n in facts.items()},
        [_("Month"), _("At the beginning"), _("Joined"), pgettext("members", "Left"), _("At the end"), _("Churn")],
        [plain, number, number, number, number, _share],
        [[month_words(each.month), each.before, each.joined, each.left, each.after, each.churn] for each in found],
        bars([(month_words(each.month), each.after) for each in found], number),
    )


def cohorts(found: Sequence[Cohort]) -> Drawn:
    """One column per age that any year has reached; below it each share is of those who joined in that year."""
    ages = max((len(each.stayed) for each in found), default=0)
    heads = [ngettext("After %(n)d year", "After %(n)d years", age) % {"n": age} for age in range(1, ages + 1)]
    reached = [(each, each.shares[-1]) for each in found if each.stayed]
    return Drawn(
        _("Members who stayed, by year of joining"),
        _("Still a member when last counted, of those who joined in a year."),
        [_("Year"), _("Joined"), *heads],
        [plain, number, *[_share] * ages],
        [[str(each.year), each.joined, *each.shares, *[None] * (ages - len(each.stayed))] for each in found],
        [Level(_cohort_words(each), _share(share), float(share) / 100) for each, share in reached if share is not None],
    )


def _cohort_words(cohort: Cohort) -> str:
    age = len(cohort.stayed)
    return ngettext("%(year)s, after %(n)d year", "%(year)s, after %(n)d years", age) % {"year": cohort.year, "n": age}


def month_words(month: Month) -> str:
    """ "November 2026"; of a month that still runs with its days: "November 2026 (1–27)"."""
    words = date_format(month.first, "F Y")
    return words if month.is_whole else f"{words} (1–{month.last.day})"


def bars(named: Sequence[tuple[str, Decimal | int]], show: Callable[[Any], str]) -> list[Level]:
    """The longest is the highest; what is below zero has no length."""
    highest = max((value for _words, value in named), default=0)
    return [Level(words, show(value), float(value / highest) if highest > 0 else 0.0) for words, value in named]
