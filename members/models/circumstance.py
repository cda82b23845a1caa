"""Something about a member that time turns into a question for the manager: force majeure, seizure, complaints."""

from datetime import datetime
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models.membership import Membership


class CircumstanceQuerySet(models.QuerySet["Circumstance"]):
    def waiting(self) -> "CircumstanceQuerySet":
        return self.filter(state=Circumstance.State.NOTED)

    def for_manager(self) -> "CircumstanceQuerySet":
        return self.filter(state=Circumstance.State.ASKED)

    def open(self) -> "CircumstanceQuerySet":
        return self.exclude(state=Circumstance.State.CLOSED)


class Circumstance(Lifecycle):
    """Noted by a person or by what happened; after its time the manager is asked. Nothing ends by itself.

    Once of each kind at a time per membership: noting it again changes nothing.
    """

    class State(models.TextChoices):
        NOTED = "NOTED", _("Noted")
        ASKED = "ASKED", _("The manager decides")
        CLOSED = "CLOSED", _("Over")

    class Kind(models.TextChoices):
        FORCE_MAJEURE = "FORCE_MAJEURE", _("Force majeure (article 17)")
        SEIZURE = "SEIZURE", _("Seizure (article 14.4)")
        INSOLVENCY = "INSOLVENCY", _("Bankruptcy, suspension of payments or debt restructuring (article 14.4)")
        COMPLAINTS = "COMPLAINTS", _("Several complaints (article 11.13)")
        NOT_KEPT = "NOT_KEPT", _("A ruling or settlement that was not kept (articles 11.5 and 13.8)")

    # When the manager is asked: how long each may last first.
    PATIENCE: ClassVar[dict[str, relativedelta]] = {
        Kind.FORCE_MAJEURE: relativedelta(weeks=6),  # terms 17.5
        Kind.SEIZURE: relativedelta(months=3),  # terms 14.4: not lifted within three months
        Kind.INSOLVENCY: relativedelta(),  # terms 14.4: at once
        Kind.COMPLAINTS: relativedelta(),  # terms 11.13
        Kind.NOT_KEPT: relativedelta(),  # terms 11.5, 13.8
    }
    MOVES = {  # declared as a ClassVar in Lifecycle
        State.NOTED: {State.ASKED, State.CLOSED},
        State.ASKED: {State.CLOSED},
        State.CLOSED: set(),
    }

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="circumstances")
    kind = models.CharField(_("What is the matter?"), max_length=14, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.NOTED)
    since = models.DateField(_("Since"))
    note = models.CharField(_("Note"), max_length=300, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=60)
    decide_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)

    objects = CircumstanceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["membership", "kind"], condition=~Q(state="CLOSED"), name="one_circumstance_of_a_kind_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False) | Q(~Q(state="CLOSED"), closed_at=None),
                name="closed_circumstance_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["decide_at"], condition=Q(state="NOTED"), name="circumstance_to_decide"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.membership_id}"

    @classmethod
    def note_it(
        cls,
        membership: Membership,
        kind: str,
        *,
        actor: str,
        at: datetime,
        since: datetime | None = None,
        note: str = "",
    ) -> "Circumstance":
        """Notes it, from the day of `since` or of today (terms 11.13, 14.4, 17). Raises IllegalMove after the end."""
        if membership.state == Membership.State.ENDED:
            raise IllegalMove(f"{membership} has ended")
        day = amsterdam_date(since or at)
        with transaction.atomic():
            found, fresh = cls.objects.exclude(state=cls.State.CLOSED).get_or_create(
                membership=membership,
                kind=kind,
                defaults={
                    "since": day,
                    "note": note,
                    "noted_at": at,
                    "noted_by": actor,
                    "decide_at": start_of_day(day + cls.PATIENCE[kind]),
                },
            )
            if fresh:
                record(
                    "circumstance.noted", subject=found, actor=actor, at=at, payload={"member": membership.member_id}
                )
        return found

    def ask(self, *, actor: str, at: datetime) -> None:
        """It lasted: from now on the manager is asked what to do."""
        self._move(self.State.ASKED, "circumstance.matured", actor=actor, at=at)

    def close(self, *, actor: str, at: datetime) -> None:
        """It is over, or was decided on."""
        self._move(self.State.CLOSED, "circumstance.closed", actor=actor, at=at, closed_at=at, closed_by=actor)
