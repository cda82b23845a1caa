"""Which notices wait, for whom, and since when."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, F, Q

from members.models import Shop, User
from reviews.moderation.filing import Source, Subject

if TYPE_CHECKING:
    from reviews.models.notice import Notice

OPEN = ("FILED", "ADMISSIBLE", "AUTHOR_CONTACTED", "AWAITING_AUTHOR", "APPEALED")
IN_REVIEW = ("ADMISSIBLE", "AUTHOR_CONTACTED", "AWAITING_AUTHOR", "APPEALED")  # the review says so (reading A28)
DECIDED = ("DECIDED_KEEP", "DECIDED_EDIT", "DECIDED_REMOVE", "INADMISSIBLE")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, shop: Shop) -> "NoticeQuerySet":
        """What the shop itself asked; who else reported something about it is not the shop's to see."""
        return self.filter(shop=shop, source=Source.SHOP)

    def seen_by(self, shop: Shop) -> "NoticeQuerySet":
        """What it asked, and what was decided about its own replies: never who reported these."""
        restricted = self.filter(shop=shop, subject=Subject.REPLY, decisions__state="EXECUTED")
        restricted = restricted.exclude(decisions__outcome__in=["KEEP", "DISMISS"], appeals=None)
        return self.filter(Q(shop=shop, source=Source.SHOP) | Q(pk__in=restricted.values("pk")))

    def open(self) -> "NoticeQuerySet":
        return self.filter(state__in=OPEN)

    def waiting_for_us(self) -> "NoticeQuerySet":
        """Our turn, and not decided a moment ago: what still can be taken back, or waits for a second reader."""
        return self.filter(turn="US").exclude(
            pk__in=self.model._default_manager.filter(decisions__state__in=["PROPOSED", "WAITING"])
            .exclude(decisions__outcome="HOLD")
            .values("pk")
        )

    def for_second_reader(self) -> "NoticeQuerySet":
        return self.filter(decisions__state="PROPOSED")

    def just_decided(self) -> "NoticeQuerySet":
        return self.filter(decisions__state="WAITING").distinct()

    def appealed(self) -> "NoticeQuerySet":
        return self.filter(state="APPEALED")

    def not_appealed(self) -> "NoticeQuerySet":
        return self.exclude(state="APPEALED")

    def waiting_for_writer(self) -> "NoticeQuerySet":
        return self.filter(turn="WRITER")

    def ended(self) -> "NoticeQuerySet":
        return self.filter(turn="")

    def held_by(self, person: User, now: datetime) -> "NoticeQuerySet":
        """In this person's hands now."""
        return self.filter(claimed_by=person, claim_ends_at__gt=now)

    def free(self, now: datetime) -> "NoticeQuerySet":
        """In nobody's hands now."""
        return self.exclude(claim_ends_at__gt=now)

    def overdue(self, now: datetime) -> "NoticeQuerySet":
        return self.filter(turn="US", due_at__lt=now)

    def soonest_first(self) -> "NoticeQuerySet":
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def urgent_first(self) -> "NoticeQuerySet":
        return self.order_by("-urgent", F("due_at").asc(nulls_last=True), "pk")

    def about_the_same(self, notice: "Notice") -> "NoticeQuerySet":
        """Others about the same review or reply."""
        same = self.filter(review=notice.review_id, product_review=notice.product_review_id, subject=notice.subject)
        return same.exclude(pk=notice.pk)

    def for_queue(self) -> "NoticeQuerySet":
        return self.select_related("shop", "claimed_by")

    def to_contact(self) -> "NoticeQuerySet":
        return self.filter(state="AUTHOR_CONTACTED")

    def to_remind(self) -> "NoticeQuerySet":
        return self.filter(state="AWAITING_AUTHOR", turn="WRITER", reminded_at=None)

    def to_close(self) -> "NoticeQuerySet":
        return self.filter(state__in=DECIDED)

    def in_numbers(self) -> dict[str, Any]:
        """How many were filed, granted, refused and are open; the same for every shop, and public (product.md B4)."""
        return self.aggregate(
            requests=Count("pk"),
            granted=Count("pk", filter=Q(result="GRANTED")),
            refused=Count("pk", filter=Q(result="REFUSED")),
            open=Count("pk", filter=Q(result="", closed_at=None)),
        )
