"""Is the ledger what it says it is, and is every score what the ledger comes to? In pieces, so that size is no matter.

What anybody can check from outside is checked by docs/verify_ledger.py, which shares no code with this.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch

from keurmerk import signing
from keurmerk.canonical import canonical, digest, moment
from reviews.chain import START
from reviews.models import (
    LedgerEntry,
    LedgerHead,
    ProductReview,
    ProductReviewVersion,
    Rating,
    Review,
    ReviewVersion,
)
from reviews.models.record import (
    ANSWERS,
    PRODUCT_WORDS,
    WITH_WORDS,
    facts_of,
    product_facts_of,
    words_of,
    words_of_reply,
)
from reviews.models.recount import Month, Recount
from reviews.scoring import RECOMMENDS, SUB_SCORES, Tally, Vote

AT_ONCE = 1000  # entries in memory


def shop_faults(shop_id: int) -> Iterator[str]:
    """Everything that is wrong with one shop's ledger and score, as it was at one moment."""
    with _one_moment():
        rating = Rating.objects.filter(shop_id=shop_id).first() or Rating(shop_id=shop_id)
        yield from _chain_faults(rating)
        yield from _content_faults(rating)
        yield from _product_faults(shop_id)


@contextmanager
def _one_moment() -> Iterator[None]:
    """What others change meanwhile is not seen. Inside a transaction of somebody else it is that one's view."""
    free = not connection.in_atomic_block
    with transaction.atomic():
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _chain_faults(rating: Rating) -> Iterator[str]:
    number, before = 0, START
    for entry in _in_order(rating.shop_id):
        number += 1
        if entry.number != number:
            yield f"shop {rating.shop_id}: entry {number} is missing"
            number = entry.number
        yield from (f"{entry}: {fault}" for fault in _entry_faults(entry, before))
        before = entry.hash
    if (rating.ledger_length, rating.ledger_head) != (number, before):
        yield f"shop {rating.shop_id}: the ledger should have {rating.ledger_length} entries, and has {number}"


def _in_order(shop_id: int) -> Iterator[LedgerEntry]:
    last = 0
    while chunk := list(LedgerEntry.objects.filter(shop_id=shop_id).after(last)[:AT_ONCE]):
        yield from chunk
        last = chunk[-1].number


def _entry_faults(entry: LedgerEntry, before: str) -> Iterator[str]:
    body = json.loads(entry.body)
    if digest(entry.body) != entry.hash:
        yield "its hash is not that of its body"
    if canonical(body) != entry.body:
        yield "its body is not in the canonical form"
    if body["previous"] != before:
        yield "it does not follow the entry before it"
    columns = {"shop": entry.shop_id, "number": entry.number, "review": entry.review_id, "kind": entry.kind}
    columns["product_review"] = entry.product_review_id
    if {name: body.get(name) for name in columns} != columns or body["at"] != moment(entry.at):
        yield "its columns are not what its body says"


def _content_faults(rating: Rating) -> Iterator[str]:
    """Review by review: are the facts and the words what the ledger says, and the score what they come to?"""
    found = Recount(0, Tally(), Tally(), {})
    as_of = rating.as_of
    seen = 0
    for review, bodies in _grouped(rating.shop_id, "review_id", _with_words):
        seen += 1
        yield from (f"{review}: {fault}" for fault in _review_faults(review, bodies))
        if as_of:
            _count(found, _last_facts(bodies), as_of)
    if seen != Review.objects.filter(shop_id=rating.shop_id).count():
        yield f"shop {rating.shop_id}: some reviews are not in the ledger"
    if as_of and not rating.comes_to(found):
        yield f"shop {rating.shop_id}: the score is not what the ledger comes to"


def _product_faults(shop_id: int) -> Iterator[str]:
    """The same for reviews of products, which make no score of the shop."""
    seen = 0
    for review, bodies in _grouped(shop_id, "product_review_id", _products_with_words):
        seen += 1
        if _last_facts(bodies) != product_facts_of(review):
            yield f"{review}: its facts are not those of the ledger"
        yield from (f"{review}: {fault}" for fault in _word_faults(review, bodies, PRODUCT_WORDS))
    if seen != ProductReview.objects.filter(shop_id=shop_id).count():
        yield f"shop {shop_id}: some product reviews are not in the ledger"


