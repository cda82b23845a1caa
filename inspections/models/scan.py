"""The radar's memory of a member's shop: what its key pages said, and when it looks again (terms 6.4, 7.4)."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from zlib import crc32

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django_q.tasks import async_task

from inspections import terms
from keurmerk.calendar import amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models import MarkGrant, Shop

RESERVED = ".example"  # names that are kept free for examples: nothing answers there


class ScanQuerySet(models.QuerySet["Scan"]):
    def of_members(self) -> "ScanQuerySet":
        """Shops that may show the mark; the column is `next_scan_at`."""
        granted = MarkGrant.objects.filter(shop=OuterRef("shop"), state=MarkGrant.State.GRANTED)
        return self.filter(Exists(granted))


class Scan(models.Model):
    """One row per shop. `verdicts` are those of the last look by code: [verdict, decided by machine or hint]."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="scan")
    next_scan_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)
    verdicts = models.JSONField(default=dict)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    problem = models.CharField(max_length=40, blank=True)
    asked_on = models.DateField(null=True)  # the owner asked to look again, so often that day
    asked_times = models.PositiveSmallIntegerField(default=0)

    objects = ScanQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["next_scan_at"], name="scan_due")]

    def __str__(self) -> str:
        return f"Scan of {self.shop_id}"

    @classmethod
    def enlist(cls, *, now: datetime) -> int:
        """Every shop that may show the mark is looked at from tonight on."""
        granted = MarkGrant.objects.filter(shop=OuterRef("pk"), state=MarkGrant.State.GRANTED)
        shops = Shop.objects.filter(Exists(granted), scan=None).exclude(host__endswith=RESERVED)
        rows = [cls(shop_id=pk, next_scan_at=tonight(pk, now)) for pk in shops.values_list("pk", flat=True)[:5000]]
        return len(cls.objects.bulk_create(rows, ignore_conflicts=True))

    def queue(self, *, at: datetime) -> None:
        """Claims the look and hands it to a worker, in one transaction."""
        self.next_scan_at = at + terms.SCAN_LEASE
        self.save(update_fields=["next_scan_at"])
        async_task("inspections.radar.scan_all", [self.pk], task_name=f"scan {self.pk}")

    @classmethod
    def send_out(cls, *, now: datetime) -> int:
        """Claims what is due and hands it to workers, some shops at a time, in one transaction.

        No more in a minute than workers get done in it: after a standstill the queue is not filled with the same shops.
        """
        with transaction.atomic():
            due = cls.objects.of_members().filter(next_scan_at__lte=now).order_by("next_scan_at")
            locked = due.select_for_update(skip_locked=True, of=("self",))
            chosen = list(locked.values_list("pk", flat=True)[: terms.SCANS_A_MINUTE])
            cls.objects.filter(pk__in=chosen).update(next_scan_at=now + terms.SCAN_LEASE)
            for at in range(0, len(chosen), terms.SCANS_TOGETHER):
                some = chosen[at : at + terms.SCANS_TOGETHER]
                async_task("inspections.radar.scan_all", some, task_name=f"{len(some)} scans from {some[0]}")
        return len(chosen)

    def ask(self, *, actor: str, at: datetime) -> None:
        """The owner mended something and does not want to wait for the night; so often a day and no more."""
        with transaction.atomic():
            row = Scan.objects.select_for_update().get(pk=self.pk)
            today = amsterdam_date(at)
            times = row.asked_times if row.asked_on == today else 0
            if times >= terms.READINGS_A_DAY:
                raise IllegalMove(f"Scan {self.pk} was asked {times} times today")
            row.asked_on, row.asked_times = today, times + 1
            row.save(update_fields=["asked_on", "asked_times"])
            row.queue(at=at)
            record("scan.asked", subject=row, actor=actor, at=at, payload={"shop": row.shop_id})

    def saw_nothing(self, problem: str, *, at: datetime) -> None:
        """It could not be read: that proves nothing. The owner hears of it the third night in a row."""
        self.failures += 1
        self.problem, self.next_scan_at = problem, tonight(self.shop_id, at)
        self.save(update_fields=["failures", "problem", "next_scan_at"])
        if self.failures == terms.SCAN_FAILURES_TOLD:
            record("scan.unreachable", subject=self, actor="clock", at=at, payload={"shop": self.shop_id})

    def saw(self, verdicts: dict[str, Any], *, at: datetime) -> None:
        self.verdicts, self.scanned_at, self.failures, self.problem = verdicts, at, 0, ""
        self.next_scan_at = tonight(self.shop_id, at)
        self.save()


def tonight(shop_id: int, now: datetime) -> datetime:
    """The shop's own minute of the coming night, between 23:00 and 7:00: always the same, spread over all shops."""
    minutes = crc32(f"shop {shop_id}".encode()) % terms.NIGHT_MINUTES
    moment = start_of_day(amsterdam_date(now)) - timedelta(hours=1) + timedelta(minutes=minutes)
    while moment <= now:
        moment += timedelta(days=1)
    return moment


class ScanPage(models.Model):
    """A key page as it stood at the last look: the text to compare with, once."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="pages")
    url = models.URLField(max_length=1000)
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scan", "url"], name="scan_page_once"),
        ]

    def __str__(self) -> str:
        return self.url


class ScanChangeQuerySet(models.QuerySet["ScanChange"]):
    def to_see(self) -> "ScanChangeQuerySet":
        """The machine is not sure whether something broke, and nobody looked yet."""
        return self.exclude(codes=[]).filter(looked_at=None)


class ScanChange(models.Model):
    """A key page that changed: what went and what came, and which points a person should look at."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="changes")
    url = models.URLField(max_length=1000)
    kind = models.CharField(max_length=20)
    seen_at = models.DateTimeField()
    pieces = models.JSONField(default=list)  # [["-" or "+", words], ...], the first ones
    codes = models.JSONField(default=list)  # hints that turned: somebody looks (a machine is not sure)
    improvements = models.JSONField(default=list)  # points that are not required and got worse: the owner reads them
    looked_at = models.DateTimeField(null=True)

    objects = ScanChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["seen_at"],
                condition=~models.Q(codes=[]) & models.Q(looked_at__isnull=True),
                name="change_to_see",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} on {self.seen_at:%Y-%m-%d}"
