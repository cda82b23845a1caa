"""Asks the database for a shop's figures: the same number of statements whatever the days and the shop.

Whole months come from counters that are kept in step (RatingMonth, Tally); the days around them are counted. What has
no counter is read of the newest reviews only, and the answer says of how many.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from keurmerk.calendar import AMSTERDAM, add_months
from members.categories import Category
from members.models import Shop
from reviews.models import ProductReview, Rating, RatingMonth, Tally
from reviews.models.arrivals import told_of
from reviews.models.recount import Month, counters, tally_of
from reviews.scoring import SUB_SCORES, mean
from reviews.scoring import Tally as Votes
from reviews.statistics import benchmark
from reviews.statistics.funnel import Funnel, funnel
from reviews.statistics.spans import Span, Unit
from reviews.statistics.waiting import Waiting, waiting
from reviews.statistics.words import Said, Word, telling

MOST_READ = 2000  # reviews of which words and waiting times are read, the newest
MOST_PRODUCTS = 10
LETTERS_KEPT_MONTHS = 12  # after thirteen keurmerk/retention.py forgets what a reader did with a letter
SCORE = "mean"  # the figure of a Rating that is its score, beside the sub-scores


@dataclass(frozen=True)
class Measured:
    """One span of days: its reviews per step and together, and what became of its orders."""

    span: Span
    steps: list[tuple[Span, Month]]
    total: Month
    funnel: Funnel


def measured(shop: Shop, span: Span, unit: Unit, *, today: date) -> Measured:
    """Five statements. `unit` is that of the steps, the same for two spans that are compared."""
    steps = _steps(shop, span, unit)
    total = _joined(month for _, month in steps)
    return Measured(span, steps, total, _funnel(shop, span, today))


def _steps(shop: Shop, span: Span, unit: Unit) -> list[tuple[Span, Month]]:
    days = _days(shop, span, unit)
    steps = span.steps(unit)
    return [(step, _joined(month for day, month in days if day in step)) for step in steps]


def _days(shop: Shop, span: Span, unit: Unit) -> list[tuple[date, Month]]:
    """What was published, by the day, or by the month at its first day where the counters of that month are whole."""
    rows = RatingMonth.objects.filter(shop=shop, month__in=span.whole_months(unit))
    found = [(row.month, Month(row.public_count, row.tally)) for row in rows]
    loose = shop.reviews.public().written_here().published_in(*span.loose(unit)).order_by()
    groups: QuerySet[Any, Any] = loose.annotate(day=TruncDate("published_at", tzinfo=AMSTERDAM))
    counted = groups.values("day", "verified").annotate(**counters())
    return found + [
        (row["day"], Month(row["public"], tally_of(row) if row["verified"] else Votes())) for row in counted
    ]


def _joined(months: Iterator[Month]) -> Month:
    whole = Month(0, Votes())
    for month in months:
        whole.public_count += month.public_count
        whole.tally.join(month.tally)
    return whole


def _funnel(shop: Shop, span: Span, today: date) -> Funnel:
    fates: Counter[str] = Counter()
    months = Tally.objects.filter(shop=shop, month__in=span.whole_months(Unit.MONTH))
    loose = shop.invitations.received_in(*span.loose(Unit.MONTH)).order_by()
    for state, count in months.values_list("state").annotate(Sum("count")):
        fates[state] += count
    for state, count in loose.values_list("state").annotate(Count("pk")):
        fates[state] += count
    kept = span.first >= add_months(today, -LETTERS_KEPT_MONTHS).replace(day=1)
    plain = funnel(fates)
    return funnel(fates, told_of(shop.pk, span, sent=plain.sent)) if kept else plain


@dataclass(frozen=True)
class Read:
    """What the newest reviews of some days tell: their words, and how long their writers waited for an answer."""

    high: list[Word]
    low: list[Word]
    waiting: Waiting

    @property
    def is_part(self) -> bool:
        """Are there more reviews than were read?"""
        return self.waiting.reviews >= MOST_READ


def read(shop: Shop, span: Span) -> Read:
    """One statement over at most two thousand reviews."""
    rows = list(_newest(shop, span).values_list(*_WAITED, "stars", "title", "text", "email_hash", "pk"))
    said = (Said(stars, f"{title} {text}", writer or f"{pk}") for *_, stars, title, text, writer, pk in rows)
    high, low = telling(said)
    return Read(high, low, _waiting(row[:3] for row in rows))


def waited(shop: Shop, span: Span) -> Waiting:
    """How long the writers of these days waited: one statement, for a span that another is compared with."""
    return _waiting(_newest(shop, span).values_list(*_WAITED))


_WAITED = ("published_at", "reply__written_at", "reply__state")


def _newest(shop: Shop, span: Span) -> "QuerySet[Any, Any]":
    return shop.reviews.public().written_here().published_in(span).newest_first()[:MOST_READ]


def _waiting(rows: "Iterator[Sequence[Any]] | QuerySet[Any, Any]") -> Waiting:
    return waiting((published, written if state == "PUBLISHED" else None) for published, written, state in rows)


@dataclass(frozen=True)
class OfProduct:
    """The public reviews of one product, in the span and in the one it is compared with."""

    name: str
    count: int
    mean: Decimal | None
    count_before: int
    mean_before: Decimal | None


def products(shop: Shop, span: Span, before: Span) -> list[OfProduct]:
    """The most reviewed ones, in two statements."""
    now = list(_per_product(shop, span).order_by("-count", "product_id")[:MOST_PRODUCTS])
    then = _per_product(shop, before).filter(product__in=[row["product_id"] for row in now]).order_by()
    earlier = {row["product_id"]: (row["count"], mean(row["stars_sum"], row["count"])) for row in then}
    return [
        OfProduct(
            row["product__name"],
            row["count"],
            mean(row["stars_sum"], row["count"]),
            *earlier.get(row["product_id"], (0, None)),
        )
        for row in now
    ]


def _per_product(shop: Shop, span: Span) -> "QuerySet[Any, Any]":
    public = ProductReview.objects.filter(shop=shop).public().published_in(span)
    return public.values("product_id", "product__name").annotate(count=Count("pk"), stars_sum=Sum("stars"))


@dataclass(frozen=True)
class Beside:
    """The shop's own twelve months beside the quartiles of its category; empty where these would tell on somebody."""

    own: Rating | None
    quartiles: dict[str, benchmark.Quartiles]


def beside(shop: Shop, now: datetime) -> Beside:
    """Two statements, whatever the size of the category. "Something else" is no category to be compared in."""
    own = Rating.objects.filter(shop=shop).first()
    names = (SCORE, *SUB_SCORES)
    peers: list[benchmark.Peer] = []
    if shop.category and shop.category != Category.OTHER:
        rows = Rating.objects.beside(shop, benchmark.FEWEST_REVIEWS).values_list("shop__member_id", *names)
        peers = [benchmark.Peer(company, dict(zip(names, values, strict=True))) for company, *values in rows]
    return Beside(own.at(now) if own else None, benchmark.benchmark(peers, names))
