"""What a membership pays, and when next."""

from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext

from billing import calendar
from billing.calendar import Account
from billing.models.discount import TakenDiscount
from billing.models.invoice import Invoice
from billing.models.plan import Period, Plan, Price
from billing.vat import Vat, vat_for
from keurmerk.calendar import start_of_day
from keurmerk.outbox import record
from members.calendar import Day, Span
from members.models import Member, Membership


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def running(self) -> "SubscriptionQuerySet":
        """With invoices still to come. A suspension changes nothing about that (terms 10.3, reading A26).

        After a notice nothing is invoiced beyond the term with which the membership ends (terms 13.5).
        """
        leaves = Q(membership__notice_received_at__isnull=False)
        beyond = leaves & Q(next_invoice_at__gte=F("membership__renews_at"))
        return self.filter(ended_at=None).exclude(membership__state=Membership.State.ENDED).exclude(beyond)


class Subscription(models.Model):
    """One membership's payments: periods counted from its establishment, each invoiced in advance (terms 12.1, A3)."""

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="subscription")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="subscriptions")
    period = models.CharField(max_length=8, choices=Period, default=Period.YEAR)
    months_invoiced = models.PositiveIntegerField(default=0)  # since the day of establishment
    next_invoice_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(next_invoice_at__isnull=False),
                name="running_subscription_has_a_next_invoice",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_invoice_at"], condition=Q(ended_at=None), name="subscription_next_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.period}"

    @classmethod
    def start(cls, membership: Membership, *, actor: str, at: datetime, period: str = Period.YEAR) -> "Subscription":
        """Starts with the membership and sends the first invoice the same day (terms 12.1). Twice is once."""
        with transaction.atomic():
            subscription, fresh = cls.objects.get_or_create(
                membership=membership,
                defaults={
                    "plan": Plan.standard(),
                    "period": period,
                    "next_invoice_at": start_of_day(membership.course.established),
                },
            )
            if fresh:
                record("subscription.started", subject=subscription, actor=actor, at=at, payload={"period": period})
                subscription.invoice_next(actor=actor, at=at)
        return subscription

    def invoice_next(self, *, actor: str, at: datetime) -> Invoice:
        """Invoices the next period in advance, and moves on to the one after (terms 12.1, 12.2).

        The price is that of what the period counts: whoever pays per year pays a term of three months as a quarter.
        """
        period, months = calendar.next_period(self.membership.course, self.account())
        member = self.membership.member
        with transaction.atomic():
            invoice = Invoice.draft(
                member,
                subscription=self,
                period_from=period.first,
                period_to=period.last,
                vat=VatConfirmation.vat_of(member),
            )
            self._add_lines(invoice, Price.objects.in_force(self.plan, Period.counting(months), period.first))
            invoice.issue(actor=actor, at=at)
            if not invoice.total:  # all of it was discounted: there is nothing to wait for
                invoice.settle(actor=actor, at=at)
            self.months_invoiced += months
            self.next_invoice_at = start_of_day(self.next_period.first)
            self.save(update_fields=["months_invoiced", "next_invoice_at"])
        return invoice

    def _add_lines(self, invoice: Invoice, price: Price) -> None:
        invoice.add_line(self.plan.name_in(invoice.language), price.amount)
        if price.surcharge:  # terms 12.3
            with translation.override(invoice.language):
                invoice.add_line(gettext("Surcharge for paying per quarter"), price.surcharge)
        TakenDiscount.take_off(invoice, price.amount, months=self.months_invoiced, surcharge=price.surcharge)

    @property
    def next_period(self) -> Span:
        """The period to be invoiced next (terms 12.1)."""
        return calendar.next_period(self.membership.course, self.account())[0]

    def account(self) -> Account:
        """What the coming periods follow from."""
        return Account(Period(self.period).months, self.months_invoiced, closed=self.ended_at is not None)

    @classmethod
    def coming(cls, membership: Membership, *, since: date, before: date) -> list[Day]:
        """The calendar of a membership, invoices included: all from `since` to the day before `before`, in order."""
        subscription = cls.objects.filter(membership=membership).first()
        account = replace(subscription.account(), dues=subscription._dues()) if subscription else Account(closed=True)
        course = membership.course if membership.is_standing else None
        return calendar.coming(course, account, since=since, before=before)

    def _dues(self) -> list[date]:
        """The last days for paying what is open and not in default."""
        return [invoice.due_on for invoice in self.invoices.within_term() if invoice.due_on]

    def choose_period(self, period: str, *, actor: str, at: datetime) -> None:
        """Pay per quarter or per year from the next invoice on; what was invoiced stays (terms 12.1, reading A15).

        A year is invoiced from the first day of a term, so until then the quarters go on.
        """
        if Period(period) == self.period or self.ended_at:
            return
        with transaction.atomic():
            Subscription.objects.select_for_update().get(pk=self.pk)
            Subscription.objects.filter(pk=self.pk).update(period=period)
            self.refresh_from_db()
            payload = {"period": period, "from": self.next_period.first.isoformat()}
            record("subscription.period_chosen", subject=self, actor=actor, at=at, payload=payload)

    def end(self, *, actor: str, at: datetime) -> None:
        """No further invoices; what was invoiced stays due and is not refunded (terms 13.7, 14.3). Twice is once."""
        with transaction.atomic():
            ended = Subscription.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at, next_invoice_at=None)
            if ended:
                record("subscription.ended", subject=self, actor=actor, at=at)


class VatConfirmation(models.Model):
    """Proof that VIES knew a member's VAT number, and when: without it, 21 % is charged (numbers 5.3)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="vat_confirmations")
    vat_number = models.CharField(max_length=20)
    request_id = models.CharField(max_length=40)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.vat_number} confirmed {self.confirmed_at:%Y-%m-%d}"

    @classmethod
    def vat_of(cls, member: Member) -> Vat:
        """The VAT on what this member buys today."""
        confirmed = bool(member.vat_number) and cls.objects.filter(member=member, vat_number=member.vat_number).exists()
        return vat_for(member.country, number_confirmed=confirmed)
