"""How an inspection ends: proposed where two people are needed, taken back within ten minutes, then carried out."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections import terms
from keurmerk.lifecycle import IllegalMove, Lifecycle
from members.models import Application, HostProof, User

if TYPE_CHECKING:
    from inspections.models.finding import FindingQuerySet
    from inspections.models.inspection import Inspection


HOST_PROOF = "HOST"  # in the way beside the criteria: nobody showed that they run the host (terms 5.7)


class NotYet(Exception):
    """The decision cannot be taken yet; `codes` are the criteria that stand in the way."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class SecondPerson(IllegalMove):
    """This asks for another pair of eyes than the inspector's."""


class State(models.TextChoices):
    QUEUED = "QUEUED", _("In the queue")
    ASSIGNED = "ASSIGNED", _("Taken")
    RUNNING = "RUNNING", _("Being inspected")
    PROPOSED = "PROPOSED", _("Waits for a second inspector")
    DECIDED = "DECIDED", _("Decided, can be taken back")
    PASSED = "PASSED", _("Passed")
    FAILED = "FAILED", pgettext_lazy("inspection", "Failed")
    CANCELLED = "CANCELLED", pgettext_lazy("inspection", "Cancelled")


CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=~Q(state__in=["PROPOSED", "DECIDED", "PASSED", "FAILED"]) | Q(decided_at__isnull=False),
        name="inspection_decided_says_when",
    ),
    models.CheckConstraint(
        condition=Q(state="PROPOSED", outcome="PASSED", executes_at__isnull=True)
        | Q(state="DECIDED", executes_at__isnull=False) & ~Q(outcome="")
        | Q(state__in=["PASSED", "FAILED"]) & (Q(outcome=F("state")) | Q(outcome=""))  # before there was an outcome
        | Q(state__in=["QUEUED", "ASSIGNED", "RUNNING", "CANCELLED"]),
        name="inspection_outcome_fits_its_state",
    ),
    models.CheckConstraint(
        condition=Q(four_eyes=False)
        | ~Q(state__in=["DECIDED", "PASSED"], outcome="PASSED")
        | Q(seconded_by__isnull=False, seconded_at__isnull=False) & ~Q(seconded_by=F("inspector")),
        name="risk_shop_is_approved_by_two",
    ),
]


