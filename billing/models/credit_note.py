"""Credit notes: the only way in which an invoice is taken back, in whole or in part."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q, Sum

from billing import bookings
from billing.models.charge import Charge
from billing.models.invoice import Invoice
from billing.models.journal import Book
from billing.models.payment import BANK, CREDIT, Payment
from billing.models.series import NumberSeries
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.money import VatRate
from keurmerk.outbox import record

if TYPE_CHECKING:
    from members.models import Member, Shop


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    def newest_first(self) -> "CreditNoteQuerySet":
        return self.order_by("-issued_on", "-number")

    def of_shop(self, shop: "Shop") -> "CreditNoteQuerySet":
        """Those of the company behind this shop; another company's do not exist for it."""
        return self.filter(invoice__member=shop.member_id)


class CreditNote(models.Model):
    """What of an invoice is taken back, and why: a document of its own, frozen when it is made (numbers 5.4).

    `set_off` went off what was open on the invoice. The rest is owed to the member; `settled` of that was paid back or
    put towards another invoice.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes")
    number = models.CharField(max_length=20, unique=True)
    reason = models.CharField(max_length=300)
    lines = models.JSONField()  # description, and amount without VAT in euros as text
    net = models.DecimalField(max_digits=10, decimal_places=2)
    vat = models.DecimalField(max_digits=10, decimal_places=2)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    set_off = models.DecimalField(max_digits=10, decimal_places=2)
    settled = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    paid_back = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=60)
    pdf = models.CharField(max_length=120, blank=True)

    objects = CreditNoteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(total=F("net") + F("vat"), net__gt=0), name="credit_note_adds_up"),
            models.CheckConstraint(condition=~Q(reason=""), name="credit_note_says_why"),
            models.CheckConstraint(
                condition=Q(set_off__gte=0, settled__gte=0, settled__lte=F("total") - F("set_off")),
                name="credit_is_given_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def issue(
        cls, invoice: Invoice, *, reason: str, actor: str, at: datetime, net: Decimal | None = None
    ) -> "CreditNote":
        """Takes back `net` euros without VAT of an invoice, or all that is left of it (numbers 5.4).

        With the whole invoice go the interest and the costs that were claimed over it.
        Raises IllegalMove for a draft, for more than is left, and when nothing is.
        """
        with transaction.atomic():
            current = Invoice.objects.select_for_update().get(pk=invoice.pk)
            amount, vat = _amounts(current, net)
            if amount + vat + current.credited == current.total:
                Charge.drop_all(current, actor=actor, at=at)
            note = cls.objects.create(
                invoice=current,
                number=NumberSeries.take("C", amsterdam_date(at).year),
                reason=reason,
                lines=_lines(current, amount, reason),
                net=amount,
                vat=vat,
                total=amount + vat,
                set_off=min(amount + vat, max(current.outstanding, Decimal(0))),
                issued_on=amsterdam_date(at),
                issued_by=actor,
            )
            bookings.credited(current, net=amount, vat=vat, key=note.number, at=at)
            current.take_back(note.total, actor=actor, at=at)
            payload = {"member": current.member_id, "invoice": current.pk}
            record("credit_note.issued", subject=note, actor=actor, at=at, payload=payload)
        invoice.refresh_from_db()
        return note

    @property
    def member(self) -> "Member":
        return self.invoice.member

    @property
    def owed_back(self) -> Decimal:
        """What the member still gets."""
        return self.total - self.set_off - self.settled

    def pay_back(self, *, actor: str, at: datetime) -> None:
        """Finance transferred what the member gets. Raises IllegalMove when nothing is owed any more."""
        with transaction.atomic():
            current = CreditNote.objects.select_for_update().get(pk=self.pk)
            current._gone_back(current.owed_back, out_of=Book.BANK, actor=actor, at=at)
        self.refresh_from_db()

    def refund(self, *, actor: str, at: datetime) -> None:
        """Sends what the member gets back along the way it came, through the payment provider.

        Raises IllegalMove when nothing is owed or no online payment holds that much, and what the provider raises:
        then nothing is written down, and doing it again sends it once.
        """
        with transaction.atomic():
            current = CreditNote.objects.select_for_update().get(pk=self.pk)
            amount, payment = current.owed_back, current.refundable
            if amount <= 0 or payment is None:
                raise IllegalMove(f"Nothing of {self} can go back online")
            locked = Payment.objects.select_for_update().get(pk=payment.pk)
            locked.send_back(amount, key=current.number, number=current.number)
            Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount)
            current._gone_back(amount, out_of=Book.PROVIDER, actor=actor, at=at)
        self.refresh_from_db()

    @property
    def refundable(self) -> Payment | None:
        """An online payment of the invoice that holds all that is owed back."""
        held = F("received") - F("returned") - F("refunded")
        online = Payment.objects.filter(invoice=self.invoice_id, state="PAID").exclude(provider__in=[BANK, CREDIT])
        return online.annotate(held=held).filter(held__gte=self.owed_back).order_by("pk").first()

    def _gone_back(self, amount: Decimal, *, out_of: str, actor: str, at: datetime) -> None:
        self._settle(amount, paid_back=amount)
        bookings.paid_back(self.invoice, amount, key=self.number, out_of=out_of, at=at)
        record("credit_note.paid_back", subject=self, actor=actor, at=at, payload={"amount": str(amount)})

    def put_towards(self, invoice: Invoice, *, actor: str, at: datetime) -> None:
        """Sets what the member gets off against another invoice of the same member.

        Raises IllegalMove when nothing is owed or that invoice is not open.
        """
        with transaction.atomic():
            current = CreditNote.objects.select_for_update().get(pk=self.pk)
            other = Invoice.objects.select_for_update().get(pk=invoice.pk, member=current.invoice.member_id)
            amount = min(current.owed_back, other.outstanding if other.is_payable else Decimal(0))
            current._settle(amount)
            payment = Payment.objects.create(
                invoice=other,
                provider=CREDIT,
                reference=f"{current.number} {other.number}",
                amount=amount,
                opened_at=at,
            )
            payment.receive(amount, actor=actor, at=at, out_of=Book.UNALLOCATED, of=current.invoice_id)
        self.refresh_from_db()

    def _settle(self, amount: Decimal, *, paid_back: Decimal = Decimal(0)) -> None:
        if amount <= 0:
            raise IllegalMove(f"Nothing is owed on {self.number}")
        self.settled += amount
        self.paid_back += paid_back
        self.save(update_fields=["settled", "paid_back"])

    def keep_document(self, path: str) -> None:
        """Remembers where its PDF is, once."""
        CreditNote.objects.filter(pk=self.pk, pdf="").update(pdf=path)
        self.refresh_from_db(fields=["pdf"])


def _amounts(invoice: Invoice, net: Decimal | None) -> tuple[Decimal, Decimal]:
    """Without VAT, and the VAT; the last part takes what rounding left."""
    if not invoice.may_move_to(Invoice.State.CREDITED):
        raise IllegalMove(f"Invoice {invoice} is {invoice.state}")
    gone = invoice.credit_notes.aggregate(net=Sum("net", default=Decimal(0)), vat=Sum("vat", default=Decimal(0)))
    left, vat_left = invoice.net - gone["net"], invoice.vat - gone["vat"]
    amount = left if net is None else net
    if not 0 < amount <= left:
        raise IllegalMove(f"Of invoice {invoice} {left} is left to credit")
    vat = vat_left if amount == left else min(VatRate(invoice.vat_percent).of(amount), vat_left)
    return amount, vat


def _lines(invoice: Invoice, amount: Decimal, reason: str) -> list[dict[str, Any]]:
    """Those of the invoice when all of it is taken back at once; else the reason."""
    if amount == invoice.net:
        return [{"description": line.description, "amount": str(line.amount)} for line in invoice.lines.all()]
    return [{"description": reason, "amount": str(amount)}]
