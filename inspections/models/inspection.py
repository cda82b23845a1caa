"""The inspection: from the queue through an inspector's hands to a decision (terms 4, rulebook 2.2)."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from inspections import terms
from inspections.models.checklist import Checklist
from inspections.models.reading import Reading
from inspections.models.ruling import CONSTRAINTS, Ruling, State
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models import Application, Shop, User


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def open(self) -> "InspectionQuerySet":
        """Not carried out yet."""
        return self.filter(state__in=Inspection.OPEN)

    def waiting(self) -> "InspectionQuerySet":
        """Somebody of us still has to do something."""
        return self.filter(state__in=Inspection.WAITING)

    def in_work(self) -> "InspectionQuerySet":
        """Points are still judged and pages read."""
        return self.filter(state__in=Inspection.IN_WORK)

    def to_second(self, person: User) -> "InspectionQuerySet":
        """Proposed by a colleague: somebody else has to agree (rulebook 2.2)."""
        return self.filter(state=State.PROPOSED).exclude(inspector=person)

    def to_execute(self) -> "InspectionQuerySet":
        """Decided; carried out when its ten minutes have passed."""
        return self.filter(state=State.DECIDED).select_related("shop", "application")

    def decided(self) -> "InspectionQuerySet":
        return self.filter(state__in=[State.DECIDED, State.PASSED, State.FAILED])

    def of(self, inspector: User) -> "InspectionQuerySet":
        return self.filter(inspector=inspector)

    def overdue(self, now: datetime) -> "InspectionQuerySet":
        """Past the day we aim for; it is a target, no right (terms 4.4, 4.5)."""
        return self.waiting().filter(due_at__lt=now)

    def oldest_first(self) -> "InspectionQuerySet":
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def riskiest_first(self) -> "InspectionQuerySet":
        return self.order_by("-risk", F("due_at").asc(nulls_last=True), "pk")

    def for_queue(self) -> "InspectionQuerySet":
        """With all a row of the queue shows, in a constant number of queries."""
        failed = Q(findings__verdict="NOT_MET", findings__criterion__severity="B")
        reading = Reading.objects.filter(inspection=models.OuterRef("pk")).order_by("-pk")
        return self.select_related("shop", "inspector", "application").annotate(
            failing=Count("findings", filter=failed),
            being_read=models.Exists(reading.open()),
            problem=models.Subquery(reading.values("problem")[:1]),
        )


class Inspection(Ruling):
    """One legal assessment of a shop against a pinned edition of the checklist (terms 1.10, 4.11)."""

    class Kind(models.TextChoices):
        ADMISSION = "ADMISSION", _("New application")
        REINSPECTION = "REINSPECTION", _("Re-inspection")
        AUDIT_RANDOM = "AUDIT_RANDOM", _("Random check")
        AUDIT_SIGNAL = "AUDIT_SIGNAL", _("Check after a signal")
        REQUIREMENT_CHANGE = "REQUIREMENT_CHANGE", _("Change of requirements")
        DATA_CHANGE = "DATA_CHANGE", _("Reported change")

    State = State
    MOVES = {  # declared as a ClassVar in Lifecycle
        State.QUEUED: {State.ASSIGNED, State.CANCELLED},
        State.ASSIGNED: {State.RUNNING, State.QUEUED, State.PROPOSED, State.DECIDED, State.CANCELLED},
        State.RUNNING: {State.QUEUED, State.PROPOSED, State.DECIDED, State.CANCELLED},
        State.PROPOSED: {State.DECIDED, State.RUNNING, State.CANCELLED},
        State.DECIDED: {State.PASSED, State.FAILED, State.RUNNING, State.CANCELLED},
        State.PASSED: set(),
        State.FAILED: set(),
        State.CANCELLED: set(),
    }
    IN_WORK: ClassVar[tuple[str, ...]] = (State.QUEUED, State.ASSIGNED, State.RUNNING)
    WAITING: ClassVar[tuple[str, ...]] = (*IN_WORK, State.PROPOSED)
    OPEN: ClassVar[tuple[str, ...]] = (*WAITING, State.DECIDED)

    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="inspections")
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="inspections")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=18, choices=Kind, default=Kind.ADMISSION)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    round = models.PositiveSmallIntegerField(default=1)
    inspector = models.ForeignKey(User, models.PROTECT, null=True, related_name="inspections")
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # a target (terms 4.5); unknown until the application is complete
    taken_at = models.DateTimeField(null=True)
    risk = models.PositiveSmallIntegerField(default=0)
    risk_reasons = models.JSONField(default=list)  # codes, shown in words at the desk

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["QUEUED", "ASSIGNED", "RUNNING", "PROPOSED", "DECIDED"]),
                name="inspection_one_open_per_application",
            ),
            models.UniqueConstraint(fields=["application", "round"], name="inspection_rounds_are_counted"),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | ~Q(kind__in=["ADMISSION", "REINSPECTION"]),
                name="admission_is_of_an_application",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ASSIGNED", "RUNNING", "PROPOSED", "DECIDED", "PASSED", "FAILED"])
                | Q(inspector__isnull=False, taken_at__isnull=False),
                name="inspection_in_hand_says_whose",
            ),
            *CONSTRAINTS,
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["QUEUED", "ASSIGNED", "RUNNING", "PROPOSED", "DECIDED"]),
                name="inspection_queue",
            ),
            models.Index(fields=["executes_at"], condition=Q(state="DECIDED"), name="inspection_to_execute"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}, {self.get_state_display()}"

    @classmethod
    def plan(cls, application: Application, *, actor: str, at: datetime) -> "Inspection":
        """Queues the next round of an application and asks for its reading; the one that is open, if any.

        The edition in force today is pinned: later changes do not touch this round (terms 4.11).
        """
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=application.pk)
            rounds = cls.objects.filter(application=application).order_by("-round")
            last = rounds.first()
            if last and last.is_open:
                return last
            assert application.shop is not None  # a constraint of the database: it was submitted
            inspection = cls.objects.create(
                application=application,
                shop=application.shop,
                checklist=Checklist.objects.in_force(amsterdam_date(at)),
                kind=cls.Kind.REINSPECTION if last else cls.Kind.ADMISSION,
                round=last.round + 1 if last else 1,
                queued_at=at,
                due_at=application.inspection_due_at,
            )
            inspection._queued(actor=actor, at=at)
        return inspection

    @classmethod
    def plan_audit(cls, shop: Shop, *, kind: str, actor: str, at: datetime, due_at: datetime | None) -> "Inspection":
        """Queues a check of a member's shop, at random or after a signal (terms 6.4)."""
        with transaction.atomic():
            inspection = cls.objects.create(
                shop=shop,
                checklist=Checklist.objects.in_force(amsterdam_date(at)),
                kind=kind,
                queued_at=at,
                due_at=due_at,
            )
            inspection._queued(actor=actor, at=at)
        return inspection

    def _queued(self, *, actor: str, at: datetime) -> None:
        facts = {"shop": self.shop_id, "kind": self.kind, "round": self.round}
        record("inspection.queued", subject=self, actor=actor, at=at, payload=facts)
        Reading.ask(self, at=at)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_in_work(self) -> bool:
        return self.state in self.IN_WORK

    @property
    def is_being_decided(self) -> bool:
        """Nobody outside hears of a decision before it is carried out."""
        return self.is_open and not self.is_in_work

    @property
    def last_reading(self) -> Reading | None:
        return self.readings.order_by("-pk").first()

    @property
    def language(self) -> str:
        """The language of the report: the applicant's, else the shop's."""
        return self.application.applicant.language if self.application else self.shop.language

    def is_late(self, now: datetime) -> bool:
        return self.state in self.WAITING and self.due_at is not None and self.due_at < now

    def previous(self) -> "Inspection | None":
        """The round before this one."""
        return type(self).objects.filter(application=self.application, round__lt=self.round).order_by("-round").first()

    def read_again(self, *, actor: str, at: datetime) -> Reading:
        """The machine looks once more; what persons judged stays. Nothing happens while a reading is under way.

        Raises IllegalMove when the inspection is decided, or was read too often in a day.
        """
        if not self.is_in_work:
            raise IllegalMove("A decided inspection is not read again")
        if self.readings.filter(asked_at__gt=at - timedelta(days=1)).count() >= terms.READINGS_A_DAY:
            raise IllegalMove(f"Inspection {self.pk} was read {terms.READINGS_A_DAY} times in a day")
        with transaction.atomic():
            reading = Reading.ask(self, at=at)
            record("inspection.reading_asked", subject=self, actor=actor, at=at, payload={"reading": reading.pk})
        return reading

    def take(self, inspector: User, *, at: datetime) -> None:
        """An inspector takes the case out of the queue; who comes second gets IllegalMove (terms 4.4)."""
        with transaction.atomic():
            if self.application and self.application.state != Application.State.IN_INSPECTION:
                self.application.take_into_inspection(actor=f"user:{inspector.pk}", at=at)
            self._move(
                self.State.ASSIGNED,
                "inspection.taken",
                actor=f"user:{inspector.pk}",
                at=at,
                inspector=inspector,
                taken_at=at,
            )

    def take_over(self, inspector: User, *, at: datetime) -> None:
        """A colleague takes the case from the one who has it. Raises IllegalMove when it changed hands meanwhile."""
        with transaction.atomic():
            mine = type(self).objects.filter(pk=self.pk, state__in=self.IN_WORK, inspector=self.inspector_id)
            if not self.inspector_id or not mine.update(inspector=inspector):
                raise IllegalMove("Somebody else has this case now")
            before, self.inspector = self.inspector_id, inspector
            facts = {"from": before, "to": inspector.pk}
            record("inspection.taken_over", subject=self, actor=f"user:{inspector.pk}", at=at, payload=facts)

    def put_back(self, *, by: User, at: datetime) -> None:
        """Back into the queue for somebody else; what was judged stays."""
        self._mine(by)
        self._move(self.State.QUEUED, "inspection.put_back", actor=f"user:{by.pk}", at=at, inspector=None)

    def begin(self, *, by: User, at: datetime) -> None:
        """The first point is judged. Only the inspector who has the case works on it; raises IllegalMove."""
        self._mine(by)
        if self.state == self.State.ASSIGNED:
            self._move(self.State.RUNNING, "inspection.begun", actor=f"user:{by.pk}", at=at)

    def _mine(self, user: User) -> None:
        if self.state not in {self.State.ASSIGNED, self.State.RUNNING} or self.inspector_id != user.pk:
            raise IllegalMove(f"Inspection {self.pk} is not in the hands of user {user.pk}")

    def cancel(self, *, actor: str, at: datetime) -> None:
        """The application was withdrawn or refused: there is nothing left to decide."""
        self._move(self.State.CANCELLED, "inspection.cancelled", actor=actor, at=at)
