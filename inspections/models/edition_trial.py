"""A draft tried on what members' shops said when we last looked: who would fail, before anybody has to (terms 6.1)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django_q.tasks import async_task

from inspections.models.checklist import Checklist, Criterion
from inspections.models.snapshot import Snapshot
from inspections.verdicts import DecidedBy, Outcome, Verdict
from keurmerk import clock
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models import MarkGrant, Shop, User

SHOPS_AT_ONCE = 20  # a chunk is over long before the queue loses patience with it


class EditionTrialQuerySet(models.QuerySet["EditionTrial"]):
    def running(self) -> "EditionTrialQuerySet":
        return self.filter(done_at=None)

    def stalled(self, real_before: datetime) -> "EditionTrialQuerySet":
        """Its worker died: nothing moved since. On the machine's clock."""
        return self.running().filter(moved_at__lt=real_before)


class EditionTrial(models.Model):
    """One try of a draft. It goes shop by shop in the order of their numbers; `after` is the last one done."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="trials")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    looked = models.PositiveIntegerField(default=0)
    after = models.PositiveBigIntegerField(default=0)
    moved_at = models.DateTimeField()  # on the machine's clock
    done_at = models.DateTimeField(null=True)

    objects = EditionTrialQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["checklist"], condition=Q(done_at__isnull=True), name="edition_tried_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Trial {self.pk} of edition {self.checklist_id}"

    @classmethod
    def begin(cls, draft: Checklist, *, by: User, at: datetime) -> "EditionTrial":
        """Raises IllegalMove for a published edition, and while another try is under way."""
        with transaction.atomic():
            locked = Checklist.objects.select_for_update().get(pk=draft.pk)
            if not locked.is_draft or locked.trials.running().exists():
                raise IllegalMove(f"{draft} is not tried now")
            facts = {"total": members_shops().count(), "moved_at": clock.real()}
            trial = cls.objects.create(checklist=locked, asked_by=by, asked_at=at, **facts)
            record("edition.tried", subject=locked, actor=f"user:{by.pk}", at=at, payload={"trial": trial.pk})
            trial.queue()
        return trial

    def queue(self) -> None:
        """Hands the next chunk to a worker, in the caller's transaction; it names where it starts."""
        async_task("inspections.trying.step", self.pk, self.after, task_name=f"trial {self.pk} after {self.after}")

    def next_shops(self) -> list[Shop]:
        rows = members_shops().filter(pk__gt=self.after).select_related("member").order_by("pk")
        return list(rows[:SHOPS_AT_ONCE])

    def moved_past(self, shops: Collection[Shop], *, at: datetime) -> None:
        """These are done; without any the try is."""
        if shops:
            self.after, self.looked = max(shop.pk for shop in shops), self.looked + len(shops)
        else:
            self.done_at = at
        self.moved_at = clock.real()
        self.save(update_fields=["after", "looked", "moved_at", "done_at"])


def members_shops() -> "models.QuerySet[Shop]":
    """Who may show the mark, and whose pages we have."""
    granted = MarkGrant.objects.filter(shop=OuterRef("pk"), state=MarkGrant.State.GRANTED)
    seen = Snapshot.objects.filter(inspection__shop=OuterRef("pk"))
    return Shop.objects.filter(Exists(granted), Exists(seen))


class TrialFailureQuerySet(models.QuerySet["TrialFailure"]):
    def blocking(self) -> "TrialFailureQuerySet":
        return self.filter(criterion__severity=Criterion.Severity.BLOCKING)

    def new(self) -> "TrialFailureQuerySet":
        """On a point that did not block in the edition it was drafted from."""
        blocked = Criterion.objects.blocking().filter(
            checklist=OuterRef("trial__checklist__drafted_from"), code=OuterRef("criterion__code")
        )
        return self.blocking().exclude(Exists(blocked))

    def shops(self) -> int:
        return self.order_by().values("shop").distinct().count()

    def by_point(self) -> "models.QuerySet[Any, Any]":
        """How many shops fail each point, most first."""
        rows = self.order_by().values(code=F("criterion__code"), severity=F("criterion__severity"))
        return rows.annotate(shops=models.Count("pk")).order_by("-shops", "code")


class TrialFailure(models.Model):
    """A shop that does not meet a point of the draft, for certain, with the words it rests on."""

    trial = models.ForeignKey(EditionTrial, models.CASCADE, related_name="failures")
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+")
    quote = models.TextField(blank=True)
    page = models.URLField(max_length=1000, blank=True)

    objects = TrialFailureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["shop", "criterion__position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trial", "shop", "criterion"], name="trial_failure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id} on {self.criterion_id}"

    @classmethod
    def of(
        cls, trial: EditionTrial, shop: Shop, criterion: Criterion, verdict: Verdict | None
    ) -> "TrialFailure | None":
        """Only what the machine is certain of; a hint is no failure."""
        if verdict is None or verdict.verdict != Outcome.NOT_MET or verdict.decided_by != DecidedBy.MACHINE:
            return None
        first = verdict.evidence[0] if verdict.evidence else None
        quote, page = (first.quote.replace("\0", " "), first.page[:1000]) if first else ("", "")
        return cls(trial=trial, shop=shop, criterion=criterion, quote=quote, page=page)
