"""What a shop's reviews come to, asked of the reviews themselves: for the first time, for a rebuild and for the check.

The database does the sums here, and Python does them in Rating.take: two ways that must agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, TruncMonth

from keurmerk.calendar import AMSTERDAM
from members.models import Shop
from reviews.scoring import RECOMMENDS, STARS, SUB_SCORES, Tally, Vote

if TYPE_CHECKING:
    from reviews.models.reviews import ReviewQuerySet

_VOTE = ("stars", "verified", "published_at", "counts_until", *SUB_SCORES, RECOMMENDS)


@dataclass
class Month:
    """One month of a shop: how many there are to read, and what the verified ones come to."""

    public_count: int
    tally: Tally

    @property
    def is_sound(self) -> bool:
        return self.public_count >= 0 and self.tally.is_sound


@dataclass
class Recount:
    """Everything that a Rating and its months store as counters."""

    public_count: int
    year: Tally
    ever: Tally
    months: dict[date, Month]


def recount(shop_id: int, as_of: datetime) -> Recount:
    """Reads every review of the shop once, in the database."""
    found = Recount(0, Tally(), Tally(), {})
    for row in _sums(shop_id, as_of):
        tally = tally_of(row) if row["verified"] else Tally()
        month = found.months.setdefault(row["month"].date(), Month(0, Tally()))
        found.public_count += row["public"]
        month.public_count += row["public"]
        for sum_ in (month.tally, found.ever, *((found.year,) if row["recent"] else ())):
            sum_.join(tally)
    return found


def _sums(shop_id: int, as_of: datetime) -> "QuerySet[Any, Any]":
    groups = _reviews(shop_id).annotate(month=TruncMonth("published_at", tzinfo=AMSTERDAM)).order_by()
    return groups.values("month", "verified", recent=Q(counts_until__gt=as_of)).annotate(**counters())


def counters() -> dict[str, Any]:
    """What to ask of a group of reviews: how many are public, and what `tally_of` makes a tally of."""
    asked: dict[str, Any] = {"public": Count("pk")}
    asked |= {f"stars_{n}": Count("pk", filter=Q(stars=n)) for n in STARS}
    for name in (*SUB_SCORES, RECOMMENDS):
        asked |= {f"{name}_sum": Sum(Cast(name, IntegerField())), f"{name}_count": Count(name)}
    return asked


def tally_of(row: dict[str, Any]) -> Tally:
    """The counters of one group, as the database answered `counters`."""
    sums = {name: [row[f"{name}_sum"] or 0, row[f"{name}_count"]] for name in (*SUB_SCORES, RECOMMENDS)}
    return Tally({str(n): row[f"stars_{n}"] for n in STARS}, sums)


def leaving(shop_id: int, since: datetime, until: datetime, *, without: Sequence[int]) -> Iterator[Vote]:
    """Who counted at `since` and counts no more at `until`."""
    rows = _reviews(shop_id).verified().filter(counts_until__gt=since, counts_until__lte=until).exclude(pk__in=without)
    for values in rows.values(*_VOTE).iterator():
        yield Vote(**values)


def next_to_leave(shop_id: int, as_of: datetime) -> datetime | None:
    """When the next review leaves the twelve months: one step in an index."""
    rows = _reviews(shop_id).verified().filter(counts_until__gt=as_of).order_by("counts_until")
    found: datetime | None = rows.values_list("counts_until", flat=True).first()
    return found


def _reviews(shop_id: int) -> "ReviewQuerySet":
    found: ReviewQuerySet = Shop(pk=shop_id).reviews.public().written_here()
    return found
