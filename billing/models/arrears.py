"""An invoice in default: the ladder that follows, until it is paid, taken back or given up."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from billing import terms
from billing.collection import collection_costs
from billing.ladder import last_day_of, step_at
from billing.models.charge import Charge
from billing.models.invoice import Invoice
from billing.owing import CameOff, Claimed, Owing, owing
from keurmerk.calendar import add_months, amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models import Membership

_CLIMBING = ["DEFAULT", "NOTICE", "SUSPENSION", "PLAN"]
_CLOSED = ["CLEARED", "WRITTEN_OFF"]


class ArrearsQuerySet(models.QuerySet["Arrears"]):
    def climbing(self) -> "ArrearsQuerySet":
        """With a step still to come by itself."""
        return self.filter(state__in=_CLIMBING)

    def open(self) -> "ArrearsQuerySet":
        return self.exclude(state__in=_CLOSED)

    def for_manager(self) -> "ArrearsQuerySet":
        """A decision of the manager is asked: a suspension, an ending, or giving it up."""
        suspension = Q(state=Arrears.State.SUSPENSION, membership_suspended=False)
        given_up = ~Q(write_off_asked_by="") & ~Q(state__in=_CLOSED)
        return self.filter(suspension | Q(state=Arrears.State.TERMINATION) | given_up)


class Arrears(Lifecycle):
    """What an unpaid invoice is in, from the first day in default on (terms 12.6 to 12.12, reading A17).

    The clock reminds, gives formal notice and asks; suspending, ending and giving up are decisions of people.
    """

    class State(models.TextChoices):
        DEFAULT = "DEFAULT", _("In default")
        NOTICE = "NOTICE", _("Formal notice given")
        SUSPENSION = "SUSPENSION", _("Suspension to decide")
        TERMINATION = "TERMINATION", _("Ending to decide")
        PLAN = "PLAN", _("Payment plan")
        COLLECTION = "COLLECTION", _("With a collector")
        CLEARED = "CLEARED", pgettext_lazy("arrears", "Settled")
        WRITTEN_OFF = "WRITTEN_OFF", _("Written off")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.DEFAULT: {State.NOTICE, State.PLAN, State.CLEARED},
        State.NOTICE: {State.SUSPENSION, State.PLAN, State.COLLECTION, State.CLEARED, State.WRITTEN_OFF},
        State.SUSPENSION: {State.TERMINATION, State.PLAN, State.COLLECTION, State.CLEARED, State.WRITTEN_OFF},
        State.TERMINATION: {State.PLAN, State.COLLECTION, State.CLEARED, State.WRITTEN_OFF},
        State.PLAN: {State.DEFAULT, State.NOTICE, State.SUSPENSION, State.TERMINATION, State.COLLECTION, State.CLEARED},
        State.COLLECTION: {State.PLAN, State.CLEARED, State.WRITTEN_OFF},
        State.CLEARED: {State.DEFAULT},
        State.WRITTEN_OFF: set(),
    }

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="arrears")
    state = models.CharField(max_length=12, choices=State, default=State.DEFAULT)
    since = models.DateField()  # the first day in default
    next_step_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    pay_by = models.DateField(null=True)  # the last day of the formal notice
    held_because = models.CharField(max_length=200, blank=True)
    membership_suspended = models.BooleanField(default=False)
    collector = models.CharField(max_length=120, blank=True)
    write_off_asked_by = models.CharField(max_length=60, blank=True)
    write_off_reason = models.CharField(max_length=300, blank=True)
    written_off_by = models.CharField(max_length=60, blank=True)
    vat_back_on = models.DateField()  # from this day on the VAT can be claimed back at the latest
    closed_at = models.DateTimeField(null=True)

    objects = ArrearsQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=_CLIMBING, next_step_at__isnull=False)
                | Q(~Q(state__in=_CLIMBING), next_step_at__isnull=True),
                name="ladder_knows_its_next_step",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_CLOSED, closed_at__isnull=False) | Q(~Q(state__in=_CLOSED), closed_at=None),
                name="closed_arrears_say_when",
            ),
            models.CheckConstraint(
                condition=Q(written_off_by="")
                | Q(~Q(write_off_asked_by=""), ~Q(written_off_by=F("write_off_asked_by")), state="WRITTEN_OFF"),
                name="two_people_write_off",
            ),
            models.CheckConstraint(
                condition=~Q(state="WRITTEN_OFF") | ~Q(written_off_by=""), name="write_off_says_who_decided"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_step_at"], condition=Q(state__in=_CLIMBING), name="arrears_next_step"),
            models.Index(fields=["since", "id"], name="arrears_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.state}"

    @classmethod
    def begin(cls, invoice: Invoice, *, actor: str, at: datetime) -> "Arrears":
        """The ladder of an invoice that fell overdue; once per invoice, and anew when its payment went back."""
        assert invoice.default_at is not None  # a constraint of the database
        assert invoice.due_on is not None
        since = amsterdam_date(invoice.default_at)
        with transaction.atomic():
            arrears, fresh = cls.objects.get_or_create(
                invoice=invoice,
                defaults={
                    "since": since,
                    "next_step_at": step_at(since, terms.FORMAL_NOTICE_DAY, after=at),
                    "vat_back_on": add_months(invoice.due_on, terms.VAT_BACK_MONTHS),
                },
            )
            if fresh:
                record("arrears.begun", subject=arrears, actor=actor, at=at, payload={"invoice": invoice.pk})
            elif arrears.state == cls.State.CLEARED and invoice.is_payable:
                again = step_at(since, terms.FORMAL_NOTICE_DAY, after=at)
                arrears._step(
                    cls.State.DEFAULT, "arrears.begun", actor=actor, at=at, next_step_at=again, closed_at=None
                )
        return arrears

    @property
    def is_open(self) -> bool:
        return self.state not in _CLOSED

    def owing(self, on: date) -> Owing:
        """What is left on `on`: costs, claimed interest and principal, and the interest that grew (BW 6:44)."""
        claims = [
            Claimed(each.claimed_on, each.amount, each.interest_from) for each in self.invoice.charges.all().standing()
        ]
        paid = self.invoice.payments.filter(state="PAID").values_list("settled_at", F("received") - F("returned"))
        came = [CameOff(amsterdam_date(moment), amount) for moment, amount in paid if moment and amount]
        notes = self.invoice.credit_notes.values_list("issued_on", "set_off")
        credited = [CameOff(day, amount, credited=True) for day, amount in notes if amount]
        return owing(self.invoice.total, default=self.since, events=[*claims, *came, *credited], on=on)

    def climb(self, *, actor: str, at: datetime) -> None:
        """The next step by itself, when its moment came (reading A17); none for what was paid meanwhile."""
        if self.next_step_at is None or at < self.next_step_at:
            raise IllegalMove(f"Arrears {self.pk} have no step now")
        if not self.invoice.is_payable:
            self.clear(actor=actor, at=at)
            return
        steps = {
            self.State.DEFAULT: self._give_notice,
            self.State.NOTICE: self._ask_suspension,
            self.State.SUSPENSION: self._ask_termination,
            self.State.PLAN: self._check_plan,
        }
        steps[self.State(self.state)](actor=actor, at=at)

    def _give_notice(self, *, actor: str, at: datetime) -> None:
        """Formal notice: claims the costs by the scale and the interest until today (terms 12.8, 12.11)."""
        last_day = last_day_of(at, self.since)
        with transaction.atomic():
            principal = self.owing(amsterdam_date(at)).principal
            self._claim_interest(actor=actor, at=at)
            Charge.claim(
                self.invoice,
                Charge.Kind.COSTS,
                collection_costs(principal),
                key=f"costs {self.pk}",
                actor=actor,
                at=at,
                interest_from=last_day + timedelta(days=1),
            )
            self._step(
                self.State.NOTICE,
                "arrears.notice_given",
                actor=actor,
                at=at,
                next_step_at=step_at(self.since, terms.SUSPENSION_DAY, after=at),
                noticed_at=at,
                pay_by=last_day,
            )

    def _ask_suspension(self, *, actor: str, at: datetime) -> None:
        """The notice passed: the manager is asked to suspend (terms 12.10, 14.1; rulebook 2.4)."""
        with transaction.atomic():
            self._claim_interest(actor=actor, at=at)
            coming = step_at(self.since, terms.TERMINATION_DAY, after=at)
            self._step(self.State.SUSPENSION, "arrears.suspension_asked", actor=actor, at=at, next_step_at=coming)

    def _ask_termination(self, *, actor: str, at: datetime) -> None:
        """Five weeks: the manager is asked to end the membership, and nothing ends by itself (terms 12.10)."""
        with transaction.atomic():
            self._claim_interest(actor=actor, at=at)
            self._step(self.State.TERMINATION, "arrears.termination_asked", actor=actor, at=at, next_step_at=None)

    def _check_plan(self, *, actor: str, at: datetime) -> None:
        """The day after an instalment: on to the next one, or back on the ladder when it did not come."""
        plan = self.plans.get(broken_at=None)
        coming = plan.next_check(after=amsterdam_date(at))
        if plan.is_kept(before=amsterdam_date(at)) and coming:
            Arrears.objects.filter(pk=self.pk).update(next_step_at=start_of_day(coming))
            self.refresh_from_db()
            return
        with transaction.atomic():
            plan.broken_at = at
            plan.save(update_fields=["broken_at"])
            back = self.State(plan.interrupted)
            climbs = back.value in _CLIMBING
            again = step_at(amsterdam_date(at), 1, after=at) if climbs else None
            self._step(back, "arrears.plan_broken", actor=actor, at=at, payload={"plan": plan.pk}, next_step_at=again)

    def _claim_interest(self, *, actor: str, at: datetime) -> None:
        """What grew since the last claim; the member is asked for it from now on (terms 12.8, 12.12)."""
        day = amsterdam_date(at)
        asked = self.invoice.charges.all().standing().interest()
        claimed = asked.aggregate(sum=models.Sum("amount"))["sum"] or Decimal(0)
        grown = self.owing(day).accrued - claimed
        key = f"interest {self.pk} {day.isoformat()}"
        Charge.claim(self.invoice, Charge.Kind.INTEREST, max(grown, Decimal(0)), key=key, actor=actor, at=at)

    def add_costs(self, amount: Decimal, *, description: str, evidence: str, actor: str, at: datetime) -> None:
        """Costs that were really made beyond the scale, with their evidence (terms 12.9, 12.11)."""
        self._lock()
        number = self.invoice.charges.costs().count()
        Charge.claim(
            self.invoice,
            Charge.Kind.COSTS,
            amount,
            key=f"made {self.pk} {number}",
            actor=actor,
            at=at,
            interest_from=amsterdam_date(at) + terms.PAYMENT_TERM + timedelta(days=1),
            description=description,
            evidence=evidence,
        )

    def hold(self, until: date, *, reason: str, actor: str, at: datetime) -> None:
        """Finance gives more time: no step before `until`. Interest runs on, nobody may stop paying (terms 12.5)."""
        with transaction.atomic():
            self._lock()
            moment = start_of_day(until)
            if self.next_step_at is None or moment <= at:
                raise IllegalMove(f"Arrears {self.pk} have no step to hold")
            Arrears.objects.filter(pk=self.pk).update(next_step_at=max(moment, self.next_step_at), held_because=reason)
            record("arrears.held", subject=self, actor=actor, at=at, payload={"until": until.isoformat()})
        self.refresh_from_db()

    def suspend_membership(self, *, actor: str, at: datetime) -> Membership:
        """The manager suspends: the seal says so at once, until it is paid (terms 12.10, 14.1, 10.3)."""
        with transaction.atomic():
            self._lock()
            membership = Membership.objects.standing().filter(member=self.invoice.member_id).first()
            if self.state not in {self.State.SUSPENSION, self.State.TERMINATION} or membership is None:
                raise IllegalMove(f"Arrears {self.pk}: nothing to suspend")
            with translation.override(self.invoice.language):
                why = gettext("Invoice %(number)s has not been paid.") % {"number": self.invoice.number}
            membership.suspend(actor=actor, at=at, reason=why)
            Arrears.objects.filter(pk=self.pk).update(membership_suspended=True)
        self.refresh_from_db()
        return membership

    def hand_over(self, collector: str, *, actor: str, at: datetime) -> None:
        """A collector takes over; what comes in still goes off costs, interest and principal (terms 12.9)."""
        self._step(
            self.State.COLLECTION, "arrears.handed_over", actor=actor, at=at, next_step_at=None, collector=collector
        )

    def ask_write_off(self, reason: str, *, actor: str, at: datetime) -> None:
        """Finance thinks that nothing more will come; another person decides (rulebook 2.4)."""
        with transaction.atomic():
            self._lock()
            if not self.may_move_to(self.State.WRITTEN_OFF):
                raise IllegalMove(f"Arrears {self.pk} are {self.state}")
            Arrears.objects.filter(pk=self.pk).update(write_off_asked_by=actor, write_off_reason=reason)
            record("arrears.write_off_asked", subject=self, actor=actor, at=at, payload={"invoice": self.invoice_id})
        self.refresh_from_db()

    def write_off(self, *, actor: str, at: datetime) -> None:
        """A second person agrees: the loss is booked and the VAT in it comes back (Wet OB art. 29, numbers 5.3).

        Raises IllegalMove for who asked for it, and when nobody did.
        """
        with transaction.atomic():
            self._lock()
            if self.write_off_asked_by in {"", actor}:
                raise IllegalMove(f"Arrears {self.pk}: another person than who asked decides")
            self.invoice.write_off(self.owing(amsterdam_date(at)).principal, actor=actor, at=at)
            self._step(
                self.State.WRITTEN_OFF,
                "arrears.written_off",
                actor=actor,
                at=at,
                next_step_at=None,
                written_off_by=actor,
                closed_at=at,
                vat_back_on=min(self.vat_back_on, amsterdam_date(at)),
            )

    def keep(self, *, actor: str, at: datetime) -> None:
        """The manager does not give it up: finance's question is gone, all goes on."""
        with transaction.atomic():
            self._lock()
            if not self.is_open or not self.write_off_asked_by:
                raise IllegalMove(f"Arrears {self.pk}: nobody asked to write them off")
            Arrears.objects.filter(pk=self.pk).update(write_off_asked_by="", write_off_reason="")
            record("arrears.kept", subject=self, actor=actor, at=at, payload={"invoice": self.invoice_id})
        self.refresh_from_db()

    def clear(self, *, actor: str, at: datetime) -> None:
        """Paid or taken back: no further step, and a suspension for it is lifted (terms 14.1). Twice is once."""
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Arrears.objects.select_for_update(of=("self",)))
            if not self.is_open:
                return
            self._step(self.State.CLEARED, "arrears.cleared", actor=actor, at=at, next_step_at=None, closed_at=at)
            self._lift_suspension(actor=actor, at=at)

    def _lift_suspension(self, *, actor: str, at: datetime) -> None:
        others = Arrears.objects.open().filter(invoice__member=self.invoice.member_id, membership_suspended=True)
        suspended = Membership.objects.filter(member=self.invoice.member_id, state=Membership.State.SUSPENDED).first()
        if self.membership_suspended and suspended and not others.exists():
            suspended.reinstate(actor=actor, at=at)

    def _step(
        self, to: str, event: str, *, actor: str, at: datetime, payload: dict[str, Any] | None = None, **fields: Any
    ) -> None:
        facts = {"member": self.invoice.member_id, "invoice": self.invoice_id, **(payload or {})}
        self._move(to, event, actor=actor, at=at, payload=facts, held_because="", **fields)

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Arrears.objects.select_for_update(of=("self",)).select_related("invoice"))
