"""Which invoice a movement on our account pays, and why it does or does not count by itself. Asks, changes nothing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing import reference
from billing.models.invoice import Invoice, InvoiceQuerySet
from billing.statements import Entry

HOME_CURRENCY: Final = "EUR"
_AT_ONCE = 1000
_OWN_REFERENCE = re.compile(r"RF\d{2}F20\d{2}\d{5,7}")
_NUMBER = re.compile(r"(?<![A-Z0-9])F ?(20\d{2}) ?-? ?(\d{5,7})(?!\d)")


class Reason(TextChoices):
    """Why a movement does not pay an invoice by itself."""

    OTHER_ACCOUNT = "OTHER_ACCOUNT", _("Of another account than ours")
    NOT_FINAL = "NOT_FINAL", _("Announced, not booked by the bank yet")
    RETURNED = "RETURNED", _("A return or reversal of an earlier payment")
    DEBIT = "DEBIT", _("Money that left the account")
    CURRENCY = "CURRENCY", _("In another currency than euros")
    DECIMALS = "DECIMALS", _("More than two decimals")
    SEVERAL = "SEVERAL", _("Names more than one invoice")
    CREDITED = "CREDITED", _("The invoice was taken back")
    ALREADY_PAID = "ALREADY_PAID", _("The invoice is paid already")
    PARTIAL = "PARTIAL", _("Less than is owed")
    OVER = "OVER", _("More than is owed")
    BY_NUMBER = "BY_NUMBER", _("The invoice number is in the text, the payment reference is not")
    BY_NAME = "BY_NAME", _("Amount and name fit, no reference")
    UNKNOWN = "UNKNOWN", pgettext_lazy("money", "No invoice fits")
    KNOWN = "KNOWN", _("Imported before")


NEVER_NAMED: Final = {Reason.OTHER_ACCOUNT, Reason.NOT_FINAL, Reason.RETURNED, Reason.DEBIT, Reason.CURRENCY}


@dataclass(slots=True)
class Owed:
    """An invoice as far as money concerns it; `left` goes down with what is counted for it."""

    pk: int
    number: str
    state: str
    left: Decimal
    name: str

    @property
    def is_payable(self) -> bool:
        return self.state in {Invoice.State.ISSUED, Invoice.State.OVERDUE}


@dataclass(slots=True)
class Judgement:
    """A movement with the invoice it speaks of. Without a reason it pays that invoice exactly.

    `is_named`: the payer named the invoice; otherwise it is a suggestion for a person to judge.
    """

    entry: Entry
    reason: str = ""
    invoice: Owed | None = None
    is_named: bool = True

    def get_reason_display(self) -> str:
        """In words, as a model's choice would say it."""
        return str(Reason(self.reason).label) if self.reason else ""

    @property
    def named(self) -> str | None:
        """The number of the invoice that the payer named."""
        return self.invoice.number if self.invoice and self.is_named else None


def judge(entries: Sequence[Entry]) -> list[Judgement]:
    """In their order; the cost grows with their number, not with that of the invoices (terms 12.6)."""
    said = [_say(entry) for entry in entries]
    asked = {reference for references, _numbers in said for reference in references}
    by_reference = dict(_look_up("reference", asked))
    numbers = {number for _references, numbers in said for number in numbers}
    by_number = dict(_look_up("number", numbers))
    one_each = {owed.pk: owed for owed in [*by_number.values(), *by_reference.values()]}  # so that `left` is shared
    judged = []
    for entry, (references, spoken) in zip(entries, said, strict=True):
        found = {by_reference[each].pk for each in references if each in by_reference}
        exact = bool(found)
        found = found or {by_number[each].pk for each in spoken if each in by_number}
        judged.append(_judge(entry, [one_each[pk] for pk in sorted(found)], by_reference=exact))
    _suggest([each for each in judged if each.reason == Reason.UNKNOWN])
    return judged


