"""Reviews that a shop brings from elsewhere: shown and labelled, never counted, each once; taken back as a whole."""

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction

from keurmerk.outbox import record_all
from members.models import Shop
from reviews import terms
from reviews.foreign import Foreign
from reviews.models.imported_review import OPEN, ImportedReview
from reviews.models.ledger import Kind, LedgerEntry, Note
from reviews.models.photo import ReviewPhoto
from reviews.models.rating import Rating
from reviews.models.record import WITH_WORDS, Change, follow, words_of_reply
from reviews.models.reply import Reply
from reviews.models.review import Review
from reviews.models.review_import import ReviewImport
from reviews.objections import Objection, holding

ALREADY, GONE = "ALREADY", "GONE"


@dataclass(frozen=True)
class Brought:
    """What became of a review from elsewhere: `review`, or `why_not`, a code."""

    foreign: Foreign
    review: Review | None
    why_not: str = ""


def known(shop: Shop, found: Sequence[Foreign]) -> list[str]:
    """For each of them, why it is not taken: ALREADY here, GONE because its writer or we removed it; or empty."""
    keys = {key for each in found for key in each.keys}
    brought = ImportedReview.objects.filter(shop=shop)
    taken = set(brought.filter(source_key__in=keys).values_list("source_key", flat=True))
    taken |= set(brought.filter(words_key__in=keys).values_list("words_key", flat=True))
    written = _written_here(shop, found)
    return [ALREADY if each.keys & taken else written.get(each.own, "") if each.own else "" for each in found]


def _written_here(shop: Shop, found: Sequence[Foreign]) -> dict[tuple[int, str], str]:
    """Those that were written with us, by their commitment: the ledger knows it also when the words are long gone."""
    ids = [each.own[0] for each in found if each.own]
    reviews = {row["pk"]: row for row in Review.objects.filter(pk__in=ids).values("pk", "shop", "state")}
    shops = {row["shop"] for row in reviews.values()}
    entries = LedgerEntry.objects.filter(shop__in=shops, review__in=reviews, kind__in=WITH_WORDS)
    why_not = {}
    for pk, body in entries.values_list("review", "body"):
        row = reviews[pk]
        is_gone = row["state"] not in {Review.State.PUBLISHED, Review.State.EDITED}
        why_not[pk, json.loads(body)["words"]] = GONE if is_gone else ALREADY if row["shop"] == shop.pk else ""
    return why_not


def bring(of: ReviewImport, found: Sequence[Foreign], *, actor: str, at: datetime) -> list[Brought]:
    """Publishes what is not here yet: never verified, its ledger line in the transaction, the written rules applied.

    Two imports of one shop wait for each other here; were one to slip through, the constraints refuse it.
    """
    objections = [holding(each.fields["title"], each.fields["text"]) for each in found]  # before anybody must wait
    with transaction.atomic():
        Rating.locked(of.shop_id)
        why_not = _why_not(of.shop, found)
        reviews = [_review(of, each, at=at) for each in found]
        chosen = [place for place, reason in enumerate(why_not) if not reason]
        Review.objects.bulk_create([_as_held(reviews[place], objections[place], at) for place in chosen])
        ImportedReview.objects.bulk_create([_trace(of, found[place], reviews[place], at=at) for place in chosen])
        replies = Reply.objects.bulk_create(
            [answer for place in chosen if (answer := _reply(found[place], reviews[place]))]
        )
        _enter(of.shop_id, [reviews[place] for place in chosen], replies, actor=actor, at=at)
    return [
        Brought(each, None if why_not[place] else reviews[place], why_not[place]) for place, each in enumerate(found)
    ]


def _why_not(shop: Shop, found: Sequence[Foreign]) -> list[str]:
    """As `known`, and of two alike in one chunk the first one only."""
    seen: set[str] = set()
    reasons = []
    for each, reason in zip(found, known(shop, found), strict=True):
        reasons.append(reason or (ALREADY if each.keys & seen else ""))
        seen |= each.keys
    return reasons


