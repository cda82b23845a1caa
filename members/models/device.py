"""From which devices a person logs in: for alerts, and to notice a shop that reviews itself."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from keurmerk.whereabouts import Whereabouts
from members.models.user import User


class Device(models.Model):
    """One address and browser of one person, as keyed hashes, until a year after it was last seen (PA, retention)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    address = models.CharField(max_length=64, db_index=True)
    device = models.CharField(max_length=64, db_index=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "device"], name="device_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"A device of {self.user_id}"

    @classmethod
    def note(cls, user: User, seen: Whereabouts, *, at: datetime) -> None:
        """The person logged in from here."""
        if seen.device:
            fresh = {"address": seen.address, "last_seen_at": at}
            cls.objects.update_or_create(
                user=user, device=seen.device, defaults=fresh, create_defaults={**fresh, "first_seen_at": at}
            )

    @classmethod
    def forget(cls, before: datetime) -> int:
        """Devices that were not seen since."""
        return cls.objects.filter(last_seen_at__lt=before).delete()[0]