def stands_against(entry: Entry) -> str:
    """Why this can never pay an invoice, whatever it names; empty when it can."""
    against = (
        (Reason.NOT_FINAL, not entry.final),
        (Reason.RETURNED, entry.returned),
        (Reason.DEBIT, entry.amount <= 0),
        (Reason.CURRENCY, entry.currency != HOME_CURRENCY),
        (Reason.DECIMALS, not entry.has_whole_cents),
    )
    return next((reason.value for reason, holds in against if holds), "")


def _say(entry: Entry) -> tuple[set[str], set[str]]:
    """The references and the invoice numbers in a movement, wherever the payer typed them."""
    if stands_against(entry):
        return set(), set()
    references = set(_references(entry))
    words = f"{entry.end_to_end} {entry.text} {entry.structured}".upper()
    return references, {f"F{year}-{number}" for year, number in _NUMBER.findall(words)}


def _references(entry: Entry) -> Iterator[str]:
    """Ours are recognised among other words, with the spaces of paper; the check digits say where one ends."""
    for words in (entry.structured, entry.end_to_end, entry.text):
        plain = "".join(words.upper().split())
        if reference.is_valid(plain):
            yield plain
        for found in _OWN_REFERENCE.findall(plain):
            yield from (found[:end] for end in range(14, len(found) + 1) if reference.is_valid(found[:end]))


def _judge(entry: Entry, found: list[Owed], *, by_reference: bool) -> Judgement:
    against = stands_against(entry)
    if against:
        return Judgement(entry, against)
    if not found:
        return Judgement(entry, Reason.UNKNOWN)
    if len(found) > 1:
        return Judgement(entry, Reason.SEVERAL)
    (owed,) = found
    reason = misfit(owed, entry.amount) or ("" if by_reference else Reason.BY_NUMBER.value)
    if not reason:
        owed.left -= entry.amount
    return Judgement(entry, reason, owed)


def misfit(owed: Owed, amount: Decimal) -> str:
    """Why an amount does not settle an invoice to the cent; empty when it does."""
    if owed.state == Invoice.State.CREDITED:
        return Reason.CREDITED
    if not owed.is_payable or owed.left <= 0:
        return Reason.ALREADY_PAID
    if amount != owed.left:
        return Reason.PARTIAL if amount < owed.left else Reason.OVER
    return ""


def owed_on(invoice: Invoice) -> Owed:
    return Owed(invoice.pk, str(invoice.number), invoice.state, invoice.outstanding, invoice.buyer_name)


def _suggest(unknown: Sequence[Judgement]) -> None:
    """Amount and name together point at one open invoice, or at none."""
    amounts = {each.entry.amount for each in unknown if each.entry.name}
    open_ones: dict[tuple[Decimal, str], list[Owed]] = defaultdict(list)
    for _total, owed in _look_up("total", amounts, among=Invoice.objects.unpaid()):
        open_ones[owed.left, _plain(owed.name)].append(owed)
    for each in unknown:
        fitting = open_ones.get((each.entry.amount, _plain(each.entry.name)), [])
        if len(fitting) == 1:
            each.reason, each.invoice, each.is_named = Reason.BY_NAME, fitting[0], False


def _plain(name: str) -> str:
    """Without capitals, points and the company form, which banks drop or spell as they please."""
    letters = re.sub(r"[^a-z0-9 ]", "", name.casefold())
    return re.sub(r"\b(bv|nv|vof|stichting|eenmanszaak)\b", "", letters).replace(" ", "")


def _look_up(
    field: str, values: Iterable[object], *, among: InvoiceQuerySet | None = None
) -> Iterator[tuple[object, Owed]]:
    """A thousand at a time."""
    everything = Invoice.objects.sent() if among is None else among
    rest = iter(values)
    while chunk := list(islice(rest, _AT_ONCE)):
        rows = everything.filter(**{f"{field}__in": chunk}).with_received()
        for key, pk, number, state, total, charged, credited, received, name in rows.values_list(
            field, "pk", "number", "state", "total", "charged", "credited", "came_in", "buyer_name"
        ):
            yield key, Owed(pk, str(number), state, total + charged - credited - received, name)
