"""A photo with a review: re-encoded by us, in two sizes, under a name that nobody can guess."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q

from keurmerk.fields import personal
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from reviews import terms
from reviews.content import one_line
from reviews.models.invitation import Invitation
from reviews.models.open_review import OpenReview
from reviews.photos import Pictures

if TYPE_CHECKING:
    from reviews.models.review import Review

SIZES = ("large", "small")


class ReviewPhotoQuerySet(models.QuerySet["ReviewPhoto"]):
    def shown(self) -> "ReviewPhotoQuerySet":
        """Those that belong to their review."""
        return self.filter(expires_at=None)

    def loose(self) -> "ReviewPhotoQuerySet":
        """Those that wait with a draft: gone on their day, unless the review is published first."""
        return self.filter(expires_at__isnull=False)

    def with_draft(self, draft: "Invitation | OpenReview | Review") -> "ReviewPhotoQuerySet":
        """What was chosen for a review that is not sent yet, or for a change that is not saved yet."""
        return self.loose().filter(**_owner(draft))


class ReviewPhoto(models.Model):
    """Waits with its draft until `expires_at`; from then on it belongs to the review, or it is gone.

    The row comes before its files, so that a photo whose hand-in was cut off is found by the sweep.
    """

    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, related_name="photos")
    open_review = models.ForeignKey(OpenReview, models.CASCADE, null=True, related_name="photos")
    review = models.ForeignKey("reviews.Review", models.CASCADE, null=True, related_name="photos")
    name = models.CharField(max_length=64, unique=True, default=new_token)
    alt = personal(models.CharField(max_length=terms.LONGEST_ALT, blank=True))
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the large file
    added_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    objects = ReviewPhotoQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(invitation__isnull=False, open_review=None, review=None)
                | Q(invitation=None, open_review__isnull=False, review=None)
                | Q(invitation=None, open_review=None, review__isnull=False),
                name="photo_belongs_to_one_draft_or_review",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=False) | Q(review__isnull=False), name="photo_of_a_draft_expires"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="photo_to_forget"),
        ]

    def __str__(self) -> str:
        return f"Photo {self.pk}"

    @classmethod
    def take(cls, pictures: Pictures, *, draft: "Invitation | OpenReview | Review", at: datetime) -> "ReviewPhoto":
        """Keeps a photo with a draft. Its files are written after its row."""
        photo = cls.objects.create(
            width=pictures.width,
            height=pictures.height,
            digest=pictures.digest,
            added_at=at,
            expires_at=at + terms.PHOTO_WAITS,
            **_owner(draft),
        )
        for size, content in (("large", pictures.large), ("small", pictures.small)):
            default_storage.save(photo.path(size), ContentFile(content))
        return photo

    def path(self, size: str) -> str:
        """Where the file of this size lies in the default storage."""
        return f"reviews/photos/{self.name[:2]}/{self.name}.{size}.webp"

    def describe(self, alt: str) -> None:
        """What is to be seen on it, for who does not see it."""
        alt = one_line(alt, terms.LONGEST_ALT)
        if alt != self.alt:
            self.alt = alt
            self.save(update_fields=["alt"])

    @classmethod
    def show(cls, draft: "Invitation | OpenReview | Review", review: "Review") -> None:
        """What waited with the draft belongs to the review. Called by the review's own verbs."""
        cls.objects.with_draft(draft).update(review=review, invitation=None, open_review=None, expires_at=None)

    def discard(self, *, actor: str, at: datetime) -> None:
        """Gone for good, with its files: a reaction takes those away."""
        with transaction.atomic():
            paths = [self.path(size) for size in SIZES]
            record("review_photo.discarded", subject=self, actor=actor, at=at, payload={"paths": paths})
            self.delete()


def _owner(draft: "Invitation | OpenReview | Review") -> dict[str, models.Model]:
    return {{Invitation: "invitation", OpenReview: "open_review"}.get(type(draft), "review"): draft}
