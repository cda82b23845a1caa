"""A shop's figures as tables: what the page shows beside its drawings, and what the files hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from frontend.dashboard.statistics.period import Choice, in_words
from frontend.templatetags.dutch import decimal1, number
from frontend.templatetags.stars import score
from keurmerk.calendar import add_months
from reviews.scoring import SUB_SCORES, Tally
from reviews.statistics.facts import SCORE, Beside, Measured, OfProduct, Read
from reviews.statistics.spans import Span, Unit
from reviews.statistics.waiting import Waiting
from reviews.statistics.words import Word

PARTS: dict[str, Promise] = {
    "delivery": gettext_lazy("Delivery"),
    "service": gettext_lazy("Customer service"),
    "price": gettext_lazy("Value for money"),
    "aftersales": gettext_lazy("After-sales"),
}
STEPS: dict[str, Promise] = {
    "orders": gettext_lazy("Orders"),
    "invited": gettext_lazy("Invitation planned"),
    "sent": gettext_lazy("Invitation sent"),
    "delivered": gettext_lazy("Delivered"),
    "opened": gettext_lazy("Opened"),
    "reviewed": gettext_lazy("Review written"),
}
NONE = "–"


class Kind(Enum):
    """What the numbers of a column are: how they are shown, and never rounded up where they are a score."""

    WORDS = "words"
    COUNT = "count"
    SCORE = "score"
    PERCENT = "percent"
    HOURS = "hours"

    def show(self, value: Any) -> str:
        if value is None:
            return NONE
        if self is Kind.WORDS:
            return str(value)
        if self is Kind.PERCENT:
            return f"{decimal1(value)}%"
        shows: dict[Kind, Callable[[Any], str]] = {Kind.COUNT: number, Kind.SCORE: score, Kind.HOURS: decimal1}
        return shows[self](value)


@dataclass(frozen=True)
class Table:
    """Rows of plain values under heads; the first column are words."""

    title: str
    heads: Sequence[str]
    kinds: Sequence[Kind]
    rows: Sequence[Sequence[Any]]

    @property
    def shown(self) -> list[list[str]]:
        """As the page writes it."""
        return [[kind.show(value) for kind, value in zip(self.kinds, row, strict=True)] for row in self.rows]


def over_time(now: Measured, then: Measured, unit: Unit) -> Table:
    """Per step; the one before it stands where it lies as far from the end."""
    heads = [_("Days"), _("Reviews"), _("Average score"), _("Reviews before"), _("Average score before")]
    earlier = aligned([(month.public_count, month.tally.mean) for _step, month in then.steps], len(now.steps))
    rows = [
        [step_words(step, unit), month.public_count, month.tally.mean, *before]
        for (step, month), before in zip(now.steps, earlier, strict=True)
    ]
    return Table(
        _("Score and number of reviews"),
        heads,
        [Kind.WORDS, Kind.COUNT, Kind.SCORE, Kind.COUNT, Kind.SCORE],
        rows,
    )


def aligned(values: Sequence[tuple[int, Decimal | None]], count: int) -> list[tuple[int | None, Decimal | None]]:
    """The last so many, with nothing in front where there are fewer."""
    missing: list[tuple[int | None, Decimal | None]] = [(None, None)] * max(0, count - len(values))
    return missing + list(values[-count:])


def funnel(now: Measured, then: Measured) -> Table:
    """Every step that is known, as numbers and as shares of the orders, then and now."""
    was, orders, orders_then = dict(then.funnel.steps), now.funnel.orders, then.funnel.orders
    rows = [
        [str(STEPS[name]), count, _share(count, orders), was.get(name), _share(was.get(name), orders_then)]
        for name, count in now.funnel.steps
    ]
    heads = [_("Step"), _("How many"), _("Of the orders"), _("How many before"), _("Of the orders before")]
    return Table(
        _("From order to review"), heads, [Kind.WORDS, Kind.COUNT, Kind.PERCENT, Kind.COUNT, Kind.PERCENT], rows
    )


def parts(now: Measured, then: Measured) -> Table:
    """The sub-scores that somebody gave, with how many gave them."""
    mine, was = now.total.tally, then.total.tally
    rows = [
        [str(words), mine.sums[name][1], mine.part(name), was.part(name)]
        for name, words in PARTS.items()
        if mine.sums[name][1]
    ]
    heads = [_("Part"), _("Given by"), _("Average score"), _("Average score before")]
    return Table(_("Parts of the score"), heads, [Kind.WORDS, Kind.COUNT, Kind.SCORE, Kind.SCORE], rows)


def answers(now: Waiting, then: Waiting) -> Table:
    """How many got an answer, and after how many hours the middle one of them."""
    rows = [
        [_("In these days"), now.reviews, now.answered, hours(now.middle)],
        [_("In the days before"), then.reviews, then.answered, hours(then.middle)],
    ]
    heads = [_("Days"), _("Reviews"), _("Answered"), _("Hours to the answer (median)")]
    return Table(_("Reply time"), heads, [Kind.WORDS, Kind.COUNT, Kind.COUNT, Kind.HOURS], rows)


def products(rows: Sequence[OfProduct]) -> Table:
    heads = [_("Product"), _("Reviews"), _("Average score"), _("Reviews before"), _("Average score before")]
    facts = [[row.name, row.count, row.mean, row.count_before, row.mean_before] for row in rows]
    return Table(
        _("Products with the most reviews"),
        heads,
        [Kind.WORDS, Kind.COUNT, Kind.SCORE, Kind.COUNT, Kind.SCORE],
        facts,
    )


def words_of(read: Read) -> tuple[Table, Table]:
    """Those of high scores and those of low ones."""
    return _words(_("Words with high scores"), read.high), _words(_("Words with low scores"), read.low)


def _words(title: str, words: Sequence[Word]) -> Table:
    heads = [_("Word"), _("Reviews with 4 or 5 stars"), _("Reviews with 1 or 2 stars")]
    rows = [[word.word, word.high, word.low] for word in words]
    return Table(title, heads, [Kind.WORDS, Kind.COUNT, Kind.COUNT], rows)


def beside(found: Beside) -> Table:
    """Of twelve months, for each figure that enough companies have."""
    own = found.own
    heads = [_("Figure"), _("You"), _("Lower quarter"), _("Median"), _("Upper quarter"), _("Webshops")]
    rows = [
        [str(PARTS.get(name, _("Score"))), getattr(own, name, None), each.low, each.middle, each.high, each.shops]
        for name in (SCORE, *SUB_SCORES)
        if (each := found.quartiles.get(name))
    ]
    kinds = [Kind.WORDS, Kind.SCORE, Kind.SCORE, Kind.SCORE, Kind.SCORE, Kind.COUNT]
    return Table(_("Beside webshops in your category"), heads, kinds, rows)


def summary(choice: Choice, now: Measured, then: Measured) -> Table:
    """What the files begin with: which days, and the figures of all of them together."""
    rows = [
        [in_words(measured.span), measured.total.public_count, tally.mean, recommended(tally), measured.funnel.response]
        for measured in (now, then)
        for tally in (measured.total.tally,)
    ]
    heads = [_("Days"), _("Reviews"), _("Average score"), _("Would recommend (%)"), _("Response (%)")]
    return Table(_("Figures"), heads, [Kind.WORDS, Kind.COUNT, Kind.SCORE, Kind.PERCENT, Kind.PERCENT], rows)


def recommended(tally: Tally) -> Decimal | None:
    """How many in a hundred of those who said so would recommend the shop."""
    share = tally.part("recommends")
    return None if share is None else (share * 100).quantize(Decimal("0.1"))


def hours(wait: timedelta | None) -> Decimal | None:
    if wait is None:
        return None
    return (Decimal(wait.total_seconds()) / 3600).quantize(Decimal("0.1"), ROUND_HALF_UP)


def step_words(step: Span, unit: Unit) -> str:
    """The days of a step in a table: the month or the year by its name where it is whole."""
    if unit is Unit.MONTH and _is_whole(step, 1):
        return date_format(step.first, "F Y")
    if unit is Unit.YEAR and step.first.month == 1 and _is_whole(step, 12):
        return str(step.first.year)
    return in_words(step)


def axis_words(step: Span, unit: Unit, *, with_year: bool = False) -> str:
    """The same, below a drawing."""
    if unit is Unit.YEAR:
        return str(step.first.year)
    words = date_format(step.first, "j M" if unit is not Unit.MONTH else "M y" if with_year else "M")
    return words.lower() if get_language() == "nl" else words


def _is_whole(step: Span, months: int) -> bool:
    return step.first.day == 1 and step.last + timedelta(days=1) == add_months(step.first, months)


def _share(count: int | None, orders: int) -> Decimal | None:
    if count is None or not orders:
        return None
    return (100 * Decimal(count) / orders).quantize(Decimal("0.1"), ROUND_HALF_UP)
