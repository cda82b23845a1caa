"""One criterion, one verdict, and the words it rests on."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.checklist import Criterion
from inspections.models.inspection import Inspection
from inspections.models.snapshot import Snapshot
from inspections.pasting import for_shop
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models import User


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self) -> "FindingQuerySet":
        """Still to be looked at: a hint nobody confirmed, or nobody knows."""
        by_person = Q(decided_by=Finding.DecidedBy.PERSON)
        return self.filter(Q(decided_by=Finding.DecidedBy.HINT) | Q(verdict=Finding.Verdict.UNKNOWN) & ~by_person)

    def failed(self) -> "FindingQuerySet":
        """Not met for certain: said by the machine or by a person, so no mere hint."""
        return self.filter(verdict=Finding.Verdict.NOT_MET).exclude(decided_by=Finding.DecidedBy.HINT)

    def met(self) -> "FindingQuerySet":
        """Met for certain: said by the machine or by a person."""
        return self.filter(verdict=Finding.Verdict.MET).exclude(decided_by=Finding.DecidedBy.HINT)

    def blocking(self) -> "FindingQuerySet":
        return self.filter(criterion__severity=Criterion.Severity.BLOCKING)

    def in_the_way(self) -> "FindingQuerySet":
        """What forbids approval: a blocking point that is open or not met (rulebook 2.1), or prohibited content.

        Prohibited content counts as absent only when a person has said so (terms 3.11).
        """
        blocking = Q(criterion__severity=Criterion.Severity.BLOCKING)
        unsettled = Q(pk__in=self.open().values("pk")) | Q(verdict=Finding.Verdict.NOT_MET)
        clean = Q(verdict=Finding.Verdict.MET, decided_by=Finding.DecidedBy.PERSON)
        return self.filter(blocking & unsettled | Q(criterion__code__startswith="PC-") & ~clean)


class Finding(models.Model):
    """The verdict on one criterion in one inspection. What the machine said is kept beside what a person made of it."""

    class Verdict(models.TextChoices):
        MET = "MET", _("Meets the point")
        NOT_MET = "NOT_MET", _("Does not meet the point")
        NOT_APPLICABLE = "NOT_APPLICABLE", _("Does not apply")
        UNKNOWN = "UNKNOWN", _("Not known")
        WAIVED = "WAIVED", _("Waived")

    class DecidedBy(models.TextChoices):
        MACHINE = "MACHINE", _("The machine")
        HINT = "HINT", _("A hint of the machine")
        PERSON = "PERSON", _("A person")

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="findings")
    verdict = models.CharField(max_length=14, choices=Verdict, default=Verdict.UNKNOWN)
    decided_by = models.CharField(max_length=7, choices=DecidedBy, default=DecidedBy.HINT)
    quote = models.TextField(blank=True)
    page = models.URLField(max_length=1000, blank=True)
    start = models.PositiveIntegerField(null=True)
    evidence = models.JSONField(default=list)  # every quote: [{"quote", "page", "start"}], the first one above too
    note = models.TextField(blank=True)  # for the shop
    advice = models.TextField(blank=True)  # for the shop
    private_note = models.TextField(blank=True)  # for ourselves
    waiver = models.TextField(blank=True)  # why a senior let it pass; for ourselves
    machine_verdict = models.CharField(max_length=14, choices=Verdict, default=Verdict.UNKNOWN)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="findings")
    confirmed_at = models.DateTimeField(null=True)
    selected = models.BooleanField(default=True)  # to be looked at in this round
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    snapshot = models.ForeignKey(Snapshot, models.SET_NULL, null=True, related_name="findings")

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["criterion__position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["inspection", "criterion"], name="finding_once_per_criterion"),
            models.CheckConstraint(
                condition=~Q(decided_by="PERSON") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="finding_of_a_person_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(verdict="WAIVED", decided_by="PERSON") & ~Q(waiver="")
                | ~Q(verdict="WAIVED") & Q(waiver=""),
                name="waived_finding_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} {self.verdict}"

    @property
    def is_open(self) -> bool:
        """Does a person still have to look? The same question as `FindingQuerySet.open`."""
        if self.decided_by == self.DecidedBy.PERSON:
            return False
        return self.decided_by == self.DecidedBy.HINT or self.verdict == self.Verdict.UNKNOWN

    @property
    def is_failed(self) -> bool:
        return self.verdict == self.Verdict.NOT_MET and self.decided_by != self.DecidedBy.HINT

    @property
    def what_to_do(self) -> str:
        """The advice of this case, else the criterion's own, in the reader's language (terms 4.7)."""
        return for_shop(self.advice or self.criterion.advice, self.inspection.shop)

    def what_to_do_in(self, language: str) -> str:
        return for_shop(self.advice or self.criterion.advice_in(language), self.inspection.shop)

    @property
    def was_overruled(self) -> bool:
        """A person came to another verdict than the machine had."""
        return self.decided_by == self.DecidedBy.PERSON and self.verdict != self.machine_verdict

    def judge(
        self, verdict: str, *, by: User, at: datetime, note: str = "", advice: str = "", private_note: str = ""
    ) -> None:
        """A person confirms or overrules; the machine's own verdict stays beside it (terms 4.7).

        Only by the inspector who has the case, while it is open. Raises IllegalMove.
        """
        if verdict == self.Verdict.WAIVED:
            raise IllegalMove("Waiving is a verb of its own")
        with transaction.atomic():
            inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=self.inspection_id)
            inspection.begin(by=by, at=at)
            before, self.verdict, self.decided_by = self.verdict, verdict, self.DecidedBy.PERSON
            self.confirmed_by, self.confirmed_at = by, at
            if advice != self.what_to_do_in(
                self.inspection.language
            ):  # else it stays the edition's text, with its fields
                self.advice = advice
            self.note, self.private_note, self.waiver = note, private_note, ""
            self.save()
            facts = {"criterion": self.criterion.code, "from": before, "to": verdict}
            record("inspection.point_judged", subject=inspection, actor=f"user:{by.pk}", at=at, payload=facts)

    def waive(self, reason: str, *, by: User, at: datetime) -> None:
        """A senior lets a failed point pass, and says why; it counts as settled (rulebook 2.2).

        Never prohibited content (terms 3.11). Raises IllegalMove.
        """
        if not by.has_role() or self.criterion.is_hard_stop or not reason.strip():
            raise IllegalMove(f"{self} is not waived by user {by.pk}")
        with transaction.atomic():
            inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=self.inspection_id)
            if inspection.state not in {Inspection.State.ASSIGNED, Inspection.State.RUNNING}:
                raise IllegalMove(f"Inspection {inspection.pk} is in nobody's hands")
            before = self.verdict
            self.verdict, self.decided_by, self.waiver = self.Verdict.WAIVED, self.DecidedBy.PERSON, reason.strip()
            self.confirmed_by, self.confirmed_at = by, at
            self.save()
            facts = {"criterion": self.criterion.code, "from": before, "to": self.verdict}
            record("inspection.point_waived", subject=inspection, actor=f"user:{by.pk}", at=at, payload=facts)

    def take_back(self, *, by: User, at: datetime) -> None:
        """Undoes a person's verdict: the point is open again, with what the machine said of it."""
        if self.decided_by != self.DecidedBy.PERSON:
            raise IllegalMove("Nobody has judged this point yet")
        with transaction.atomic():
            inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=self.inspection_id)
            inspection.begin(by=by, at=at)
            self.verdict, self.decided_by, self.waiver = self.machine_verdict, self.DecidedBy.HINT, ""
            self.confirmed_by = self.confirmed_at = None
            self.save()
            facts = {"criterion": self.criterion.code}
            record("inspection.point_reopened", subject=inspection, actor=f"user:{by.pk}", at=at, payload=facts)
