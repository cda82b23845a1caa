"""A link or QR code of a shop that anyone may use: on its site, in its letters, on its counter."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import amsterdam_date
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import terms


class LinkClosed(Exception):
    """No review can be sent by this link now: it was withdrawn, the shop has no mark, or it was busy enough today."""


class ReviewLinkQuerySet(models.QuerySet["ReviewLink"]):
    def working(self) -> "ReviewLinkQuerySet":
        return self.filter(revoked_at=None)

    def newest_first(self) -> "ReviewLinkQuerySet":
        return self.order_by("-made_at", "-pk")


class ReviewLink(models.Model):
    """Tied to no order: a review from it needs a confirmed address, is no proof of purchase, counts in no score.

    `place` is the channel of terms 9.1, and becomes the review's `origin` word for word.
    """

    class Place(models.TextChoices):
        LINK = "LINK", _("On your website or in your own letters")
        STORE = "STORE", _("In your physical shop")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="review_links")
    place = models.CharField(max_length=10, choices=Place)
    name = models.CharField(max_length=60)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    busy_on = models.DateField(null=True)  # the day that `written_today` counts
    written_today = models.PositiveSmallIntegerField(default=0)

    objects = ReviewLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop", "name"], condition=Q(revoked_at__isnull=True), name="review_link_name_once_per_shop"
            ),
            models.CheckConstraint(
                condition=Q(written_today__lte=terms.MOST_WRITTEN_PER_DAY), name="review_link_has_a_daily_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"Review link {self.pk} of shop {self.shop_id}"

    @classmethod
    def make(cls, shop: Shop, *, place: str, name: str, actor: str, at: datetime) -> "ReviewLink":
        with transaction.atomic():
            link = cls.objects.create(shop=shop, place=place, name=name, made_at=at)
            facts = {"shop": shop.pk, "place": place}
            record("review_link.made", subject=link, actor=actor, at=at, payload=facts)
        return link

    def revoke(self, *, actor: str, at: datetime) -> None:
        """It stops working at once. A second time changes nothing."""
        with transaction.atomic():
            if ReviewLink.objects.working().filter(pk=self.pk).update(revoked_at=at):
                self.revoked_at = at
                record("review_link.revoked", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def rotate(self, *, actor: str, at: datetime) -> "ReviewLink":
        """A new address under the same name; the printed one stops working."""
        with transaction.atomic():
            self.revoke(actor=actor, at=at)
            return ReviewLink.make(self.shop, place=self.place, name=self.name, actor=actor, at=at)

    def is_open(self, at: datetime) -> bool:
        """Does it lead to the form? Only while the shop has the mark (terms 10.1)."""
        return self.revoked_at is None and self.shop.shows_seal() and not self._is_full(at)

    def _is_full(self, at: datetime) -> bool:
        return self.busy_on == amsterdam_date(at) and self.written_today >= terms.MOST_WRITTEN_PER_DAY

    def note_opened(self) -> None:
        """The form was shown: a counter for the shop, kept without a trace of who looked."""
        ReviewLink.objects.filter(pk=self.pk).update(opened=F("opened") + 1)

    def note_written(self, *, at: datetime) -> None:
        """Call it in the transaction that takes the review in. Raises LinkClosed, also in a race for the last one."""
        with transaction.atomic():
            link = ReviewLink.objects.select_for_update(of=("self",)).select_related("shop").get(pk=self.pk)
            if not link.is_open(at):
                raise LinkClosed(link.name)
            today = amsterdam_date(at)
            link.written_today = 1 + (link.written_today if link.busy_on == today else 0)
            link.written, link.busy_on = link.written + 1, today
            link.save(update_fields=["written", "written_today", "busy_on"])
