"""A member wants to see how we handle personal data: asked in writing, fourteen days ahead (PA audit by member)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from keurmerk.workdays import add_workdays
from members import terms
from members.models.member import Member


class TooSoon(Exception):
    """Less than fourteen days ahead (PA audit by member)."""


class DataAuditQuerySet(models.QuerySet["DataAudit"]):
    def open(self) -> "DataAuditQuerySet":
        return self.exclude(state__in=DataAudit.FINAL)

    def waiting_for_us(self) -> "DataAuditQuerySet":
        return self.filter(state=DataAudit.State.REQUESTED)

    def newest_first(self) -> "DataAuditQuerySet":
        return self.order_by("-requested_at", "-pk")


class DataAudit(Lifecycle):
    """One request for an audit, on reasonable suspicion, by an auditor of NOREA or of the same standard.

    We agree with the day or propose another; the member agrees with that or withdraws. Auditor and our hours are at the
    member's expense (PA audit by member). One is open per member.
    """

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", pgettext_lazy("data audit", "Requested")
        PROPOSED = "PROPOSED", pgettext_lazy("data audit", "Another day proposed")
        AGREED = "AGREED", pgettext_lazy("data audit", "Day agreed")
        DONE = "DONE", pgettext_lazy("data audit", "Done")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("data audit", "Withdrawn")

    FINAL = (State.DONE, State.WITHDRAWN)
    MOVES = {  # declared as a ClassVar in Lifecycle
        State.REQUESTED: {State.PROPOSED, State.AGREED, State.WITHDRAWN},
        State.PROPOSED: {State.AGREED, State.WITHDRAWN},
        State.AGREED: {State.DONE, State.WITHDRAWN},
        State.DONE: set(),
        State.WITHDRAWN: set(),
    }

    member = models.ForeignKey(Member, models.PROTECT, related_name="data_audits")
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    suspicion = models.TextField(_("What makes you doubt how we handle personal data?"))
    auditor = models.CharField(_("Who carries out the audit?"), max_length=160)
    of_norea = models.BooleanField(_("This auditor is a member of NOREA"), default=False)
    standard = models.CharField(_("If not: which standard of the same quality?"), max_length=200, blank=True)
    wanted_on = models.DateField(_("On which day?"))
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=60)
    answer_due_at = models.DateTimeField()
    proposed_on = models.DateField(null=True)
    proposal = models.TextField(blank=True)  # why another day
    agreed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True)  # what came of it

    objects = DataAuditQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member"], condition=~Q(state__in=["DONE", "WITHDRAWN"]), name="data_audit_one_open_per_member"
            ),
            models.CheckConstraint(condition=Q(of_norea=True) | ~Q(standard=""), name="data_audit_names_its_standard"),
            models.CheckConstraint(
                condition=~Q(state__in=["AGREED", "DONE"]) | Q(agreed_on__isnull=False), name="agreed_audit_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="PROPOSED") | Q(proposed_on__isnull=False), name="proposed_audit_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Data audit {self.pk} of member {self.member_id}"

    @classmethod
    def request(
        cls,
        member: Member,
        suspicion: str,
        *,
        auditor: str,
        of_norea: bool,
        standard: str = "",
        wanted_on: date,
        actor: str,
        at: datetime,
    ) -> "DataAudit":
        """In writing, at least 14 days ahead (PA audit by member). Raises TooSoon, and IllegalMove for a second."""
        if wanted_on < cls.first_day(at):
            raise TooSoon
        due = end_of_day(add_workdays(amsterdam_date(at), terms.AUDIT_ANSWER_WORKDAYS))
        with transaction.atomic():
            Member.objects.select_for_update().get(pk=member.pk)
            if cls.objects.open().filter(member=member).exists():
                raise IllegalMove(f"Member {member.pk} has an audit already")
            made = cls.objects.create(
                member=member, suspicion=suspicion, auditor=auditor, of_norea=of_norea, standard=standard,
                wanted_on=wanted_on, requested_at=at, requested_by=actor, answer_due_at=due,
            )  # fmt: skip
            record("data_audit.requested", subject=made, actor=actor, at=at, payload={"member": member.pk})
        return made

    @staticmethod
    def first_day(at: datetime) -> date:
        """The first day that may be asked for, when asked now."""
        return amsterdam_date(at) + terms.AUDIT_NOTICE

    def agree(self, *, actor: str, at: datetime) -> None:
        """We agree with the day that was asked for."""
        self._must_be(self.State.REQUESTED)
        self._move(self.State.AGREED, "data_audit.agreed", actor=actor, at=at, agreed_on=self.wanted_on)

    def propose(self, day: date, why: str, *, actor: str, at: datetime) -> None:
        """It does not fit us: another day, with the reason (PA audit by member)."""
        if day <= amsterdam_date(at):
            raise TooSoon
        facts: dict[str, Any] = {"proposed_on": day, "proposal": why}
        self._move(self.State.PROPOSED, "data_audit.proposed", actor=actor, at=at, **facts)

    def accept(self, *, actor: str, at: datetime) -> None:
        """The member agrees with the day that we proposed."""
        self._must_be(self.State.PROPOSED)
        self._move(self.State.AGREED, "data_audit.agreed", actor=actor, at=at, agreed_on=self.proposed_on)

    def finish(self, report: str, *, actor: str, at: datetime) -> None:
        """It took place; what came of it."""
        self._move(self.State.DONE, "data_audit.done", actor=actor, at=at, report=report, closed_at=at)

    def withdraw(self, *, actor: str, at: datetime) -> None:
        self._move(self.State.WITHDRAWN, "data_audit.withdrawn", actor=actor, at=at, closed_at=at)

    def _must_be(self, state: str) -> None:
        if self.state != state:
            raise IllegalMove(f"{self} is {self.state}")
