"""An appeal: free, within six months, decided by somebody else (DSA 20)."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models import User
from reviews.content import cleaned
from reviews.models.decision import Decision, SamePerson
from reviews.models.notice import Notice
from reviews.moderation.outcomes import Outcome, Result, Side


class Appeal(Lifecycle):
    """Somebody does not agree with a decision.

    A trigger fills `first_reader` and `second_reader` from the decision at every change, whatever was written there,
    and a constraint refuses either of them as the one who decides the appeal.
    """

    class State(models.TextChoices):
        FILED = "FILED", _("Filed")
        UPHELD = "UPHELD", pgettext_lazy("notice", "Granted")
        REJECTED = "REJECTED", pgettext_lazy("notice", "Refused")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.FILED: {State.UPHELD, State.REJECTED},
        State.UPHELD: set(),
        State.REJECTED: set(),
    }

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="appeals")
    against = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    side = models.CharField(max_length=8, choices=Side)
    state = models.CharField(max_length=8, choices=State, default=State.FILED)
    text = personal(models.TextField())
    filed_at = models.DateTimeField()
    first_reader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second_reader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (Q(first_reader=None) | ~Q(decided_by=F("first_reader")))
                & (Q(second_reader=None) | ~Q(decided_by=F("second_reader"))),
                name="appeal_is_decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state="FILED", settled_at=None)
                | Q(state__in=["UPHELD", "REJECTED"], settled_at__isnull=False, decided_by__isnull=False),
                name="settled_appeal_says_when_and_by_whom",
            ),
            models.UniqueConstraint(fields=["against", "side"], name="one_appeal_of_each_side"),
            models.UniqueConstraint(fields=["notice"], condition=Q(state="FILED"), name="one_open_appeal_of_a_notice"),
        ]

    def __str__(self) -> str:
        return f"Appeal {self.pk} against decision {self.against_id}"

    @classmethod
    def file(cls, notice: Notice, side: str, text: str, *, actor: str, at: datetime) -> "Appeal":
        """Raises IllegalMove when this side has nothing to appeal against, or its six months have passed (DSA 20)."""
        with transaction.atomic():
            fresh = Notice.locked(notice.pk)
            against = appealable(fresh, side, at)
            if against is None:
                raise IllegalMove(f"{notice}: nothing to appeal against")
            appeal = cls.objects.create(notice=notice, against=against, side=side, text=cleaned(text), filed_at=at)
            facts = {"notice": notice.pk, "shop": notice.shop_id, "side": side, "outcome": against.outcome}
            record("appeal.filed", subject=appeal, actor=actor, at=at, payload=facts)
            notice.take_appeal(actor=actor, at=at)
        return appeal

    def take(self, by: User) -> None:
        """This person decides it. Raises SamePerson for who decided before; the database would refuse it too."""
        if by.pk in {self.against.decided_by_id, self.against.seconded_by_id}:
            raise SamePerson(f"{self} is decided by somebody else")
        Appeal.objects.filter(pk=self.pk, state=self.State.FILED).update(decided_by=by)
        self.decided_by = by

    def leave(self) -> None:
        """The decision was taken back: anybody else may decide it again."""
        Appeal.objects.filter(pk=self.pk, state=self.State.FILED).update(decided_by=None)
        self.decided_by = None

    def settle(self, decision: Decision, *, at: datetime) -> None:
        granted = self.is_upheld_by(decision)
        facts = {"notice": self.notice_id, "side": self.side}
        to, kind = (self.State.UPHELD, "upheld") if granted else (self.State.REJECTED, "rejected")
        self._move(to, f"appeal.{kind}", actor=decision.actor, at=at, payload=facts, settled_at=at)

    def is_upheld_by(self, decision: Decision) -> bool:
        """Does it end otherwise than what was appealed against?"""
        return decision.result != self.against.result

    def may_end_in(self, outcome: str) -> bool:
        """A writer's appeal: it is shown again, or the decision stands. A notifier's: any end but not looking."""
        if self.side == Side.WRITER:
            return outcome in {Outcome.KEEP, self.against.outcome}
        return outcome != Outcome.DISMISS


def appealable(notice: Notice, side: str, at: datetime) -> Decision | None:
    """The decision that this side may appeal against now: only who is worse off by it, once, within six months."""
    if notice.appeal_until is None or at >= notice.appeal_until or notice.state in {"APPEALED", "CLOSED"}:
        return None
    last = notice.decisions.executed().final().order_by("pk").last()
    if last is None or last.is_last_word or notice.decisions.under_way().final().exists():
        return None
    worse_off = Side.WRITER if last.result == Result.GRANTED else Side.NOTIFIER
    return last if side == worse_off and (side == Side.WRITER or notice.has_notifier) else None
