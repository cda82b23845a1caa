"""Which reviews: the public ones, the newest, those that wait for an answer."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef

from reviews.models.days import any_of
from reviews.models.notice_queue import IN_REVIEW
from reviews.models.photo import ReviewPhoto
from reviews.models.publication import PUBLIC
from reviews.statistics.spans import Span

if TYPE_CHECKING:
    from reviews.models.review import Review


class ReviewQuerySet(models.QuerySet["Review"]):
    model: "type[Review]"

    def public(self) -> "ReviewQuerySet":
        """What everybody may read now."""
        return self.filter(PUBLIC)

    def verified(self) -> "ReviewQuerySet":
        return self.filter(verified=True)

    def written_here(self) -> "ReviewQuerySet":
        """Not brought from elsewhere: what counts, is counted, and goes to others under our name."""
        return self.exclude(origin="IMPORTED")

    def newest_first(self) -> "ReviewQuerySet":
        return self.order_by("-published_at", "-pk")

    def with_reply(self) -> "ReviewQuerySet":
        """With all that a page shows beside the words: the answer, and whether a notice is dealt with (A28)."""
        dealt_with = {"notices__state__in": IN_REVIEW, "notices__subject": "REVIEW"}
        noticed = self.model._default_manager.filter(pk=OuterRef("pk"), **dealt_with)
        return self.select_related("reply").annotate(under_review=Exists(noticed))

    def with_all(self) -> "ReviewQuerySet":
        """With what is shown beside it: the shop's answer, and the photos."""
        shown = models.Prefetch("photos", ReviewPhoto.objects.shown(), "shown_photos")
        return self.with_reply().prefetch_related(shown)

    def unanswered(self) -> "ReviewQuerySet":
        return self.public().written_here().filter(answered=False)

    def changed_after_reply(self) -> "ReviewQuerySet":
        """What the shop answered is not what stands there now."""
        return self.filter(edited_at__gt=models.F("reply__written_at"))

    def held_by_rule(self, number: Any, at: datetime) -> "Review | None":
        """This one, if a written rule holds it since that moment."""
        held = self.filter(pk=number, state="HELD", held_at=at).exclude(held_by_rule="")
        return held.select_related("shop").first()

    def since(self, moment: datetime) -> "ReviewQuerySet":
        return self.filter(published_at__gt=moment)

    def published_in(self, *spans: Span) -> "ReviewQuerySet":
        """Published on a day of one of these spans."""
        return self.filter(any_of("published_at", spans))

    def written_by(self, shop_id: int, email_hash: str) -> "ReviewQuerySet":
        """Everything that came from this address about this shop, also what its writer took back."""
        return self.filter(shop_id=shop_id, email_hash=email_hash)
