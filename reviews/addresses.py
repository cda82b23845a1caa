"""Where a writer's and an owner's links lead, in the language of the letter they stand in."""

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from keurmerk import links
from keurmerk.tokens import sign
from reviews.models import Invitation, OpenReview, ProductReview, Review, ReviewLink, Sender
from reviews.short_links import code_for

_MARK = "TOKEN"
EXAMPLE = "example"  # in the place of a token, where no customer is behind the letter
UNSUBSCRIBE = "reviews.unsubscribe"  # the purpose that the token is signed for
CONFIRM = "reviews.confirm"
CONFIRM_SENDER = "reviews.confirm_sender"


def write_review(invitation: Invitation, stars: int | None = None) -> str:
    """The form; with `stars` it opens filled in, and stores nothing until a person sends it (product.md B11)."""
    return form(invitation.token, invitation.language, stars)


def form(token: str, language: str, stars: int | None = None) -> str:
    query = f"?stars={stars}" if stars else ""
    return _with_token(language, "consumer:write_review", token) + query


def manage_review(review: Review) -> str:
    return _in(review.letters_in, "consumer:manage_review", token=review.manage_token)


def manage_product_review(review: ProductReview) -> str:
    return _in(review.invitation.language, "consumer:manage_review", token=review.manage_token)


def product_review(review: ProductReview) -> str:
    """Where everybody reads this one review."""
    return _in(review.language, "public:product_review", review_id=review.pk)


def edit_product_review(review: ProductReview) -> str:
    """Straight to the form of this one review: an order may have more."""
    return _in(review.invitation.language, "consumer:edit_product_review", token=review.manage_token, number=review.pk)


def messages_of(review: Review) -> str:
    """Where its writer reads and answers what the shop wrote in private."""
    return _in(review.letters_in, "consumer:review_messages", token=review.manage_token)


def confirm_review(waiting: OpenReview) -> str:
    """Works once, for seven days; opening it only asks (mail scanners open links)."""
    return _in(waiting.language, "consumer:confirm_review", token=sign(CONFIRM, waiting.pk))


def confirm_sender(sender: Sender) -> str:
    """Where whoever reads a shop's address says that its invitations may come from there."""
    return _in(sender.shop.language, "consumer:confirm_sender", token=sign(CONFIRM_SENDER, sender.pk))


def own_sender(shop_id: int, language: str) -> str:
    return _in(language, "dashboard:sender", shop_id=shop_id)


def short(invitation: Invitation) -> str:
    """For a text message: as few characters as cannot be guessed."""
    return links.absolute(f"/k/{code_for(invitation.pk)}")


def review_link(link: ReviewLink, language: str) -> str:
    """Where a general link or code of a shop leads."""
    return _in(language, "consumer:review_link", token=link.token)


def unsubscribe(invitation: Invitation) -> str:
    """Where a buyer refuses more invitations, after a question."""
    return unsubscribe_at(unsubscribe_token(invitation), invitation.language)


def unsubscribe_at(token: str, language: str) -> str:
    return _with_token(language, "consumer:unsubscribe", token)


def unsubscribe_by_click(token: str, language: str) -> str:
    """For mail programs, which post there without a question (RFC 8058). Stands in a header, never in the letter."""
    return _with_token(language, "consumer:unsubscribe_by_click", token)


def unsubscribe_token(invitation: Invitation) -> str:
    return sign(UNSUBSCRIBE, invitation.pk)


def review_in_dashboard(review: Review, language: str) -> str:
    return _in(language, "dashboard:review", shop_id=review.shop_id, review_id=review.pk)


def reviews_in_dashboard(shop_id: int, language: str) -> str:
    return _in(language, "dashboard:reviews", shop_id=shop_id)


def review_settings(shop_id: int, language: str) -> str:
    return _in(language, "dashboard:review_settings", shop_id=shop_id)


def shop_page(shop_id: int, language: str) -> str:
    return _in(language, "public:shop", shop_id=shop_id)


def _in(language: str, page: str, **arguments: object) -> str:
    with translation.override(language):
        return links.absolute(reverse(page, kwargs=arguments))


def _with_token(language: str, page: str, token: str) -> str:
    """As `_in`, for the pages that stand in letters by the hundred thousand."""
    return _pattern(language, page, settings.SITE_URL).replace(_MARK, token)


@cache
def _pattern(language: str, page: str, site: str) -> str:
    return _in(language, page, token=_MARK)
