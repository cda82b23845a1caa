"""Discounts by a code: of ourselves or of a partner, between two days, so often and no more."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Q, Sum
from django.utils import translation
from django.utils.translation import gettext

from billing import terms
from billing.models.invoice import Invoice
from billing.models.plan import Plan
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.money import euros
from keurmerk.outbox import record
from members.models import Member

_NOTHING = Decimal(0)


class NotValid(Exception):
    """This code cannot be used: it is unknown, not in force, used up, or used before by this member."""


class DiscountQuerySet(models.QuerySet["Discount"]):
    def in_force(self, day: date) -> "DiscountQuerySet":
        """That can be taken on `day`."""
        not_over = Q(valid_until=None) | Q(valid_until__gte=day)
        left = Q(most_uses=None) | Q(uses__lt=F("most_uses"))
        return self.filter(not_over, left, valid_from__lte=day, stopped_at=None)

    def with_figures(self) -> "DiscountQuerySet":
        """What each code did: who still gets it, what was given, and what those members were asked with it."""
        return self.annotate(
            running=Count("taken", filter=Q(taken__periods_left__gt=0)),
            given=Sum("taken__given", default=_NOTHING),
            asked=Sum("taken__asked", default=_NOTHING),
        )

    def newest_first(self) -> "DiscountQuerySet":
        return self.order_by("-made_at", "-pk")


class Discount(models.Model):
    """A code that takes a part or an amount off the price of so many invoices.

    In percent of the price, or in euros without VAT off each invoice; never off the surcharge of quarterly payers
    (terms 12.3), and never more than the price.
    """

    code = models.CharField(max_length=20, unique=True)
    partner = models.CharField(max_length=120, blank=True)  # whose code it is; empty: our own
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="discounts")  # empty: every plan
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    periods = models.PositiveSmallIntegerField(null=True)  # invoices that it counts for; empty: the first term
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    most_uses = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    stopped_at = models.DateTimeField(null=True)

    objects = DiscountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]{3,20}$"), name="discount_code_can_be_typed"),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100, amount=None) | Q(percent=None, amount__gt=0),
                name="discount_is_percent_or_amount",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="discount_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(most_uses=None) | Q(uses__lte=F("most_uses")), name="discount_is_not_used_too_often"
            ),
            models.CheckConstraint(condition=Q(periods=None) | Q(periods__gt=0), name="discount_counts_for_something"),
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def make(cls, code: str, *, actor: str, at: datetime, **terms_of_use: Any) -> "Discount":
        """Raises IntegrityError when the code exists."""
        with transaction.atomic():
            made = cls.objects.create(code=_plain(code), made_at=at, made_by=actor, **terms_of_use)
            record("discount.made", subject=made, actor=actor, at=at, payload={"code": made.code})
        return made

    def stop(self, *, actor: str, at: datetime) -> None:
        """Nobody can take it any more; who has it keeps it. Twice is once."""
        with transaction.atomic():
            if Discount.objects.filter(pk=self.pk, stopped_at=None).update(stopped_at=at):
                record("discount.stopped", subject=self, actor=actor, at=at, payload={"code": self.code})
        self.refresh_from_db(fields=["stopped_at"])

    @classmethod
    def take(cls, code: str, member: Member, *, actor: str, at: datetime) -> "TakenDiscount":
        """The member takes it for its coming invoices. Raises NotValid.

        Once per member, one at a time, and together never more often than was set: the count is moved by the row that
        everybody waits for, and the database refuses one too many.
        """
        with transaction.atomic():
            found = cls.objects.in_force(amsterdam_date(at)).filter(code=_plain(code))
            if not found.update(uses=F("uses") + 1):
                raise NotValid(code)
            discount = cls.objects.get(code=_plain(code))
            try:
                with transaction.atomic():
                    taken = TakenDiscount.objects.create(
                        discount=discount, member=member, periods_left=discount._periods_for(member), taken_at=at
                    )
            except IntegrityError as fault:
                raise NotValid(code) from fault
            payload = {"code": discount.code, "member": member.pk}
            record("discount.taken", subject=taken, actor=actor, at=at, payload=payload)
        return taken

    def _periods_for(self, member: Member) -> int:
        """How many of its invoices; of the first term, those to come, and so none after it. Raises NotValid."""
        running = [each.subscription for each in member.memberships.all() if hasattr(each, "subscription")]
        paid = running[-1] if running else None
        if self.plan_id and self.plan != (paid.plan if paid else Plan.standard()):
            raise NotValid(self.code)
        if self.periods:
            return self.periods
        if paid and paid.months_invoiced >= terms.FIRST_TERM_MONTHS:
            raise NotValid(self.code)
        return terms.FIRST_TERM_MONTHS  # the most there can be; `take_off` ends it with the term

    def off(self, price: Decimal) -> Decimal:
        """What comes off this price, in euros without VAT."""
        part = price * self.percent / 100 if self.percent is not None else self.amount or _NOTHING
        return min(euros(part), price)

    @property
    def words(self) -> str:
        """As it stands on the invoice."""
        if self.percent is None:
            return gettext("Discount %(code)s") % {"code": self.code}
        percent = f"{self.percent.normalize():f}"
        return gettext("Discount %(code)s, %(percent)s%%") % {"code": self.code, "percent": percent}

    @property
    def for_first_term(self) -> bool:
        return self.periods is None


class TakenDiscountQuerySet(models.QuerySet["TakenDiscount"]):
    def running(self) -> "TakenDiscountQuerySet":
        """For invoices still to come."""
        return self.filter(periods_left__gt=0)


class TakenDiscount(models.Model):
    """A member's use of a discount: for how many invoices still, and what it came to so far."""

    discount = models.ForeignKey(Discount, models.PROTECT, related_name="taken")
    member = models.ForeignKey(Member, models.PROTECT, related_name="discounts")
    periods_left = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    given = models.DecimalField(max_digits=10, decimal_places=2, default=_NOTHING)
    asked = models.DecimalField(max_digits=10, decimal_places=2, default=_NOTHING)  # of those invoices, without VAT

    objects = TakenDiscountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["discount", "member"], name="discount_once_per_member"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(periods_left__gt=0), name="one_discount_at_a_time_per_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discount_id} of {self.member_id}"

    @classmethod
    def take_off(cls, invoice: Invoice, price: Decimal, *, months: int, surcharge: Decimal) -> None:
        """Puts the member's discount on a draft as a line of its own, under the VAT of the invoice.

        `months` were invoiced before it: a discount for the first term ends with that.
        """
        taken = cls.objects.running().select_for_update(of=("self",)).select_related("discount")
        mine = taken.filter(member=invoice.member_id).first()
        if mine is None:
            return
        if mine.discount.for_first_term and months >= terms.FIRST_TERM_MONTHS:
            mine.periods_left = 0
            mine.save(update_fields=["periods_left"])
            return
        off = mine.discount.off(price)
        with translation.override(invoice.language):
            invoice.add_line(mine.discount.words, -off)
        mine.periods_left -= 1
        mine.given += off
        mine.asked += price + surcharge - off
        mine.save(update_fields=["periods_left", "given", "asked"])

    def give_up(self, *, actor: str, at: datetime) -> None:
        """It was never used, for the membership did not begin: somebody else can have it.

        Raises IllegalMove once it came off an invoice.
        """
        with transaction.atomic():
            locked = TakenDiscount.objects.select_for_update().select_related("discount").get(pk=self.pk)
            if locked.given:
                raise IllegalMove(f"Discount {self} came off an invoice")
            Discount.objects.filter(pk=locked.discount_id).update(uses=F("uses") - 1)
            payload = {"code": locked.discount.code, "member": locked.member_id}
            record("discount.given_up", subject=locked, actor=actor, at=at, payload=payload)
            locked.delete()


def _plain(code: str) -> str:
    return code.strip().upper()
