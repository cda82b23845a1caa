"""The list of intra-community supplies: what was reverse-charged to businesses elsewhere in the EU (numbers 5.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from billing.figures.quarters import Quarter
from billing.models import CreditNote, Invoice, VatConfirmation
from billing.vat import Treatment
from members.numbers import bare

_COUNTRY = 2  # letters in front of a VAT number


@dataclass(frozen=True)
class Supplied:
    """One customer's VAT number: what was invoiced in the quarter, and what of that was credited in it.

    `evidence` is what VIES said of the number; without it the list says so, and a person looks.
    """

    vat_number: str
    name: str
    invoices: Sequence[str]
    invoiced: Decimal
    credited: Decimal
    evidence: VatConfirmation | None

    @property
    def country(self) -> str:
        return self.vat_number[:_COUNTRY]

    @property
    def amount(self) -> Decimal:
        return self.invoiced - self.credited


@dataclass(frozen=True)
class Corrected:
    """A credit note of this quarter for an invoice of an earlier one: it corrects the list of that quarter."""

    note: CreditNote
    vat_number: str
    quarter: Quarter

    @property
    def country(self) -> str:
        return self.vat_number[:_COUNTRY]

    @property
    def amount(self) -> Decimal:
        return -self.note.net


@dataclass(frozen=True)
class Supplies:
    """The list of one quarter; what it corrects of earlier ones stands apart."""

    quarter: Quarter
    supplied: Sequence[Supplied]
    corrected: Sequence[Corrected]

    @property
    def total(self) -> Decimal:
        return sum((each.amount for each in self.supplied), Decimal(0))

    @property
    def correction(self) -> Decimal:
        return sum((each.amount for each in self.corrected), Decimal(0))


def supplies(quarter: Quarter) -> Supplies:
    """By the day of the invoice and of the credit note, in three statements."""
    span = (quarter.first, quarter.last)
    reversed_ = Invoice.objects.sent().filter(vat_treatment=Treatment.REVERSE_CHARGE)
    invoices = sorted(reversed_.filter(issued_on__range=span), key=lambda each: (_number(each), each.number or ""))
    notes = CreditNote.objects.filter(invoice__vat_treatment=Treatment.REVERSE_CHARGE, issued_on__range=span)
    taken_back = list(notes.select_related("invoice").order_by("number"))
    evidence = _evidence(invoices)
    supplied = [_supplied(number, list(mine), taken_back, evidence) for number, mine in groupby(invoices, key=_number)]
    return Supplies(quarter, supplied, list(_corrected(taken_back, quarter)))


def _supplied(
    number: str, mine: Sequence[Invoice], notes: Iterable[CreditNote], evidence: dict[tuple[int, str], VatConfirmation]
) -> Supplied:
    numbers = {invoice.pk for invoice in mine}
    return Supplied(
        number,
        mine[-1].buyer_name,
        [str(invoice.number) for invoice in mine],
        invoiced=sum((invoice.net for invoice in mine), Decimal(0)),
        credited=sum((note.net for note in notes if note.invoice_id in numbers), Decimal(0)),
        evidence=next((found for each in mine if (found := evidence.get((each.member_id, number)))), None),
    )


def _corrected(notes: Iterable[CreditNote], quarter: Quarter) -> Iterable[Corrected]:
    for note in notes:
        issued_on = note.invoice.issued_on
        assert issued_on is not None  # a constraint of the database: only what was issued is credited
        if issued_on < quarter.first:
            yield Corrected(note, _number(note.invoice), Quarter.of(issued_on))


def _evidence(invoices: Iterable[Invoice]) -> dict[tuple[int, str], VatConfirmation]:
    """Of each member's number the first confirmation: that is the one the invoices rest on."""
    confirmed = VatConfirmation.objects.filter(member__in={each.member_id for each in invoices})
    return {(each.member_id, bare(each.vat_number)): each for each in confirmed.order_by("-confirmed_at", "-pk")}


def _number(invoice: Invoice) -> str:
    return bare(invoice.buyer_vat_number)
