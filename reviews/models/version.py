"""What a review said before it was edited."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Max

from keurmerk.fields import personal
from reviews.models.opinion import OPINION


class Version(models.Model):
    """What a review said until it was edited. Kept inside, never shown to the public."""

    KEPT: ClassVar[tuple[str, ...]] = ("stars", "title", "text", "display_name")

    review: Any  # the foreign key of each kind, with related_name "versions"
    review_id: Any
    number = models.PositiveSmallIntegerField()
    stars = models.PositiveSmallIntegerField()
    title = personal(models.CharField(max_length=120, blank=True))
    text = personal(models.TextField(blank=True))
    display_name = personal(models.CharField(max_length=40, blank=True))
    until = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"Version {self.number} of {self._meta.verbose_name} {self.review_id}"

    @classmethod
    def keep(cls, review: Any, *, until: datetime) -> None:
        """Call with the review's row locked."""
        last = review.versions.aggregate(number=Max("number"))["number"] or 0
        kept = {name: getattr(review, name) for name in cls.KEPT}
        review.versions.create(number=last + 1, until=until, **kept)


class ReviewVersion(Version):
    """What a review of a shop said."""

    KEPT = (*OPINION, "salt")

    review = models.ForeignKey("reviews.Review", models.CASCADE, related_name="versions")
    delivery = models.PositiveSmallIntegerField(null=True)
    service = models.PositiveSmallIntegerField(null=True)
    price = models.PositiveSmallIntegerField(null=True)
    aftersales = models.PositiveSmallIntegerField(null=True)
    recommends = models.BooleanField(null=True)
    salt = personal(models.CharField(max_length=64, blank=True))  # of these words, in the ledger

    class Meta(Version.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "number"], name="review_version_numbered_once"),
        ]


class ProductReviewVersion(Version):
    """What a review of a product said."""

    KEPT = (*Version.KEPT, "salt")

    review = models.ForeignKey("reviews.ProductReview", models.CASCADE, related_name="versions")
    salt = personal(models.CharField(max_length=64, blank=True))  # of these words, in the ledger

    class Meta(Version.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "number"], name="product_review_version_numbered_once"),
        ]
