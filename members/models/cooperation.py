"""What an application waits for, and until when: the applicant's part of it (terms 3.2, 3.4, 4.3; reading A5)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q

from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members import terms


class Cooperation(Lifecycle):
    """The half of an application in which the applicant has to act: on hold, to be improved, lapsed."""

    held_from = models.CharField(max_length=14, blank=True)  # where it stood before it waited for information
    waits_until = models.DateTimeField(null=True)  # rejected: the nudge, and after that the end
    nudged_at = models.DateTimeField(null=True)
    postponed_at = models.DateTimeField(null=True)  # in this round
    unanswered = models.BooleanField(default=False)  # rejected for lack of cooperation, not for points (terms 4.3)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(state="ON_HOLD") | ~Q(held_from=""), name="hold_knows_where_it_began"),
            models.CheckConstraint(
                condition=~Q(state="REJECTED") | Q(waits_until__isnull=False), name="rejection_has_a_next_day"
            ),
        ]

    def hold(self, *, actor: str, at: datetime) -> None:
        """Something is missing: handling is suspended and the clock of the two working days stops (terms 3.4)."""
        self._move(
            "ON_HOLD", "application.held", actor=actor, at=at, payload={"from": self.state},
            held_from=self.state, inspection_due_at=None,
        )  # fmt: skip

    def resume(self, due_at: datetime, *, actor: str, at: datetime) -> None:
        """The last item is in, and only now the two working days start (terms 4.4, reading A4)."""
        to = self.held_from if self.held_from == "IN_INSPECTION" else "READY"
        self._move(
            to, "application.resumed", actor=actor, at=at, held_from="", complete_at=at, inspection_due_at=due_at
        )

    def reject_unanswered(self, *, actor: str, at: datetime) -> None:
        """No answer after the reminder: no inspection, rejected by itself, and everything is kept (terms 4.3)."""
        self._move(
            "REJECTED", "application.rejected_unanswered", actor=actor, at=at,
            held_from="", decided_at=at, unanswered=True, **self.first_wait(at),
        )  # fmt: skip

    @staticmethod
    def first_wait(at: datetime) -> dict[str, Any]:
        """What a rejection of `at` writes down: in two weeks we ask how it goes (reading A5)."""
        nudge = end_of_day(amsterdam_date(at) + terms.IMPROVEMENT_NUDGE)
        return {"waits_until": nudge, "nudged_at": None, "postponed_at": None}

    def nudge(self, *, actor: str, at: datetime) -> None:
        """Two weeks after a rejection: how does it go, and what happens without an answer (reading A5)."""
        until = end_of_day(amsterdam_date(at) + terms.IMPROVEMENT_GRACE)
        self._wait("application.nudged", until, actor=actor, at=at, once="nudged_at")

    @property
    def may_postpone(self) -> bool:
        return self.state == "REJECTED" and self.postponed_at is None

    def postpone(self, *, actor: str, at: datetime) -> None:
        """The applicant needs two weeks more; once in a round (reading A5). Raises IllegalMove the second time."""
        until = (self.waits_until or at) + terms.IMPROVEMENT_POSTPONED
        self._wait("application.postponed", until, actor=actor, at=at, once="postponed_at")

    def _wait(self, event: str, until: datetime, *, actor: str, at: datetime, once: str) -> None:
        """Waits until another day; `once` is the column that says it happened in this round already."""
        rows: models.QuerySet[Any] = type(self)._base_manager.filter(pk=self.pk)
        rejected = rows.filter(models.Q(state="REJECTED"), **{once: None})
        with transaction.atomic():
            if not rejected.update(**{once: at, "waits_until": until}):
                raise IllegalMove(f"Application {self.pk} waits for nothing, or {once} was before")
            self.refresh_from_db(fields=[once, "waits_until"])
            record(event, subject=self, actor=actor, at=at, payload={"until": until.isoformat()})
