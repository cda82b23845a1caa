"""A decision: reasons first, carried out ten minutes later, so that it can be taken back before anybody hears."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models import User
from reviews import terms
from reviews.grounds import HIDES_AT_ONCE, Basis, Grounds
from reviews.models.decision_rules import CONSTRAINTS
from reviews.models.notice import Notice
from reviews.moderation.filing import Subject
from reviews.moderation.outcomes import LASTS, Duration, Outcome, Result
from reviews.moderation.reasons import Evidence, Reasons


class SamePerson(IllegalMove):
    """This asks for another pair of eyes."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def waiting(self) -> "DecisionQuerySet":
        """Decided; carried out when its ten minutes have passed."""
        return self.filter(state=Decision.State.WAITING)

    def under_way(self) -> "DecisionQuerySet":
        return self.filter(state__in=[Decision.State.PROPOSED, Decision.State.WAITING])

    def executed(self) -> "DecisionQuerySet":
        return self.filter(state=Decision.State.EXECUTED)

    def final(self) -> "DecisionQuerySet":
        """But for holding something until a person has looked, which decides nothing yet."""
        return self.exclude(outcome=Outcome.HOLD)


class Decision(Lifecycle):
    """What is decided on a notice, with everything a statement of reasons must hold (DSA 17; product.md B4)."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("Waits for a second reader")
        WAITING = "WAITING", _("Decided, can be taken back")
        EXECUTED = "EXECUTED", _("Carried out")
        DECLINED = "DECLINED", _("The second reader did not agree")
        UNDONE = "UNDONE", _("Taken back")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.PROPOSED: {State.WAITING, State.DECLINED, State.UNDONE},
        State.WAITING: {State.EXECUTED, State.UNDONE},
        State.EXECUTED: set(),
        State.DECLINED: set(),
        State.UNDONE: set(),
    }
    Outcome = Outcome

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="decisions")
    appeal = models.ForeignKey("reviews.Appeal", models.PROTECT, null=True, related_name="decisions")
    state = models.CharField(max_length=8, choices=State)
    outcome = models.CharField(max_length=7, choices=Outcome)
    duration = models.CharField(max_length=13, choices=Duration, blank=True)
    everywhere = models.BooleanField(default=True)  # we hide nothing in one country only (DSA 17, third paragraph, a)
    grounds = models.CharField(max_length=20, choices=Grounds)
    rule = models.CharField(max_length=4)
    basis = models.CharField(max_length=5, choices=Basis)
    law = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=9, choices=Evidence)
    facts = models.TextField()
    reasoning = models.TextField()
    private_note = personal(models.TextField(blank=True))
    manifestly_unfounded = models.BooleanField(default=False)
    automated = models.BooleanField(default=False)
    detected_automatically = models.BooleanField(default=False)
    four_eyes = models.BooleanField(default=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    seconded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    second_note = personal(models.TextField(blank=True))
    executes_at = models.DateTimeField(null=True)
    executed_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = CONSTRAINTS
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["executes_at"], condition=Q(state="WAITING"), name="decision_due"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} on notice {self.notice_id}"

    # --- how it comes about --------------------------------------------------------------------

    @classmethod
    def make(cls, notice: Notice, outcome: str, reasons: Reasons, *, by: User, at: datetime) -> "Decision":
        """A person decides. Removing a verified review waits for a second reader; the rest for ten minutes.

        Holding hides at once (reading A28). Raises InOtherHands, SamePerson or IllegalMove.
        """
        with transaction.atomic():
            notice.claim(by, at=at)
            notice.refresh_from_db()
            appeal = notice.open_appeal
            if appeal:
                appeal.take(by)
            _check(notice, outcome, reasons)
            if notice.state == Notice.State.FILED and outcome != Outcome.DISMISS:
                notice.admit(actor=f"user:{by.pk}", at=at)
            decision = cls._create(notice, outcome, reasons, decided_by=by, decided_at=at, appeal=appeal)
            if outcome == Outcome.HOLD:
                notice.target.hold(reasons.grounds, actor=decision.actor, at=at)
        return decision

    @classmethod
    def automatic(cls, notice: Notice, outcome: str, reasons: Reasons, *, at: datetime) -> "Decision":
        """By written rule, without a person: it stays when its writer is silent, or it was held by the filter."""
        with transaction.atomic():
            decision = cls._create(notice, outcome, reasons, automated=True, decided_at=at)
            decision.execute(at=at)
        return decision

    @classmethod
    def _create(cls, notice: Notice, outcome: str, reasons: Reasons, **facts: Any) -> "Decision":
        at, automated = facts["decided_at"], facts.get("automated", False)
        four_eyes = outcome == Outcome.REMOVE and notice.subject != Subject.REPLY and notice.publication.verified
        decision = cls.objects.create(
            notice=notice,
            outcome=outcome,
            state=cls.State.PROPOSED if four_eyes else cls.State.WAITING,
            executes_at=None if four_eyes else at if automated else at + terms.UNDO,
            four_eyes=four_eyes,
            duration=LASTS.get(outcome, ""),
            detected_automatically=notice.detected_automatically,
            rule=reasons.rule.code,
            basis=reasons.rule.basis,
            **{name: getattr(reasons, name) for name in _TOLD},
            **facts,
        )
        record("decision.made", subject=decision, actor=decision.actor, at=at, payload=decision._facts)
        return decision

    def second(self, *, by: User, at: datetime) -> None:
        """The second reader agrees; the ten minutes begin. Raises SamePerson."""
        self._must_be_another(by)
        facts = {"seconded_by": by, "seconded_at": at, "executes_at": at + terms.UNDO}
        self._step(self.State.WAITING, "seconded", actor=f"user:{by.pk}", at=at, **facts)

    def decline(self, note: str, *, by: User, at: datetime) -> None:
        """The second reader does not agree: the case is open again, with the note for colleagues."""
        self._must_be_another(by)
        with transaction.atomic():
            self._step(self.State.DECLINED, "declined", actor=f"user:{by.pk}", at=at, second_note=note)
            self._leave_appeal()

    def undo(self, *, by: User, at: datetime) -> None:
        """Takes it back before anybody hears of it; what was hidden is shown again."""
        if self.executes_at is not None and at >= self.executes_at:
            raise IllegalMove(f"{self}: the ten minutes have passed")
        with transaction.atomic():
            self._step(self.State.UNDONE, "undone", actor=f"user:{by.pk}", at=at)
            self._leave_appeal()
            target = self.notice.target
            if self.outcome == Outcome.HOLD and target.state == target.State.HELD:
                target.release(actor=f"user:{by.pk}", at=at)

    def execute(self, *, at: datetime) -> None:
        """Carries it out: the review, the appeal and the notice; letters follow the event."""
        with transaction.atomic():
            notice = Notice.locked(self.notice_id)
            if notice.state == Notice.State.CLOSED:  # its writer removed it in these ten minutes
                self._step(self.State.UNDONE, "overtaken", actor="clock", at=at)
                return
            self._step(self.State.EXECUTED, "executed", actor=self.actor, at=at, executed_at=at)
            self._apply(notice, at=at)
            if self.outcome != Outcome.HOLD:
                if self.appeal:
                    self.appeal.settle(self, at=at)
                notice.settle(self, at=at)

    def _apply(self, notice: Notice, *, at: datetime) -> None:
        target = notice.target
        if self.outcome == Outcome.REMOVE and target.may_move_to(target.State.REMOVED):
            target.remove(self.grounds, actor=self.actor, at=at)
        if self.outcome not in {Outcome.KEEP, Outcome.DISMISS} or notice.is_kept_down_by_another:
            return
        if target.state == target.State.HELD:
            target.release(actor=self.actor, at=at)
        elif target.state == target.State.REMOVED and notice.result == Result.GRANTED:
            target.reinstate(actor=self.actor, at=at)

    def _must_be_another(self, by: User) -> None:
        if by.pk == self.decided_by_id:
            raise SamePerson(f"{self}: the second reader is another person")

    def _leave_appeal(self) -> None:
        if self.appeal:
            self.appeal.leave()

    def _step(self, to: str, kind: str, *, actor: str, at: datetime, **fields: Any) -> None:
        self._move(to, f"decision.{kind}", actor=actor, at=at, payload=self._facts, **fields)

    # --- what it says --------------------------------------------------------------------------

    @property
    def _facts(self) -> dict[str, Any]:
        return {"notice": self.notice_id, "outcome": self.outcome, "grounds": self.grounds, "automated": self.automated}

    @property
    def actor(self) -> str:
        return f"user:{self.decided_by_id}" if self.decided_by_id else "rules"

    @property
    def result(self) -> str:
        granted = self.outcome in {Outcome.EDIT, Outcome.REMOVE}
        return Result.GRANTED if granted else Result.REFUSED

    @property
    def is_last_word(self) -> bool:
        """An appeal was decided and nobody is worse off by it than before: there is nothing left to appeal against."""
        return self.appeal is not None and (self.result == Result.REFUSED or not self.appeal.is_upheld_by(self))

    @property
    def leads_to(self) -> str:
        states = Notice.State
        return {
            Outcome.KEEP: states.DECIDED_KEEP,
            Outcome.EDIT: states.DECIDED_EDIT,
            Outcome.REMOVE: states.DECIDED_REMOVE,
            Outcome.DISMISS: states.INADMISSIBLE,
        }[Outcome(self.outcome)]


_TOLD = ("grounds", "facts", "reasoning", "evidence", "law", "private_note", "manifestly_unfounded")


def _check(notice: Notice, outcome: str, reasons: Reasons) -> None:
    """Raises IllegalMove for what cannot be decided on this notice now."""
    if outcome == Outcome.HOLD:
        if not notice.is_open or not notice.target.may_move_to("HELD") or reasons.grounds not in HIDES_AT_ONCE:
            raise IllegalMove(f"{notice}: nothing to hide")
        return
    notice.must_be_ours()
    if notice.decisions.under_way().final().exists():
        raise IllegalMove(f"{notice} is being decided")
    if outcome == Outcome.DISMISS and notice.state != Notice.State.FILED:
        raise IllegalMove(f"{notice} was taken up")
    if outcome == Outcome.EDIT and notice.state in {Notice.State.DECIDED_EDIT, Notice.State.DECIDED_REMOVE}:
        raise IllegalMove(f"{notice}: the writer was asked already")
    appeal = notice.open_appeal
    if appeal and not appeal.may_end_in(outcome):
        raise IllegalMove(f"{notice}: an appeal leaves its writer no worse off")
