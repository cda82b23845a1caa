"""What a page said when we looked: the proof behind a finding."""

import hashlib
from typing import ClassVar

from django.db import models

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

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reading", "url"], name="snapshot_once_per_page_and_reading"),
        ]

    def __str__(self) -> str:
        return self.url
