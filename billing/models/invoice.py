"""Invoices: drafted, issued under a number of their own, and from then on as hard as a tile."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from billing import bookings, terms
from billing.calendar import default_on, due_on
from billing.models.series import NumberSeries
from billing.reference import creditor_reference
from billing.vat import Treatment, Vat
from keurmerk.calendar import AMSTERDAM, amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.money import VatRate, euros
from keurmerk.outbox import record
from keurmerk.workdays import add_workdays, is_workday
from members.models import Member, Shop

if TYPE_CHECKING:
    from billing.models.subscription import Subscription


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def sent(self) -> "InvoiceQuerySet":
        """Everything the member has received."""
        return self.exclude(state=Invoice.State.DRAFT)

    def payable_by(self, shop: Shop) -> "InvoiceQuerySet":
        """What the company behind this shop was sent; another company's invoices do not exist for it."""
        return self.sent().filter(member=shop.member_id)

    def unpaid(self) -> "InvoiceQuerySet":
        return self.filter(state__in=[Invoice.State.ISSUED, Invoice.State.OVERDUE])

    def within_term(self) -> "InvoiceQuerySet":
        return self.filter(state=Invoice.State.ISSUED)

    def overdue(self) -> "InvoiceQuerySet":
        return self.filter(state=Invoice.State.OVERDUE)

    def not_reminded(self) -> "InvoiceQuerySet":
        return self.overdue().filter(reminded_at=None)

    def not_earned(self) -> "InvoiceQuerySet":
        """With months that are not booked as earned yet."""
        return self.filter(release_due_at__isnull=False)

    def with_received(self) -> "InvoiceQuerySet":
        """With `came_in`: what was received for each, in euros."""
        kept = F("payments__received") - F("payments__returned")
        paid = Sum(kept, filter=Q(payments__state="PAID"), default=Decimal(0))
        return self.annotate(came_in=paid)

    def newest_first(self) -> "InvoiceQuerySet":
        return self.order_by("-issued_on", "-number")


