"""Hosts that we look at because they may not carry our mark: until it is gone, or for as long as it could come back."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from inspections import terms
from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.outbox import record
from members.models import MarkGrant, Shop


class WatchQuerySet(models.QuerySet["Watch"]):
    def open(self) -> "WatchQuerySet":
        return self.filter(closed_at=None)


class Watch(models.Model):
    """One host that we look at again and again. The column of the next look is `next_look_at`.

    A look is claimed by moving that column on, so that a worker that dies costs a look and no more.
    """

    class Why(models.TextChoices):
        DEMANDED = "DEMANDED", _("Was asked to take the mark off")
        FORMER = "FORMER", _("Former member")
        REFUSED = "REFUSED", _("Did not become a member")
        REFERRER = "REFERRER", _("Fetched our files")
        LISTED = "LISTED", _("From a list")
        REPORTED = "REPORTED", _("Reported by somebody")

    host = models.CharField(max_length=253)
    why = models.CharField(max_length=8, choices=Why)
    grant = models.ForeignKey(MarkGrant, models.PROTECT, null=True, related_name="watches")
    shop = models.ForeignKey(Shop, models.PROTECT, null=True, related_name="watches")
    begun_at = models.DateTimeField()
    next_look_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)  # first look of an unbroken row at which the mark was not there
    problem = models.CharField(max_length=40, blank=True)  # why the last look saw nothing
    closed_at = models.DateTimeField(null=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["host"], condition=Q(closed_at__isnull=True), name="watch_once_per_host"),
            models.CheckConstraint(
                condition=~Q(why="DEMANDED") | Q(grant__isnull=False), name="watch_of_a_demand_has_its_grant"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_look_at"], condition=Q(closed_at__isnull=True), name="watch_due"),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.get_why_display()}"

    @classmethod
    def begin(
        cls,
        host: str,
        why: str,
        *,
        at: datetime,
        grant: MarkGrant | None = None,
        shop: Shop | None = None,
        first: datetime | None = None,
    ) -> "Watch":
        """Looks at this host from now on, or from `first`. A demand takes the place of a milder reason."""
        with transaction.atomic():
            watch, fresh = cls.objects.select_for_update().get_or_create(
                host=host, closed_at=None,
                defaults={"why": why, "grant": grant, "shop": shop, "begun_at": at, "next_look_at": first or at},
            )  # fmt: skip
            if not fresh and (grant is not None or why == cls.Why.REPORTED):
                watch.why = why if grant else watch.why
                watch.grant, watch.shop = grant or watch.grant, shop or watch.shop
                watch.begun_at, watch.next_look_at, watch.gone_at = at if grant else watch.begun_at, at, None
                watch.save()
        return watch

    def queue(self, *, at: datetime) -> None:
        """Claims the look and hands it to a worker, in one transaction."""
        self.next_look_at = at + terms.WATCH_LEASE
        self.save(update_fields=["next_look_at"])
        async_task("inspections.watching.look", self.pk, task_name=f"watch {self.pk}")

    def saw_nothing(self, problem: str, *, at: datetime) -> None:
        """The site could not be read: that proves neither. Tomorrow again."""
        self._looked(at, problem=problem, next_look_at=at + timedelta(days=1))

    def found_gone(self, *, at: datetime) -> bool:
        """The mark is not there. Twice, a day apart, after a demand: it was taken off (rulebook 2.5). True when closed.

        A host that never was ours is looked at a few times, one that was goes on being looked at.
        """
        first = self.gone_at or at
        if self.why == self.Why.DEMANDED:
            done, again = at - first >= terms.WATCH_TWICE, first + terms.WATCH_TWICE
        else:
            strange = self.why not in {self.Why.FORMER, self.Why.REFUSED}
            done, again = strange and at - first >= (terms.WATCH_ENOUGH - 1) * terms.WATCH_EVERY, at + terms.WATCH_EVERY
        self._looked(at, gone_at=first, next_look_at=again, closed_at=at if done else None)
        if done and self.grant is not None:
            self.grant.verify_removal(actor="clock", at=at)
        return done

    def found_there(self, *, at: datetime) -> bool:
        """The mark is there. True when it may not be: no demand, or its seven days have passed (terms 10.4, A7)."""
        late = self.why != self.Why.DEMANDED or (
            self.grant is not None and self.grant.remove_by is not None and at > self.grant.remove_by
        )
        self._looked(at, gone_at=None, next_look_at=at + terms.WATCH_EVERY if late else self._next_of_demand(at))
        return late

    def _next_of_demand(self, at: datetime) -> datetime:
        """Day 3, 7 and 8 after the demand (rulebook 2.5)."""
        begun = amsterdam_date(self.begun_at)
        days = [end_of_day(begun + timedelta(days=each)) - timedelta(hours=12) for each in terms.WATCH_DAYS]
        return next((day for day in days if day > at), at + timedelta(days=1))

    def close(self, *, actor: str, at: datetime) -> None:
        """The host may carry the mark, or nobody needs to look any more."""
        with transaction.atomic():
            if Watch.objects.open().filter(pk=self.pk).update(closed_at=at):
                record("watch.closed", subject=self, actor=actor, at=at)

    def _looked(self, at: datetime, *, problem: str = "", **fields: object) -> None:
        changes = {"looked_at": at, "problem": problem, **fields}
        for name, value in changes.items():
            setattr(self, name, value)
        self.looks += 1
        self.save(update_fields=[*changes, "looks"])
