"""Role: keeps the books of the accountant in step with ours (integrations.md, Moneybird)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.conf import settings


class Refused(Exception):
    """The bookkeeping does not take this: a person has to look."""


class Unavailable(Exception):
    """It does not answer, or had enough of us for now; try again later."""


@dataclass(frozen=True)
class Company:
    """Whom we invoice, under our own number for it."""

    number: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    kvk_number: str
    vat_number: str
    email: str


@dataclass(frozen=True)
class Document:
    """An invoice, or a credit note with amounts below zero; `lines` are words and euros without VAT."""

    number: str
    contact: str  # as the bookkeeping knows the company
    issued_on: date
    due_on: date
    treatment: str  # of VAT
    lines: list[tuple[str, Decimal]] = field(default_factory=list)


class Bookkeeping(Protocol):
    """Each verb looks before it makes anything, so that doing it again makes nothing twice. `calls` counts."""

    calls: int

    def book_company(self, company: Company, *, known_as: str) -> str:
        """Makes or updates the contact; gives the number that the bookkeeping has for it."""

    def book_document(self, document: Document) -> str:
        """Makes the document; gives its number there."""

    def book_payment(self, document: str, key: str, amount: Decimal, day: date) -> str:
        """Writes down what was paid on a document; `key` is ours, and the same one is the same payment."""

    def totals(self) -> Iterator[tuple[str, Decimal]]:
        """What it has: the number of each document of ours, and its total with VAT."""


def provider() -> Bookkeeping | None:
    """Moneybird when it has a token; else nothing is pushed, and the books file is the way (`desk:books`)."""
    from billing.bookkeeping.moneybird import Moneybird  # most processes never push

    return Moneybird() if settings.MONEYBIRD_TOKEN else None
