"""Reviews that were written in bulk, such as the demo's: counted and entered as they would have been one by one."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from members.models import Shop
from reviews.models.ledger import Kind, LedgerEntry, Note
from reviews.models.rating import Rating
from reviews.models.record import Change, product_note, words_of_reply

if TYPE_CHECKING:
    from reviews.models.product_review import ProductReview
    from reviews.models.review import Review


def enter_history(shop_id: int, *, at: datetime) -> None:
    """Opens the ledger of a shop whose reviews were there first; a ledger that is open stays as it is."""
    with transaction.atomic():
        rating = Rating.locked(shop_id)
        rating.count_anew(at=at)
        if rating.ledger_length == 0:
            reviews = Shop(pk=shop_id).reviews.with_reply().order_by("pk")
            notes = [note for review in reviews.iterator(chunk_size=2000) for note in _history_of(review)]
            products = Shop(pk=shop_id).product_reviews.order_by("pk")
            notes += [note for review in products.iterator(chunk_size=2000) for note in _history_of_product(review)]
            LedgerEntry.append(rating, sorted(notes, key=lambda note: note.at))
        rating.save()


def _history_of(review: "Review") -> Iterator[Note]:
    """What must have happened to it, told by itself; words of which the salt is gone are committed to no more."""
    state = type(review).State
    first = Kind.IMPORTED if review.origin == review.Origin.IMPORTED else Kind.PUBLISHED
    yield Change(first, None, _as(review, state.PUBLISHED, salt=not review.edited_at), review.published_at).note
    if review.edited_at:
        yield Change(Kind.EDITED, None, _as(review, state.EDITED), review.edited_at).note
    yield from _answers_of(review)
    if review.state == state.HELD and review.held_at:
        yield Change(Kind.HELD, None, review, review.held_at, review.grounds).note
    elif review.removed_at:
        yield Change(Kind(review.state.lower()), None, review, review.removed_at, review.grounds).note


def _history_of_product(review: "ProductReview") -> Iterator[Note]:
    state = type(review).State
    first = _as(review, state.PUBLISHED, salt=not review.edited_at)
    yield product_note(first, Kind.PRODUCT_PUBLISHED, review.published_at)
    if review.edited_at:
        yield product_note(_as(review, state.EDITED), Kind.PRODUCT_EDITED, review.edited_at)
    if review.state == state.HELD and review.held_at:
        yield product_note(review, Kind.PRODUCT_HELD, review.held_at, reason=review.grounds)
    elif review.removed_at:
        by_us = review.state == state.REMOVED
        kind = Kind.PRODUCT_REMOVED if by_us else Kind.PRODUCT_REMOVED_BY_AUTHOR
        yield product_note(review, kind, review.removed_at, reason=review.grounds if by_us else "")


def _as(review: Any, state: str, *, salt: bool = True) -> Any:
    shown = copy(review)
    shown.state, shown.salt = state, review.salt if salt else ""
    return shown


def _answers_of(review: "Review") -> Iterator[Note]:
    reply = getattr(review, "reply", None)
    if reply is None:
        return
    words = words_of_reply(reply)
    yield Note(Kind.REPLIED, review.pk, reply.written_at, words=None if reply.edited_at else words)
    if reply.edited_at:
        yield Note(Kind.REPLY_EDITED, review.pk, reply.edited_at, words=words)
