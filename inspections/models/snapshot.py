"""What a page said when we looked: the proof behind a finding."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import OuterRef, Subquery

from inspections.models.inspection import Inspection
from inspections.models.reading import Reading


def fingerprint(html: str, text: str) -> str:
    """SHA-256 of what was served, or of the text where only that was kept."""
    return hashlib.sha256((html or text).encode("utf-8", "replace")).hexdigest()


class Snapshot(models.Model):
    """One page as it was fetched. `text` is normalised, so that a quote is an exact piece of it.

    The HTML is kept as proof and never shown: it is a stranger's.
    """

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="snapshots")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="snapshots")
    url = models.URLField(max_length=1000)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300, blank=True)
    status = models.PositiveSmallIntegerField(default=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    fetched_at = models.DateTimeField()
    picture = models.CharField(max_length=120, blank=True)  # JPEG in the default storage, as a browser showed it

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reading", "url"], name="snapshot_once_per_page_and_reading"),
        ]

    def __str__(self) -> str:
        return self.url

    @classmethod
    def hang(cls, reading: Reading, pictures: Mapping[str, bytes]) -> None:
        """Keeps the pictures of this reading's pages; one of a page that was not kept has nowhere to hang."""
        for snapshot in cls.objects.filter(reading=reading, url__in=pictures, picture=""):
            content = ContentFile(pictures[snapshot.url])
            snapshot.picture = default_storage.save(f"screenshots/{uuid4().hex}.jpg", content)
            snapshot.save(update_fields=["picture"])

    @classmethod
    def forget(cls, before: datetime) -> int:
        """Pictures, sources and texts of before that day go; what was found in them stays with the finding.

        Those of a shop's last reading stay, for on them a new edition of the checklist is tried.
        """
        gone = 0
        last = Reading.objects.filter(inspection__shop=OuterRef("inspection__shop")).order_by("-pk").values("pk")[:1]
        old = cls.objects.filter(fetched_at__lt=before).exclude(reading=Subquery(last))
        for snapshot in old.only("picture").iterator():
            if snapshot.picture:
                default_storage.delete(snapshot.picture)
            snapshot.delete()
            gone += 1
        return gone