def _review(of: ReviewImport, each: Foreign, *, at: datetime) -> Review:
    published_at = each.fields["published_at"]
    return Review(
        shop_id=of.shop_id,
        state=Review.State.EDITED if each.fields["edited_at"] else Review.State.PUBLISHED,
        origin=Review.Origin.IMPORTED,
        source=each.source,
        counts_until=published_at + relativedelta(months=terms.SCORE_MONTHS),
        **each.fields,
    )


def _as_held(review: Review, objection: Objection | None, at: datetime) -> Review:
    if objection:
        review.state, review.grounds = Review.State.HELD, objection.grounds
        review.held_at, review.held_by_rule = at, objection.code
    return review


def _trace(of: ReviewImport, each: Foreign, review: Review, *, at: datetime) -> ImportedReview:
    return ImportedReview(
        review=review,
        shop_id=of.shop_id,
        review_import=of,
        brought_at=at,
        source_id=each.source_id,
        source_key=each.source_key,
        words_key=each.words_key,
        record=each.record,
    )


def _reply(each: Foreign, review: Review) -> Reply | None:
    if each.reply is None:
        return None
    answer = each.reply
    return Reply(review=review, text=answer.text, written_at=answer.written_at, edited_at=answer.edited_at)


def _enter(shop_id: int, reviews: Sequence[Review], replies: Sequence[Reply], *, actor: str, at: datetime) -> None:
    """The lines in the ledger, in the order of what happened, and the news."""
    changes = [change for review in reviews for change in _changes(review, at)]
    rating = follow(shop_id, changes, at=at)
    notes = [Note(Kind.REPLIED, each.review_id, at, words=words_of_reply(each)) for each in replies]
    LedgerEntry.append(rating, notes)
    rating.save(update_fields=["ledger_length", "ledger_head"])
    record_all([("review.imported", review, {"shop": shop_id}) for review in reviews], actor=actor, at=at)
    held = [review for review in reviews if review.state == Review.State.HELD]
    record_all([("review.held", review, {"shop": shop_id}) for review in held], actor="rules", at=at)


def _changes(review: Review, at: datetime) -> list[Change]:
    if review.state != Review.State.HELD:
        return [Change(Kind.IMPORTED, None, review, at)]
    shown = copy(review)
    shown.state = Review.State.PUBLISHED
    return [Change(Kind.IMPORTED, None, shown, at), Change(Kind.HELD, shown, review, at, review.grounds)]


def withdraw_some(of: ReviewImport, *, most: int, actor: str, at: datetime) -> int:
    """Takes back the next `most` of this import: words, replies, photos and keys go, the ledger's lines stay."""
    with transaction.atomic():
        ids = of.taken.open().order_by("review").values_list("review", flat=True)[:most]
        before = list(Review.objects.filter(pk__in=list(ids), state__in=OPEN).order_by("pk").select_for_update())
        gone: dict[str, Any] = {"title": "", "text": "", "display_name": "", "salt": ""}
        gone |= {"state": Review.State.WITHDRAWN, "removed_at": at, "held_by_rule": ""}
        Review.objects.filter(pk__in=[each.pk for each in before]).update(**gone)
        nothing = {"record": "", "source_id": "", "source_key": "", "words_key": ""}
        ImportedReview.objects.filter(review__in=before).update(**nothing)
        Reply.objects.filter(review__in=before).delete()
        for photo in ReviewPhoto.objects.filter(review__in=before):
            photo.discard(actor=actor, at=at)
        changes = [Change(Kind.WITHDRAWN, each, _withdrawn(each, gone), at) for each in before]
        follow(of.shop_id, changes, at=at)
        news = [("review.withdrawn", each, {"shop": of.shop_id, "from": each.state}) for each in before]
        record_all(news, actor=actor, at=at)
    return len(before)


def _withdrawn(review: Review, gone: dict[str, Any]) -> Review:
    after = copy(review)
    for name, value in gone.items():
        setattr(after, name, value)
    return after
