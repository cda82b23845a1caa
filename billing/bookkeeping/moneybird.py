"""Moneybird, by its API over HTTP: there is no client that is kept up (integrations.md, Moneybird).

It has no idempotency keys: a contact is found by our own number, a document by its reference and a payment by its
transaction identifier before anything is made. 150 requests per five minutes, counted in `calls` by who pushes.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import requests
from django.conf import settings

from billing.bookkeeping import Company, Document, Refused, Unavailable

_SECONDS = (3, 15)  # to connect, and to answer
_PAGE = 100
_SOURCE = "Keurmerk"


class Moneybird:
    """The administration named by MONEYBIRD_ADMINISTRATION."""

    def __init__(self) -> None:
        self.calls = 0
        self.base = f"{settings.MONEYBIRD_API_URL.rstrip('/')}/{settings.MONEYBIRD_ADMINISTRATION}"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {settings.MONEYBIRD_TOKEN}"

    def book_company(self, company: Company, *, known_as: str) -> str:
        body = {"contact": _contact(company)}
        found = known_as or self._found(f"contacts/customer_id/{company.number}.json")
        if found:
            return str(self._ask("PATCH", f"contacts/{found}.json", body)["id"])
        return str(self._ask("POST", "contacts.json", body)["id"])

    def book_document(self, document: Document) -> str:
        for row in self._rows(f"reference:{document.number}"):
            if row.get("reference") == document.number:
                return str(row["id"])
        made = self._ask("POST", "external_sales_invoices.json", {"external_sales_invoice": _document(document)})
        return str(made["id"])

    def book_payment(self, document: str, key: str, amount: Decimal, day: date) -> str:
        known = self._ask("GET", f"external_sales_invoices/{document}.json")
        for payment in known.get("payments") or []:
            if payment.get("transaction_identifier") == key:
                return str(payment["id"])
        body = {"payment": {"payment_date": day.isoformat(), "price": f"{amount:.2f}", "transaction_identifier": key}}
        return str(self._ask("POST", f"external_sales_invoices/{document}/payments.json", body)["id"])

    def totals(self) -> Iterator[tuple[str, Decimal]]:
        for row in self._rows("state:all"):
            if row.get("source") == _SOURCE:
                yield str(row["reference"]), Decimal(str(row["total_price_incl_tax"]))

    def _rows(self, wanted: str) -> Iterator[dict[str, Any]]:
        page = 1
        while rows := self._list(wanted, page):
            yield from rows
            if len(rows) < _PAGE:
                return
            page += 1

    def _list(self, wanted: str, page: int) -> list[dict[str, Any]]:
        asked = {"filter": wanted, "page": str(page), "per_page": str(_PAGE)}
        answer: list[dict[str, Any]] = self._ask("GET", "external_sales_invoices.json", params=asked)
        return answer

    def _found(self, path: str) -> str:
        """The number behind this address; empty when there is nothing."""
        try:
            return str(self._ask("GET", path)["id"])
        except Refused as refusal:
            if refusal.args[1:] != (404,):
                raise
            return ""

    def _ask(self, method: str, path: str, body: Any = None, params: Any = None) -> Any:
        """Refused carries (words, status); busy, broken and cut-off answers, and a token that is not ours, wait."""
        self.calls += 1
        try:
            answer = self.session.request(
                method, f"{self.base}/{path}", json=body, params=params, timeout=_SECONDS, allow_redirects=False
            )
            status = answer.status_code
            if status < 300:
                return answer.json()
        except (requests.RequestException, ValueError):
            raise Unavailable("Moneybird is away") from None
        if status in {401, 403, 408, 429} or status >= 500 or status < 400:
            raise Unavailable(f"Moneybird {status}")
        raise Refused(f"Moneybird {status}", status)


def _contact(company: Company) -> dict[str, Any]:
    return {
        "company_name": company.name,
        "customer_id": company.number,
        "address1": company.street,
        "zipcode": company.postcode,
        "city": company.city,
        "country": company.country,
        "chamber_of_commerce": company.kvk_number,
        "tax_number": company.vat_number,
        "send_invoices_to_email": company.email,
    }


def _document(document: Document) -> dict[str, Any]:
    rate = settings.MONEYBIRD_TAX_RATES.get(document.treatment, "")
    lines = [
        {"description": words, "price": f"{amount:.2f}", "amount": "1", **({"tax_rate_id": rate} if rate else {})}
        for words, amount in document.lines
    ]
    return {
        "contact_id": document.contact,
        "reference": document.number,
        "date": document.issued_on.isoformat(),
        "due_date": document.due_on.isoformat(),
        "currency": "EUR",
        "prices_are_incl_tax": False,
        "source": _SOURCE,
        "details_attributes": lines,
    }
