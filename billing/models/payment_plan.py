"""A payment plan: what is owed in parts, each with its day. As long as it is kept, the ladder stands still."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q, Sum

from billing import terms
from billing.models.arrears import Arrears
from keurmerk.calendar import add_months, amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove


class PaymentPlan(models.Model):
    """What finance agreed with a member about one invoice in default."""

    arrears = models.ForeignKey(Arrears, models.PROTECT, related_name="plans")
    interrupted = models.CharField(max_length=12, choices=Arrears.State)  # where the ladder goes on when it is broken
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=60)
    broken_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["arrears"], condition=Q(broken_at=None), name="one_payment_plan_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"plan of {self.arrears_id}"

    @classmethod
    def agree(
        cls, arrears: Arrears, parts: Sequence[tuple[date, Decimal]], *, actor: str, at: datetime
    ) -> "PaymentPlan":
        """Agrees on parts of all that is owed now, each to be paid on its day at the latest.

        Raises IllegalMove when they do not come to what is owed, when a day is past or named twice, and when the
        arrears are closed or in a plan already.
        """
        with transaction.atomic():
            arrears.refresh_from_db(
                from_queryset=Arrears.objects.select_for_update(of=("self",)).select_related("invoice")
            )
            owed = arrears.invoice.outstanding
            days = [day for day, _amount in parts]
            wrong = (
                not arrears.may_move_to(Arrears.State.PLAN)
                or sum((amount for _day, amount in parts), Decimal(0)) != owed
                or min(days, default=date.min) < amsterdam_date(at)
                or len(set(days)) != len(days)
                or len(days) > terms.MOST_INSTALMENTS
            )
            if wrong:
                raise IllegalMove(f"Arrears {arrears.pk}: these parts are no plan for {owed}")
            plan = cls.objects.create(arrears=arrears, interrupted=arrears.state, agreed_at=at, agreed_by=actor)
            first = start_of_day(min(days) + timedelta(days=1))
            facts = {"plan": plan.pk}
            arrears._step(
                Arrears.State.PLAN, "arrears.plan_agreed", actor=actor, at=at, payload=facts, next_step_at=first
            )
            Instalment.objects.bulk_create(Instalment(plan=plan, due_on=day, amount=amount) for day, amount in parts)
        return plan

    def is_kept(self, *, before: date) -> bool:
        """Did all come that had to be paid before that day?"""
        due = self.instalments.filter(due_on__lt=before).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        paid = self.arrears.invoice.payments.filter(state="PAID", settled_at__gte=self.agreed_at)
        return (paid.aggregate(sum=Sum("received"))["sum"] or Decimal(0)) >= due

    def next_check(self, *, after: date) -> date | None:
        """The day after the next instalment; None when all have passed."""
        coming = self.instalments.filter(due_on__gte=after).order_by("due_on").first()
        return coming.due_on + timedelta(days=1) if coming else None


class Instalment(models.Model):
    """One part of a plan, in euros."""

    plan = models.ForeignKey(PaymentPlan, models.CASCADE, related_name="instalments")
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "due_on"], name="one_instalment_a_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_is_more_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.due_on}"


def equal_parts(amount: Decimal, number: int, *, first: date) -> list[tuple[date, Decimal]]:
    """As many equal parts, a month apart and counted from the first day; the last one takes the cents that are left."""
    each = (amount / number).quantize(Decimal("0.01"))
    amounts = [each] * (number - 1) + [amount - each * (number - 1)]
    return [(add_months(first, n), part) for n, part in enumerate(amounts)]
