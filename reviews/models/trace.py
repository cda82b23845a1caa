"""What a review left behind beside its words: the device, the mailbox and a sketch of the text, all unreadable."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from keurmerk.mail.suppression import address_hash
from keurmerk.whereabouts import Whereabouts
from reviews.likeness import sketch
from reviews.mailboxes import mailbox_of
from reviews.models.review import Review


class Trace(models.Model):
    """Keyed hashes and a sketch, for suspicion alone; gone with its review, or after a year (numbers.md 6.2).

    No network address is kept (PA review: data).
    """

    review = models.OneToOneField(Review, models.CASCADE, related_name="trace")
    address = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True)
    writer = models.CharField(max_length=64)
    mailbox = models.CharField(max_length=64)
    sketch = ArrayField(models.BigIntegerField(), default=list)
    left_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["device", "left_at"], name="trace_device"),
            models.Index(fields=["address", "left_at"], name="trace_address"),
            models.Index(fields=["writer", "left_at"], name="trace_writer"),
            models.Index(fields=["mailbox", "left_at"], name="trace_mailbox"),
            models.Index(fields=["left_at"], name="trace_left_at"),
            GinIndex(fields=["sketch"], name="trace_sketch"),
        ]

    def __str__(self) -> str:
        return f"Trace of review {self.review_id}"

    @classmethod
    def leave(cls, review: Review, seen: Whereabouts, *, at: datetime) -> "Trace":
        """Call in the transaction that publishes the review; a second time it is brought up to date."""
        facts = {"address": seen.address, "device": seen.device, "left_at": at}
        return cls.objects.update_or_create(review=review, defaults={**_of(review), **facts})[0]

    @classmethod
    def of(cls, review: Review, *, at: datetime) -> "Trace":
        """The trace as the review is now; one that came another way than by a browser has no device."""
        return cls.objects.update_or_create(
            review=review, defaults=_of(review), create_defaults={**_of(review), "left_at": at}
        )[0]

    @classmethod
    def forget(cls, before: datetime) -> int:
        return cls.objects.filter(left_at__lt=before).delete()[0]


def _of(review: Review) -> dict[str, object]:
    mailbox = address_hash(mailbox_of(review.email)) if review.email else ""
    return {"writer": review.email_hash, "mailbox": mailbox, "sketch": sketch(review.text)}
