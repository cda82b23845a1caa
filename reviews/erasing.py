"""What writers took back and buyers refused, for the list that is done again after a restore (keurmerk/erasures.py)."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from keurmerk.erasures import again, remember
from keurmerk.models import Event
from members.models import Shop
from reviews.models import Invitation, OptOut, ProductReview, Review, ReviewPhoto

BY = "restore"


def note(event: Event) -> None:
    """The kind is the first word of the event: a review, a product review, a photo."""
    remember(event.name.partition(".")[0], at=event.happened_at, number=event.subject_id)


def note_refusal(event: Event) -> None:
    """Whose address it is stands there as a hash only."""
    refusal = OptOut.objects.filter(pk=event.subject_id).first()
    if refusal:  # else it was taken back before we came to it
        remember("opt_out", at=refusal.since, email_hash=refusal.email_hash, shop=refusal.shop_id)


def note_return(event: Event) -> None:
    invitation = Invitation.objects.get(pk=event.subject_id)
    remember("opt_in", at=event.happened_at, email_hash=invitation.email_hash, shop=invitation.shop_id)


@again("review")
def take_back(facts: dict[str, Any], now: datetime) -> bool:
    """The writer removed it, so it stays removed (PA review: retention)."""
    review = Review.objects.filter(pk=facts["number"], published_at__lte=facts["at"]).first()
    return _take_back(review, now)


@again("product_review")
def take_back_of_product(facts: dict[str, Any], now: datetime) -> bool:
    review = ProductReview.objects.filter(pk=facts["number"], published_at__lte=facts["at"]).first()
    return _take_back(review, now)


def _take_back(review: Review | ProductReview | None, now: datetime) -> bool:
    if review is None or not review.may_move_to(review.State.REMOVED_BY_AUTHOR):
        return False
    review.remove_by_author(actor=BY, at=now)
    return True


@again("review_photo")
def discard(facts: dict[str, Any], now: datetime) -> bool:
    """A photo that was taken away, with its files (PA review: retention)."""
    photo = ReviewPhoto.objects.filter(pk=facts["number"], added_at__lte=facts["at"]).first()
    if photo:
        photo.discard(actor=BY, at=now)
    return photo is not None


@again("opt_out")
def refuse(facts: dict[str, Any], now: datetime) -> bool:
    """Who wanted no more of them gets none."""
    shop = Shop.objects.filter(pk=facts["shop"]).first()
    known = OptOut.objects.filter(email_hash=facts["email_hash"], shop=shop).exists()
    if known or (shop is None and facts["shop"] is not None):
        return False
    OptOut.note(facts["email_hash"], shop=shop, at=facts["at"])
    return True


@again("opt_in")
def take_refusal_back(facts: dict[str, Any], now: datetime) -> bool:
    of_this_or_all = Q(shop=facts["shop"]) | Q(shop=None)
    mistaken = OptOut.objects.filter(of_this_or_all, email_hash=facts["email_hash"], since__lte=facts["at"])
    return bool(mistaken.delete()[0])
