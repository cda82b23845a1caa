"""A pause in a mediation: why, and until which day; all dates of the case move by as much (numbers 7.4)."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes import terms, turns
from disputes.models.dispute import Dispute
from disputes.models.party import Party
from keurmerk.calendar import amsterdam_date, end_of_day, start_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record


class PauseQuerySet(models.QuerySet["Pause"]):
    def running(self) -> "PauseQuerySet":
        return self.filter(ended_at=None)


class Pause(models.Model):
    """The mediator stops the clock for both. It goes on by itself on its day, or earlier when the mediator says so."""

    class Reason(models.TextChoices):
        REPAIR = "REPAIR", _("A repair, delivery or return is under way")
        AWAY = "AWAY", _("One of the parties is away or ill")
        EXPERT = "EXPERT", _("Somebody else looks into it first")
        OTHER = "OTHER", pgettext_lazy("pause", "Something else")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="pauses")
    reason = models.CharField(_("Why?"), max_length=10, choices=Reason)
    began_at = models.DateTimeField()
    resumes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dispute"], condition=Q(ended_at=None), name="one_pause_runs_in_a_dispute"),
            models.CheckConstraint(condition=Q(resumes_at__gt=models.F("began_at")), name="pause_takes_time"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["resumes_at"], condition=Q(ended_at=None), name="pause_resumes"),
        ]

    def __str__(self) -> str:
        return f"pause of {self.dispute_id}"

    @classmethod
    def begin(cls, dispute: Dispute, reason: str, words: str, *, until: date, actor: str, at: datetime) -> "Pause":
        """Stops the clock until the morning of `until`; `words` are for both, in the thread (terms 11.10).

        Raises IllegalMove outside of mediation, in a pause, and for a day that is past or too far.
        """
        with transaction.atomic():
            dispute._lock()
            days = until - amsterdam_date(at)
            if (
                dispute.state != Dispute.State.MEDIATION
                or dispute.paused_until
                or not timedelta(0) < days <= terms.LONGEST_PAUSE
            ):
                raise IllegalMove(f"{dispute} cannot be paused until {until}")
            message = dispute.messages.create(author=Party.MEDIATOR, text=words, written_at=at)
            pause = cls.objects.create(dispute=dispute, reason=reason, began_at=at, resumes_at=start_of_day(until))
            dispute._update(paused_until=pause.resumes_at, **_moved(dispute, days, at))
            _move_proposal(dispute, days)
            payload = {**pause._facts(), "message": message.pk, "days": days.days}
            record("dispute.paused", subject=dispute, actor=actor, at=at, payload=payload)
        return pause

    def end(self, *, actor: str, at: datetime) -> None:
        """The clock goes on; days of the pause that were not used are taken back from the date."""
        with transaction.atomic():
            dispute = self.dispute
            dispute._lock()
            if not Pause.objects.running().filter(pk=self.pk).update(ended_at=at):
                raise IllegalMove(f"{self} is over")
            self.ended_at = at
            unused = amsterdam_date(self.resumes_at) - amsterdam_date(at)
            back = -max(unused, timedelta(0))
            dispute._update(paused_until=None, **_moved(dispute, back, at))
            _move_proposal(dispute, back)
            record("dispute.resumed", subject=dispute, actor=actor, at=at, payload=self._facts())

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.dispute.shop_id, "pause": self.pk, "reason": self.reason}


def _moved(dispute: Dispute, days: timedelta, at: datetime) -> dict[str, Any]:
    """The date, moved; one that is past, as a mediator's may be, moves from today."""
    day = amsterdam_date(max(dispute.due_at or at, at))
    return turns.until(end_of_day(day + days))


def _move_proposal(dispute: Dispute, days: timedelta) -> None:
    """Who may still say yes keeps as many days for it."""
    for proposal in dispute.proposals.open():
        day = amsterdam_date(proposal.expires_at) + days
        dispute.proposals.filter(pk=proposal.pk).update(expires_at=end_of_day(day))