class Ruling(Lifecycle):
    """The decision on an inspection. Nobody outside hears of it, and nothing follows, before it is carried out."""

    outcome = models.CharField(
        max_length=6, choices=[(each.value, each.label) for each in (State.PASSED, State.FAILED)], blank=True
    )
    decided_at = models.DateTimeField(null=True)
    executes_at = models.DateTimeField(null=True)  # the end of the ten minutes
    four_eyes = models.BooleanField(default=False)
    seconded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    note_to_shop = models.TextField(blank=True)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        application: Any
        application_id: int | None
        findings: Any
        inspector_id: int | None
        kind: str
        risk_reasons: list[str]
        round: int
        shop: Any
        shop_id: int

        def _mine(self, user: User) -> None: ...

    @property
    def needs_two(self) -> bool:
        """A shop with these risks is approved by two people (rulebook 2.2)."""
        return bool(terms.RISKS_FOR_TWO & set(self.risk_reasons))

    def approve(self, *, by: User, at: datetime, note: str = "") -> None:
        """Every required point is met or waived (terms 4.1, 3.11); a risk shop then waits for a second inspector.

        The applicant has shown to run the host that the mark is bound to (terms 5.7).
        Raises NotYet with the codes that stand in the way, IllegalMove when it is not `by`'s case.
        """
        with transaction.atomic():
            locked = self._locked()
            locked._mine(by)
            obstacles = list(locked.findings.in_the_way().values_list("criterion__code", flat=True))
            if self.application and not HostProof.holds_for(self.application):
                obstacles.append(HOST_PROOF)
            if obstacles or not locked.findings.exists():
                raise NotYet(obstacles)
            if self.needs_two:
                self._decide(State.PROPOSED, State.PASSED, by=by, at=at, note=note, executes_at=None, four_eyes=True)
            else:
                self._decide(State.DECIDED, State.PASSED, by=by, at=at, note=note)

    def reject(self, *, by: User, at: datetime, note: str = "") -> None:
        """At least one required point is not met; the owner will get each with quote, page and advice (terms 4.7).

        Raises NotYet without codes when no required point has failed for certain.
        """
        with transaction.atomic():
            locked = self._locked()
            locked._mine(by)
            if not locked.findings.blocking().failed().exists():
                raise NotYet([])
            self._decide(State.DECIDED, State.FAILED, by=by, at=at, note=note)

    def _locked(self) -> "Inspection":
        """Nobody judges a point, and the application does not move, while the decision is taken."""
        locked: Any = type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)
        if locked.application_id and not self._is_in_inspection():
            raise IllegalMove(f"The application of inspection {self.pk} is not in inspection")
        found: Inspection = locked
        return found

    def _is_in_inspection(self) -> bool:
        assert self.application_id is not None  # who asks has looked
        applications = Application.objects.filter(pk=self.application_id, state=Application.State.IN_INSPECTION)
        return applications.select_for_update().exists()

    def _decide(self, to: str, outcome: str, *, by: User, at: datetime, note: str, **fields: Any) -> None:
        facts = {
            "outcome": outcome, "decided_at": at, "note_to_shop": note, "executes_at": at + terms.UNDO,
            "four_eyes": False, "seconded_by": None, "seconded_at": None,
        }  # fmt: skip
        self._step(to, "decided", actor=f"user:{by.pk}", at=at, **{**facts, **fields})

    def second(self, *, by: User, at: datetime) -> None:
        """A second person agrees, and the ten minutes begin. Raises SecondPerson to the inspector."""
        self._must_be_another(by)
        facts = {"seconded_by": by, "seconded_at": at, "executes_at": at + terms.UNDO}
        self._step(State.DECIDED, "seconded", actor=f"user:{by.pk}", at=at, **facts)

    def decline(self, *, by: User, at: datetime) -> None:
        """The second person does not agree: the case is in the inspector's hands again."""
        self._must_be_another(by)
        self._reopen("declined", actor=f"user:{by.pk}", at=at)

    def undo(self, *, by: User, at: datetime) -> None:
        """Taken back before anybody heard of it, by who decided it or the manager; the note stays as a draft."""
        if by.pk not in {self.inspector_id, self.seconded_by_id} and not by.has_role():
            raise IllegalMove("Only who decided it can take it back")
        if self.executes_at is not None and at >= self.executes_at:
            raise IllegalMove(f"Inspection {self.pk}: the ten minutes have passed")
        self._reopen("undone", actor=f"user:{by.pk}", at=at)

    def execute(self, *, at: datetime) -> None:
        """Carries it out, once: the application with its mark and membership; the letter follows the event.

        With the sharing clause in the privacy statement, the shop may send invitations from now on (terms 18.2).
        When the application moved on in these ten minutes, nothing follows and the case is open again.
        """
        actor = f"user:{self.inspector_id}"
        with transaction.atomic():
            if self.application_id and not self._is_in_inspection():
                self._reopen("overtaken", actor="clock", at=at)
                return
            passed = self.outcome == State.PASSED
            self._step(self.outcome, "passed" if passed else "failed", actor=actor, at=at)
            if self.application:
                self.application.refresh_from_db()
                verb = self.application.approve if passed else self.application.reject
                verb(actor=actor, at=at)
            if passed and self.findings.met().filter(criterion__code="PR-15").exists():
                self.shop.note_sharing_clause(actor=actor, at=at)

    def failed_points(self) -> "FindingQuerySet":
        """What the report tells to improve, the required points first (terms 4.7)."""
        failed: FindingQuerySet = self.findings.failed().select_related("criterion")
        return failed.order_by("criterion__severity", "criterion__position")

    def _reopen(self, kind: str, *, actor: str, at: datetime) -> None:
        facts = {"outcome": "", "decided_at": None, "executes_at": None, "seconded_by": None, "seconded_at": None}
        self._step(State.RUNNING, kind, actor=actor, at=at, **facts)

    def _must_be_another(self, by: User) -> None:
        if by.pk == self.inspector_id:
            raise SecondPerson(f"Inspection {self.pk} asks for a second person")

    def _step(self, to: str, kind: str, *, actor: str, at: datetime, **fields: Any) -> None:
        outcome = fields.get("outcome") or self.outcome
        facts = {
            "shop": self.shop_id, "application": self.application_id, "kind": self.kind, "round": self.round,
            "outcome": outcome,
        }  # fmt: skip
        self._move(to, f"inspection.{kind}", actor=actor, at=at, payload=facts, **fields)
