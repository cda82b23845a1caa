"""Where a review came from that a shop brought from elsewhere."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keurmerk.fields import personal
from members.models import Shop
from reviews.models.review import Review
from reviews.models.review_import import ReviewImport

OPEN = (Review.State.PUBLISHED, Review.State.EDITED, Review.State.HELD)


class ImportedReviewQuerySet(models.QuerySet["ImportedReview"]):
    def open(self) -> "ImportedReviewQuerySet":
        """What the shop may still take back: not what we removed, so that an undoing hides no decision."""
        return self.filter(review__state__in=OPEN)


class ImportedReview(models.Model):
    """Where a review came from, and by what it is known again. Both keys are free again once it is taken back."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="imported")
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="imported_reviews", db_index=False)
    review_import = models.ForeignKey(ReviewImport, models.PROTECT, related_name="taken")
    brought_at = models.DateTimeField()
    source_id = models.CharField(max_length=120, blank=True)  # its number there
    source_key = models.CharField(max_length=64, blank=True)  # keyed hashes of reviews/foreign.py
    words_key = models.CharField(max_length=64, blank=True)
    record = personal(models.TextField(blank=True))  # as it came, or as we first wrote it down (docs/export.md)

    objects = ImportedReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop", "source_key"], condition=~Q(source_key=""), name="imported_review_once_per_number"
            ),
            models.UniqueConstraint(
                fields=["shop", "words_key"], condition=~Q(words_key=""), name="imported_review_once_per_words"
            ),
            models.CheckConstraint(
                condition=~Q(record="") & ~Q(words_key="") | Q(record="", source_id="", source_key="", words_key=""),
                name="imported_review_keeps_all_or_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"Where review {self.review_id} came from"
