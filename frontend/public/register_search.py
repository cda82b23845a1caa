"""Which shops the register shows, in which order, and by what the search can be narrowed.

Costs are bounded: without words the most reviewed shops come page by page along an index; with words at most the MOST
best known that match are looked at, the likest first.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.cache import cache
from django.db.models import Count, F

from members.categories import Category
from members.models import Shop
from members.models.shop import ShopQuerySet

PER_PAGE = 24
MOST = 10 * PER_PAGE  # matches of a search that are looked at
KEPT = 600  # seconds that the counts of all shops are kept


@dataclass(frozen=True)
class Found:
    """One page of shops, whether there is a next one, and how many there are of each category."""

    shops: list[Shop]
    more: bool
    categories: dict[str, int]
    capped: bool = False  # there are more matches than were looked at


def browsed(rows: ShopQuerySet, number: int) -> Found:
    """Page `number` of these shops: the most reviewed of the last year first, then the oldest in the register.

    Shops without any score come last; they are asked for only when the others run out, so that an index can serve.
    """
    start, wanted = (number - 1) * PER_PAGE, PER_PAGE + 1
    scored = rows.filter(rating__isnull=False).order_by("-rating__count", "pk")
    found = list(_loaded(scored)[start : start + wanted])
    if len(found) < wanted:
        before = max(0, start - scored.count()) if not found else 0
        rest = rows.filter(rating__isnull=True).order_by("pk")
        found += _loaded(rest)[before : before + wanted - len(found)]
    return Found(found[:PER_PAGE], len(found) > PER_PAGE, counted_everywhere())


def searched(rows: ShopQuerySet, words: str, number: int) -> Found:
    """Page `number` of the shops that these words find, the likest first, then those with the most reviews."""
    best_known = _best_known(rows.found_by(words, letter_by_letter=True))
    if len(best_known) <= MOST:  # else there is enough without what is only like it
        best_known = _best_known(rows.found_by(words))
    likeness = TrigramWordSimilarity(words, "words")
    matching = Shop.objects.filter(pk__in=best_known).annotate(likeness=likeness)
    found = list(matching.values_list("pk", "category", "likeness", "rating__count"))
    ranked = sorted(found, key=lambda each: (-round(each[2], 1), -(each[3] or 0), each[0]))[:MOST]
    start = (number - 1) * PER_PAGE
    shown = [pk for pk, *_ in ranked[start : start + PER_PAGE]]
    by_number = {shop.pk: shop for shop in _loaded(Shop.objects.filter(pk__in=shown))}
    return Found(
        [by_number[pk] for pk in shown],
        len(ranked) > start + PER_PAGE,
        _in_order(Counter(category for _, category, *_ in ranked).items()),
        capped=len(found) > MOST,
    )


def _best_known(rows: ShopQuerySet) -> list[int]:
    """Of these the most reviewed, one more than is looked at."""
    ordered = rows.order_by(F("rating__count").desc(nulls_last=True), "pk")
    return list(ordered.values_list("pk", flat=True)[: MOST + 1])


def counted_everywhere() -> dict[str, int]:
    """Members by what they sell, at most ten minutes ago."""
    found: dict[str, int] | None = cache.get("register:categories")
    if found is None:
        listed = Shop.objects.listed().filter(ended_at=None).order_by()
        found = _in_order(listed.values_list("category").annotate(shops=Count("pk")))
        cache.set("register:categories", found, KEPT)
    return found


def _in_order(counts: Iterable[Sequence[Any]]) -> dict[str, int]:
    """As the list of categories has them; without those nobody is in."""
    known = {str(code): int(count) for code, count in counts}
    return {code: known[code] for code in Category.values if known.get(code)}


def _loaded(rows: ShopQuerySet) -> ShopQuerySet:
    return rows.with_standing().select_related("member", "rating")
