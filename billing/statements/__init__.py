"""Bank statements as the house reads them, whatever the bank wrote them in. Pure: files in, statements out."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

LONGEST_TEXT: Final = 2000
_AMOUNT = re.compile(r"\d{1,13}(?:\.\d{0,5})?")  # ISO 20022: eighteen digits, of which five are decimals


class Refused(Exception):
    """This file is not taken, for any of it: `why`, and on which `line` of it."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(_("line %(line)s: %(why)s") % {"line": line, "why": why})
        self.line = line
        self.why = why


@dataclass(slots=True, kw_only=True)
class Entry:
    """One movement on an account. `amount` has its sign: money that left is below zero."""

    line: int
    booked_on: date
    valued_on: date | None
    amount: Decimal
    currency: str
    iban: str = ""  # of the other party
    name: str = ""
    structured: str = ""  # the creditor's reference, where the payer's bank passed it on as one
    end_to_end: str = ""
    text: str = ""
    bank_reference: str = ""  # the bank's own, unique there
    returned: bool = False  # a return, a reversal or a charge-back of something earlier
    final: bool = True  # booked; what is announced may still change

    @property
    def reference(self) -> str:
        """What the payer wanted us to know it by."""
        return self.structured or self.end_to_end

    @property
    def has_whole_cents(self) -> bool:
        return self.amount == round(self.amount, 2)

    @property
    def said_amount(self) -> str:
        """As text with at least two decimals, and with more only where they count."""
        return f"{self.amount:.2f}" if self.has_whole_cents else f"{self.amount.normalize():f}"


@dataclass(slots=True)
class Balance:
    """What was on the account, with its sign, and where the file says so."""

    line: int
    amount: Decimal
    currency: str


@dataclass(slots=True, kw_only=True)
class Statement:
    """What a bank said about one account over one period."""

    line: int
    account: str = ""  # an IBAN where the bank gives one; without spaces
    identifier: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    entries: list[Entry] = field(default_factory=list)

    def check_balance(self) -> None:
        """Opening and entries make closing, to the cent. Raises Refused, with the line of the closing balance.

        A balance that the bank leaves out, as on a page halfway, cannot be held against anything.
        """
        if self.opening is None or self.closing is None:
            return
        if self.opening.currency != self.closing.currency:
            raise Refused(self.closing.line, _("the opening and the closing balance have different currencies"))
        final = [entry for entry in self.entries if entry.final]
        moved = sum((entry.amount for entry in final), Decimal(0))
        own = sum((entry.amount for entry in final if entry.currency == self.closing.currency), Decimal(0))
        if self.closing.amount - self.opening.amount not in {
            moved,
            own,
        }:  # some banks add up what is in another currency
            numbers = {"opening": self.opening.amount, "moved": moved, "closing": self.closing.amount}
            why = _(
                "the opening balance %(opening)s and entries of %(moved)s do not make the closing balance %(closing)s"
            )
            raise Refused(self.closing.line, why % numbers)


def amount_of(text: str, *, line: int) -> Decimal:
    """A bank's unsigned number with a point. Raises Refused."""
    plain = text.strip()
    if not _AMOUNT.fullmatch(plain):
        raise Refused(line, _("“%s” is not an amount") % plain[:40])
    return Decimal(plain)


def day_of(text: str, *, line: int) -> date:
    """An ISO day, or the day of an ISO moment as the bank wrote it. Raises Refused."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise Refused(line, _("“%s” is not a day") % text.strip()[:40]) from None


def tidy(text: str) -> str:
    """On one line, without what cannot be printed, at most `LONGEST_TEXT` long."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:LONGEST_TEXT]


def plain_account(text: str) -> str:
    """An account as we compare it: capitals, without spaces and points."""
    return "".join(character for character in text.upper() if character.isalnum() or character == "/")[:34]
