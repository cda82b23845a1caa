"""What reviews tells the software of shops: that there is something to read, and never what it says."""

from django.utils.translation import gettext_lazy as _

from keurmerk.models import Event
from keurmerk.outbox import on
from members.outgoing.news import Kind, tell
from reviews.models import Decision, Invitation, Notice, ProductReview, Reply, Review
from reviews.moderation.filing import Source
from reviews.moderation.outcomes import Outcome

_REVIEW = {"shop": 1, "review": 9, "stars": 4, "verified": True}
PUBLISHED = Kind("review.published", _("A review is public: a new one, or one that is back"), _REVIEW)
CHANGED = Kind("review.changed", _("The writer changed a review"), _REVIEW)
WITHDRAWN = Kind("review.withdrawn", _("A review is not public any more"), {"shop": 1, "review": 9})
REPLIED = Kind("reply.published", _("Your webshop replied, or changed its reply"), {"shop": 1, "review": 9})
PRODUCT = Kind(
    "product_review.published",
    _("A review of a product is public"),
    {"shop": 1, "product_review": 3, "product": "12-B", "stars": 5},
)
DECIDED = Kind(
    "notice.decided",
    _("We decided on your request for moderation"),
    {"shop": 1, "notice": 5, "review": 9, "state": "DECIDED_KEEP"},
)
BOUNCED = Kind("invitation.bounced", _("An invitation could not be delivered"), {"shop": 1, "invitation": 12})


@on("review.published", "review.released", "review.reinstated")
def tell_of_review(event: Event) -> None:
    """Not when it was held in the moment that it came."""
    review = Review.objects.public().select_related("shop").filter(pk=event.subject_id).first()
    if review:
        tell(review.shop, PUBLISHED, event, _about(review))


@on("review.edited")
def tell_of_change(event: Event) -> None:
    """One that a rule held comes back by an edit of its writer: that is a review that is public."""
    review = Review.objects.public().select_related("shop").filter(pk=event.subject_id).first()
    if review:
        was_held = event.payload.get("from") == Review.State.HELD
        tell(review.shop, PUBLISHED if was_held else CHANGED, event, _about(review))


@on("review.held", "review.removed", "review.removed_by_author")
def tell_of_withdrawal(event: Event) -> None:
    review = Review.objects.select_related("shop").get(pk=event.subject_id)
    if event.happened_at != review.published_at:  # held as it came: nobody heard of it
        tell(review.shop, WITHDRAWN, event, {"review": review.pk})


@on("reply.written", "reply.edited")
def tell_of_reply(event: Event) -> None:
    reply = Reply.objects.select_related("review__shop").filter(pk=event.subject_id).first()
    if reply and reply.is_public:
        tell(reply.review.shop, REPLIED, event, {"review": reply.review_id})


@on("product_review.published")
def tell_of_product_review(event: Event) -> None:
    found = ProductReview.objects.public().select_related("shop", "product").filter(pk=event.subject_id).first()
    if found:
        facts = {"product_review": found.pk, "product": found.product.external_id, "stars": found.stars}
        tell(found.shop, PRODUCT, event, facts)


@on("decision.executed")
def tell_of_decision(event: Event) -> None:
    """On what the shop itself asked; who else reported something is not its to know."""
    decision = Decision.objects.select_related("notice__shop").get(pk=event.subject_id)
    notice: Notice = decision.notice
    if notice.source == Source.SHOP and decision.outcome != Outcome.HOLD:
        tell(notice.shop, DECIDED, event, {"notice": notice.pk, "review": notice.review_id, "state": decision.leads_to})


@on("invitation.bounced")
def tell_of_bounce(event: Event) -> None:
    invitation = Invitation.objects.select_related("shop").get(pk=event.subject_id)
    tell(invitation.shop, BOUNCED, event, {"invitation": invitation.pk})


def _about(review: Review) -> dict[str, object]:
    return {"review": review.pk, "stars": review.stars, "verified": review.verified}