class Invoice(Lifecycle):
    """What a member owes for a period: number, snapshot of the parties and totals, frozen once issued (numbers 5.4)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        ISSUED = "ISSUED", _("Open")
        PAID = "PAID", _("Paid")
        OVERDUE = "OVERDUE", _("Overdue")
        CREDITED = "CREDITED", _("Credited")
        WRITTEN_OFF = "WRITTEN_OFF", _("Written off")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.DRAFT: {State.ISSUED},
        State.ISSUED: {State.PAID, State.OVERDUE, State.CREDITED},
        State.OVERDUE: {State.PAID, State.CREDITED, State.WRITTEN_OFF},
        State.PAID: {State.ISSUED, State.CREDITED},
        State.CREDITED: set(),
        State.WRITTEN_OFF: set(),
    }

    member = models.ForeignKey(Member, models.PROTECT, related_name="invoices")
    subscription = models.ForeignKey(
        "billing.Subscription", models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    number = models.CharField(_("Number"), max_length=20, null=True, unique=True)  # noqa: DJ001  # a draft has none
    reference = models.CharField(max_length=25, blank=True)
    language = models.CharField(max_length=2, default="nl")
    buyer_name = models.CharField(max_length=160)
    buyer_street = models.CharField(max_length=140)
    buyer_postcode = models.CharField(max_length=12)
    buyer_city = models.CharField(max_length=80)
    buyer_country = models.CharField(max_length=2)
    buyer_kvk_number = models.CharField(max_length=8, blank=True)
    buyer_vat_number = models.CharField(max_length=20, blank=True)
    seller = models.JSONField(default=dict)  # the brand's legal particulars on the day of issue
    period_from = models.DateField()
    period_to = models.DateField()
    vat_treatment = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Treatment])
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2)
    net = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    vat = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    credited = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))  # by credit notes, with VAT
    charged = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))  # interest and costs claimed
    written_off = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))  # given up, less what came
    written_off_vat = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))  # part of `written_off`
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    default_at = models.DateTimeField(null=True)
    reminder_due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    release_due_at = models.DateTimeField(null=True)  # when the next month of it can be booked as earned
    pdf = models.CharField(max_length=120, blank=True)  # path in the default storage, made once

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="DRAFT", number=None)
                | Q(
                    ~Q(state="DRAFT"),
                    ~Q(reference=""),
                    number__isnull=False,
                    issued_on__isnull=False,
                    due_on__isnull=False,
                    default_at__isnull=False,
                ),
                name="issued_invoice_is_complete",
            ),
            models.CheckConstraint(condition=Q(total=F("net") + F("vat")), name="invoice_adds_up"),
            models.CheckConstraint(
                condition=Q(credited=0) | Q(credited__gt=0, credited__lte=F("total")),
                name="no_more_credit_than_invoice",
            ),
            models.CheckConstraint(condition=Q(charged__gte=0), name="invoice_charges_are_not_below_nothing"),
            models.CheckConstraint(
                condition=Q(written_off=0, written_off_vat=0)
                | Q(
                    state="WRITTEN_OFF",
                    written_off__gt=0,
                    written_off_vat__gte=0,
                    written_off_vat__lte=F("written_off"),
                ),
                name="only_a_given_up_invoice_is_written_off",
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="invoice_period_runs_forward"),
            models.CheckConstraint(
                condition=~Q(state="PAID") | Q(paid_at__isnull=False), name="paid_invoice_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="OVERDUE") | Q(reminder_due_at__isnull=False), name="overdue_invoice_gets_a_reminder"
            ),
            models.UniqueConstraint(
                fields=["subscription", "period_from"],
                condition=~Q(state="CREDITED"),
                name="each_period_is_invoiced_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["default_at"], condition=Q(state="ISSUED"), name="invoice_falls_due"),
            models.Index(
                fields=["release_due_at"], condition=Q(release_due_at__isnull=False), name="invoice_release_due"
            ),
            models.Index(fields=["reference"], name="invoice_by_reference"),
            models.Index(fields=["reminder_due_at"], condition=Q(state="OVERDUE"), name="invoice_reminder_due"),
        ]

    def __str__(self) -> str:
        return self.number or "…"

    @classmethod
    def draft(
        cls,
        member: Member,
        *,
        period_from: date,
        period_to: date,
        vat: Vat,
        subscription: "Subscription | None" = None,
    ) -> "Invoice":
        """An empty invoice with the member's particulars of today."""
        return cls.objects.create(
            member=member,
            subscription=subscription,
            language=language_of(member),
            buyer_name=member.legal_name,
            buyer_street=f"{member.street} {member.house_number}",
            buyer_postcode=member.postcode,
            buyer_city=member.city,
            buyer_country=member.country,
            buyer_kvk_number=member.kvk_number,
            buyer_vat_number=member.vat_number,
            period_from=period_from,
            period_to=period_to,
            vat_treatment=vat.treatment,
            vat_percent=vat.rate.percent,
        )

    def add_line(self, description: str, unit_price: Decimal, *, quantity: int = 1) -> "Line":
        """Adds a line in euros without VAT. Raises IllegalMove once issued; the database refuses it too."""
        if self.state != self.State.DRAFT:
            raise IllegalMove(f"Invoice {self.number} is issued")
        position = self.lines.count() + 1
        return self.lines.create(
            position=position,
            description=description,
            quantity=quantity,
            unit_price=unit_price,
            amount=euros(unit_price * quantity),
        )

    def issue(self, *, actor: str, at: datetime) -> None:
        """Gives it the next number, the totals and fourteen days to pay (terms 12.1, 12.6; numbers 5.4)."""
        day = amsterdam_date(at)
        net = self.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        vat = VatRate(self.vat_percent).of(net)
        with transaction.atomic():
            number = NumberSeries.take("F", day.year)
            self._move(
                self.State.ISSUED,
                "invoice.issued",
                actor=actor,
                at=at,
                payload={"member": self.member_id, "number": number},
                number=number,
                reference=creditor_reference(number),
                seller=dict(settings.BRAND),
                net=net,
                vat=vat,
                total=net + vat,
                issued_on=day,
                due_on=due_on(day),
                default_at=start_of_day(default_on(day)),
                release_due_at=bookings.first_release(self),
            )
            bookings.issued(self, at=at)

    def fall_overdue(self, *, actor: str, at: datetime) -> None:
        """In default from day 15 at 00:00: the reminder is due on the first working day's morning (terms 12.8, A19)."""
        day = amsterdam_date(at)
        morning = day if is_workday(day) else add_workdays(day, 1)
        self._move(
            self.State.OVERDUE,
            "invoice.overdue",
            actor=actor,
            at=at,
            payload={"member": self.member_id},
            reminder_due_at=datetime.combine(morning, terms.REMINDER_TIME, tzinfo=AMSTERDAM),
        )

    def call_in(self, *, actor: str, at: datetime) -> None:
        """The mark ended the membership: what is open is due at once, and in default tomorrow (terms 14.3)."""
        tomorrow = start_of_day(amsterdam_date(at) + timedelta(days=1))
        with transaction.atomic():
            sooner = Invoice.objects.within_term().filter(pk=self.pk, default_at__gt=tomorrow)
            if sooner.update(default_at=tomorrow):
                self.refresh_from_db(fields=["default_at"])
                record("invoice.called_in", subject=self, actor=actor, at=at, payload={"member": self.member_id})

    def remind(self, *, actor: str, at: datetime) -> None:
        """The first reminder goes out (reading A17: before anything harsher). Twice is once."""
        with transaction.atomic():
            if Invoice.objects.not_reminded().filter(pk=self.pk).update(reminded_at=at):
                record("invoice.reminded", subject=self, actor=actor, at=at, payload={"member": self.member_id})

    def settle(self, *, actor: str, at: datetime) -> bool:
        """Paid, if what was received covers it; says so. Paying late or twice changes nothing."""
        with transaction.atomic(savepoint=False):  # nobody steps back to here
            current = Invoice.objects.select_for_update().get(pk=self.pk)
            if not current.may_move_to(self.State.PAID) or current.outstanding > 0:
                return False
            current._move(
                self.State.PAID, "invoice.paid", actor=actor, at=at, payload={"member": self.member_id}, paid_at=at
            )
        self.refresh_from_db()
        return True

    def reopen(self, *, actor: str, at: datetime) -> None:
        """Money of it went back: open again, when that leaves something to pay. Its due date stays (terms 12.6)."""
        with transaction.atomic(savepoint=False):
            current = Invoice.objects.select_for_update().get(pk=self.pk)
            if current.state != self.State.PAID or current.outstanding <= 0:
                return
            payload = {"member": self.member_id}
            current._move(self.State.ISSUED, "invoice.reopened", actor=actor, at=at, payload=payload, paid_at=None)
        self.refresh_from_db()

    def take_back(self, amount: Decimal, *, actor: str, at: datetime) -> None:
        """A credit note was made of `amount`: taken back when that is all, and perhaps paid when it is not.

        Called by CreditNote.issue only: an invoice is never edited or deleted (numbers 5.4).
        """
        with transaction.atomic():
            Invoice.objects.filter(pk=self.pk).update(credited=F("credited") + amount)
            self.refresh_from_db(fields=["credited"])
            if self.credited < self.total:
                self.settle(actor=actor, at=at)
                return
            payload = {"member": self.member_id}
            self._move(self.State.CREDITED, "invoice.credited", actor=actor, at=at, payload=payload)

    def charge(self, amount: Decimal) -> None:
        """Interest or costs were claimed, or dropped when below zero. Called by Charge only, which books them."""
        Invoice.objects.filter(pk=self.pk).update(charged=F("charged") + amount)
        self.refresh_from_db(fields=["charged"])

    def write_off(self, principal: Decimal, *, actor: str, at: datetime) -> None:
        """Nobody expects it any more: what is open is lost, but for the VAT in `principal` (Wet OB art. 29).

        `principal` is what is open apart from interest and costs. Called by Arrears.write_off, which has two people
        decide. Raises IllegalMove when nothing is open.
        """
        with transaction.atomic():
            current = Invoice.objects.select_for_update().get(pk=self.pk)
            lost = current.outstanding
            if lost <= 0:
                raise IllegalMove(f"Nothing is open on invoice {self}")
            vat = euros(principal * current.vat / current.total)
            current._move(
                self.State.WRITTEN_OFF,
                "invoice.written_off",
                actor=actor,
                at=at,
                payload={"member": self.member_id},
                written_off=lost,
                written_off_vat=vat,
            )
            bookings.written_off(current, at=at)
        self.refresh_from_db()

    def recover(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        """Money came in for what was given up: returns how much of it that is, and how much of that is VAT.

        Called by Payment.receive, which books it.
        """
        current = Invoice.objects.select_for_update().get(pk=self.pk)
        back = min(amount, current.written_off)
        if not back:
            return Decimal(0), Decimal(0)
        vat = euros(back * current.written_off_vat / current.written_off)
        left = {"written_off": current.written_off - back, "written_off_vat": current.written_off_vat - vat}
        Invoice.objects.filter(pk=self.pk).update(**left)
        return back, vat

    def release(self, *, at: datetime) -> None:
        """The months of it that ended are earned: from deferred to revenue, each once."""
        with transaction.atomic():
            current = Invoice.objects.select_for_update().get(pk=self.pk)
            if current.release_due_at is None or current.release_due_at > at:
                return
            day = bookings.release(current, at=at)
            Invoice.objects.filter(pk=self.pk).update(release_due_at=start_of_day(day) if day else None)

    def keep_document(self, path: str) -> None:
        """Remembers where its PDF is, once: the document that was mailed is the document."""
        Invoice.objects.filter(pk=self.pk, pdf="").update(pdf=path)
        self.refresh_from_db(fields=["pdf"])

    @property
    def received(self) -> Decimal:
        """What came in for it and did not go back, in euros."""
        kept = Sum(F("received") - F("returned"))
        return self.payments.filter(state="PAID").aggregate(sum=kept)["sum"] or Decimal(0)

    @property
    def outstanding(self) -> Decimal:
        """What is still to be paid, with interest and costs; less than nothing when too much came in."""
        return self.total + self.charged - self.credited - self.received - self.written_off

    @property
    def is_payable(self) -> bool:
        return self.state in {self.State.ISSUED, self.State.OVERDUE}


class Line(models.Model):
    """One thing on an invoice, without VAT."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=160)
    quantity = models.PositiveIntegerField(default=1)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invoice", "position"], name="line_has_its_place"),
            models.CheckConstraint(condition=Q(amount=F("quantity") * F("unit_price")), name="line_multiplies"),
        ]

    def __str__(self) -> str:
        return self.description


def language_of(member: Member) -> str:
    """The language in which we write to a company: its first owner's, else its shop's, else Dutch."""
    shop = member.shops.order_by("pk").first()
    owner = shop.owner() if shop else None
    return (owner and owner.language) or (shop and shop.language) or "nl"
