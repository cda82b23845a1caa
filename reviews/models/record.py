"""What every change of a review brings along, in its transaction: the shop's score and a line in its ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from keurmerk.canonical import moment
from reviews.chain import commitment
from reviews.models.ledger import Kind, LedgerEntry, Note
from reviews.models.rating import Rating, Turn
from reviews.scoring import RECOMMENDS, SUB_SCORES

if TYPE_CHECKING:
    from reviews.models.product_review import ProductReview
    from reviews.models.reply import Reply, ReplyVersion
    from reviews.models.review import Review
    from reviews.models.version import ProductReviewVersion, ReviewVersion

WITH_WORDS = {Kind.PUBLISHED, Kind.IMPORTED, Kind.EDITED}  # these commit to what the review says from then on
PRODUCT_WORDS = {Kind.PRODUCT_PUBLISHED, Kind.PRODUCT_EDITED}  # these to what a review of a product says
ANSWERS = {Kind.REPLIED, Kind.REPLY_EDITED}  # these to what the shop's answer says


@dataclass(frozen=True)
class Change:
    """One change of a review: how it was in the database, and how it is now."""

    kind: str
    before: "Review | None"
    after: "Review"
    at: datetime
    reason: str = ""
    by: str = ""

    @property
    def turn(self) -> Turn:
        return Turn(self.after.pk, self.before.vote if self.before else None, self.after.vote)

    @property
    def note(self) -> Note:
        words = words_of(self.after) if self.kind in WITH_WORDS else None
        return Note(self.kind, self.after.pk, self.at, self.reason, self.by, words, facts_of(self.after))


def follow(shop_id: int, changes: Sequence[Change], *, at: datetime) -> Rating:
    """Counts the changes in and enters them, in this order. The reviews are locked by whoever changed them."""
    with transaction.atomic(savepoint=False):
        rating = Rating.locked(shop_id)
        rating.take([change.turn for change in changes], at=at)
        LedgerEntry.append(rating, [change.note for change in changes])
        rating.save()
    return rating


def enter_reply(shop_id: int, reply: "Reply", kind: Kind, *, at: datetime, reason: str = "") -> None:
    """A line for the shop's answer; the score stays as it is. The review is locked by whoever changed the answer.

    It commits to the words where these are new; `reason` is the ground on which it was held or removed.
    """
    words = words_of_reply(reply) if kind in {Kind.REPLIED, Kind.REPLY_EDITED} else None
    with transaction.atomic(savepoint=False):
        rating = Rating.locked(shop_id)
        LedgerEntry.append(rating, [Note(kind, reply.review_id, at, reason, words=words)])
        rating.save(update_fields=["ledger_length", "ledger_head"])


def enter_product_review(review: "ProductReview", kind: str, *, at: datetime, reason: str = "", by: str = "") -> None:
    """A line for a review of a product, in the same chain. The score stays as it is: it is of the shop alone.

    The review is locked by whoever changed it.
    """
    with transaction.atomic(savepoint=False):
        rating = Rating.locked(review.shop_id)
        LedgerEntry.append(rating, [product_note(review, kind, at, reason=reason, by=by)])
        rating.save(update_fields=["ledger_length", "ledger_head"])


def product_note(review: "ProductReview", kind: str, at: datetime, *, reason: str = "", by: str = "") -> Note:
    """Of a review of a product as it is now; `kind` is one of those that begin with "product_"."""
    words = words_of(review) if kind in PRODUCT_WORDS else None
    return Note(kind, None, at, reason, by, words, product_facts_of(review), product_review_id=review.pk)


def product_facts_of(review: "ProductReview") -> dict[str, object]:
    """All that the mean of a product is made of. It belongs to an order, so its purchase is always checked."""
    return {
        "product": review.product_id,
        "public": review.is_public,
        "published_at": moment(review.published_at),
        "stars": review.stars,
        "verified": review.verified,
    }


def words_of(review: "Review | ReviewVersion | ProductReview | ProductReviewVersion") -> str | None:
    """The commitment to what a review says; None when there is no salt, so nothing that could be proven."""
    if not review.salt:
        return None
    return commitment(review.salt, name=review.display_name, text=review.text, title=review.title)


def words_of_reply(reply: "Reply | ReplyVersion") -> str | None:
    return commitment(reply.salt, text=reply.text) if reply.salt else None


def facts_of(review: "Review") -> dict[str, object]:
    """All that the score is made of, and nothing that tells who wrote it."""
    return {
        "counts_until": moment(review.counts_until),
        "origin": str(review.origin),
        "public": review.is_public,
        "published_at": moment(review.published_at),
        "stars": review.stars,
        "verified": review.verified,
        **{name: getattr(review, name) for name in (*SUB_SCORES, RECOMMENDS)},
    }