def _grouped(
    shop_id: int, column: str, load: Callable[[Sequence[int]], dict[int, Any]]
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Each review that the ledger knows by this column, with the bodies of its entries in order."""
    entries, last = LedgerEntry.objects.filter(shop_id=shop_id), 0
    while ids := list(_next_ids(entries, column, last)):
        reviews = load(ids)
        of_these = entries.filter(**{f"{column}__in": ids}).order_by(column, "number")
        for pk, group in groupby(of_these.iterator(AT_ONCE), key=attrgetter(column)):
            yield reviews[pk], [json.loads(entry.body) for entry in group]
        last = ids[-1]


def _next_ids(entries: Any, column: str, last: int) -> Iterable[int]:
    of_these = entries.filter(**{f"{column}__gt": last}).order_by(column)
    found: Iterable[int] = of_these.values_list(column, flat=True).distinct()[:500]
    return found


def _products_with_words(ids: Sequence[int]) -> dict[int, ProductReview]:
    versions = Prefetch("versions", ProductReviewVersion.objects.order_by("number"))
    return ProductReview.objects.filter(pk__in=ids).prefetch_related(versions).in_bulk()


def _with_words(ids: Sequence[int]) -> dict[int, Review]:
    versions = Prefetch("versions", ReviewVersion.objects.order_by("number"))
    reviews = Review.objects.filter(pk__in=ids).select_related("reply")
    return reviews.prefetch_related(versions, "reply__versions").in_bulk()


def _review_faults(review: Review, bodies: list[dict[str, Any]]) -> Iterator[str]:
    if _last_facts(bodies) != facts_of(review):
        yield "its facts are not those of the ledger"
    yield from _word_faults(review, bodies, WITH_WORDS)
    yield from _answer_faults(review, [body["words"] for body in bodies if body["kind"] in ANSWERS])


def _word_faults(review: Any, bodies: list[dict[str, Any]], kinds: Collection[str]) -> Iterator[str]:
    said = [body["words"] for body in bodies if body["kind"] in kinds]
    there = [words_of(version) for version in review.versions.all()] + [words_of(review)]
    if review.state not in {"REMOVED_BY_AUTHOR", "WITHDRAWN"} and _differ(said, there):
        yield "its words are not those that the ledger commits to"


def _last_facts(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """What the ledger says of a review now; the first entry of each has facts."""
    return next(body["facts"] for body in reversed(bodies) if body["facts"])


def _answer_faults(review: Review, said: list[str | None]) -> Iterator[str]:
    reply = getattr(review, "reply", None)
    if reply is None:
        return
    there = [words_of_reply(version) for version in reversed(reply.versions.all())] + [words_of_reply(reply)]
    if _differ(said[-len(there) :], there):
        yield "the answer is not the one that the ledger commits to"


def _differ(said: Sequence[str | None], there: Sequence[str | None]) -> bool:
    """Words without salt prove nothing, and are passed over."""
    return len(said) != len(there) or any(b is not None and a != b for a, b in zip(said, there, strict=True))


def _count(found: Recount, facts: dict[str, Any], as_of: datetime) -> None:
    if not facts["public"] or facts["origin"] == Review.Origin.IMPORTED:
        return
    parts = {name: facts[name] for name in ("stars", "verified", *SUB_SCORES, RECOMMENDS)}
    days = {name: datetime.fromisoformat(facts[name]) for name in ("published_at", "counts_until")}
    vote = Vote(**parts | days)
    month = found.months.setdefault(vote.month, Month(0, Tally()))
    found.public_count += 1
    month.public_count += 1
    if vote.verified:
        month.tally.add(vote)
        found.ever.add(vote)
    if vote.counts_at(as_of):
        found.year.add(vote)


def head_faults(shop_id: int | None = None) -> Iterator[str]:
    """The signed heads: each genuine, in a row, and true of the ledgers as they are now."""
    before = START
    for head in LedgerHead.objects.order_by("day").iterator(chunk_size=1):
        document = json.loads(head.body)
        if digest(head.body) != head.hash or not signing.is_genuine(document):
            yield f"{head}: its signature is not genuine"
        if document["previous"] != before:
            yield f"{head}: it does not follow the head before it"
        before = head.hash
        shops = [shop for shop in document["shops"] if shop_id in (None, shop[0])]
        yield from (f"{head}: not what the ledger of shop {shop} says" for shop in _untrue(shops))


def _untrue(shops: Sequence[Sequence[Any]]) -> list[int]:
    if not shops:
        return []
    ids, numbers, hashes = (list(column) for column in zip(*shops, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT said.shop FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) said (shop, number, hash)"
            " LEFT JOIN reviews_ledgerentry e ON e.shop_id = said.shop AND e.number = said.number"
            " WHERE e.hash IS DISTINCT FROM said.hash ORDER BY 1",
            [ids, numbers, hashes],
        )
        return [shop for (shop,) in cursor.fetchall()]
