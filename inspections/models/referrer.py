"""Websites whose visitors fetched our seal and may not carry it: the host and how often, nothing of the visitors."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class ReferrerQuerySet(models.QuerySet["Referrer"]):
    def to_watch(self, day: date, again: timedelta) -> "ReferrerQuerySet":
        """Seen that day, and not looked at lately; who fetches most first."""
        long_ago = Q(watched_on=None) | Q(watched_on__lt=day - again)
        return self.filter(long_ago, last_on=day).order_by("-requests", "host")


class Referrer(models.Model):
    """One host that is no member's. `requests` were counted from `first_on` to `last_on`."""

    host = models.CharField(max_length=253, unique=True)
    requests = models.PositiveBigIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()
    watched_on = models.DateField(null=True)

    objects = ReferrerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="referrer_days_in_order"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["last_on"], name="referrer_by_day")]

    def __str__(self) -> str:
        return f"{self.host}: {self.requests}"

    @classmethod
    def note(cls, counts: Mapping[str, int], day: date) -> None:
        """Adds a day's counts. A day that was added already, or lies before the last one, adds nothing."""
        fresh = [Referrer(host=host, first_on=day, last_on=day, requests=0) for host in counts]
        Referrer.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
        known = Referrer.objects.filter(host__in=counts).filter(Q(last_on__lt=day) | Q(requests=0))
        rows = list(known)
        for row in rows:
            row.requests, row.last_on = row.requests + counts[row.host], day
        Referrer.objects.bulk_update(rows, ["requests", "last_on"], batch_size=1000)
