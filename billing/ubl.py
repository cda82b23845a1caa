"""The invoice for machines: UBL 2.1 by EN 16931, as Peppol BIS Billing 3 or as NLCIUS (numbers 5.7).

Written from what was frozen at issue, so the same invoice gives the same bytes.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from lxml import etree

from billing import endpoints
from billing.models import CreditNote, Invoice, Line
from billing.vat import Treatment

_ROOT: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
_CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_PROCESS: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_CREDIT_ROOT: Final = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
_INVOICE: Final = "380"
_CREDIT_NOTE: Final = "381"
_SEPA_TRANSFER: Final = "58"
_ONE: Final = "C62"  # a unit of its own (UN/ECE recommendation 20)
_CURRENCY: Final = "EUR"
_CATEGORY: Final = {  # the code of the VAT, and why there is none
    Treatment.STANDARD: ("S", "", ""),
    Treatment.REVERSE_CHARGE: ("AE", "VATEX-EU-AE", "Btw verlegd / Reverse charge"),
    Treatment.OUT_OF_SCOPE: ("O", "VATEX-EU-O", "Buiten de heffing / Not subject to VAT"),
}


class Profile(StrEnum):
    """Which reading of EN 16931; the receiver's software asks for one, and they exclude each other."""

    BIS3 = "bis3"
    NLCIUS = "nlcius"

    @property
    def customization(self) -> str:
        ours = {
            Profile.BIS3: "compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
            Profile.NLCIUS: "compliant#urn:fdc:nen.nl:nlcius:v1.0",
        }
        return f"urn:cen.eu:en16931:2017#{ours[self]}"


def write(invoice: Invoice, profile: Profile) -> bytes:
    """The document of an issued invoice (numbers 5.4, 5.7). Raises ValueError for a draft, which is nobody's yet."""
    if invoice.issued_on is None or invoice.due_on is None:
        raise ValueError("A draft is no document")
    root = etree.Element(f"{{{_ROOT}}}Invoice", nsmap={None: _ROOT, "cac": _CAC, "cbc": _CBC})
    _say(root, "CustomizationID", profile.customization)
    _say(root, "ProfileID", _PROCESS)
    _say(root, "ID", str(invoice.number))
    _say(root, "IssueDate", invoice.issued_on.isoformat())
    _say(root, "DueDate", invoice.due_on.isoformat())
    _say(root, "InvoiceTypeCode", _INVOICE)
    _say(root, "DocumentCurrencyCode", _CURRENCY)
    _say(root, "BuyerReference", invoice.buyer_kvk_number or invoice.buyer_vat_number or invoice.buyer_name)
    period = _part(root, "InvoicePeriod")
    _say(period, "StartDate", invoice.period_from.isoformat())
    _say(period, "EndDate", invoice.period_to.isoformat())
    _add_seller(root, invoice)
    _add_buyer(root, invoice)
    _add_payment(root, invoice)
    _add_tax(root, invoice, invoice)
    _add_totals(root, invoice)
    for line in invoice.lines.all():
        _add_line(root, invoice, line)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def write_credit_note(note: CreditNote, profile: Profile) -> bytes:
    """A credit note as a document of its own, which names its invoice (numbers 5.4, 5.7)."""
    invoice = note.invoice
    root = etree.Element(f"{{{_CREDIT_ROOT}}}CreditNote", nsmap={None: _CREDIT_ROOT, "cac": _CAC, "cbc": _CBC})
    _say(root, "CustomizationID", profile.customization)
    _say(root, "ProfileID", _PROCESS)
    _say(root, "ID", note.number)
    _say(root, "IssueDate", note.issued_on.isoformat())
    _say(root, "CreditNoteTypeCode", _CREDIT_NOTE)
    _say(root, "Note", note.reason)
    _say(root, "DocumentCurrencyCode", _CURRENCY)
    _say(root, "BuyerReference", invoice.buyer_kvk_number or invoice.buyer_vat_number or invoice.buyer_name)
    taken_back = _part(_part(root, "BillingReference"), "InvoiceDocumentReference")
    _say(taken_back, "ID", str(invoice.number))
    _say(taken_back, "IssueDate", invoice.issued_on.isoformat() if invoice.issued_on else "")
    _add_seller(root, invoice)
    _add_buyer(root, invoice)
    _say(_part(root, "PaymentTerms"), "Note", _how_it_is_settled(note))
    _add_tax(root, invoice, note)
    _add_totals(root, note)
    for place, line in enumerate(note.lines, start=1):
        _add_credit_line(root, invoice, place, line)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _how_it_is_settled(note: CreditNote) -> str:
    return f"Verrekend met / set off against {note.invoice.number}: {note.set_off:.2f} {_CURRENCY}"


def _add_credit_line(root: Any, invoice: Invoice, place: int, line: dict[str, str]) -> None:
    """One of each, for what is taken off has a quantity below zero here too (EN 16931, BR-27)."""
    amount = Decimal(line["amount"])
    made = _part(root, "CreditNoteLine")
    _say(made, "ID", str(place))
    _say(made, "CreditedQuantity", "-1" if amount < 0 else "1", unitCode=_ONE)
    _say_money(made, "LineExtensionAmount", amount)
    item = _part(made, "Item")
    _say(item, "Name", line["description"])
    category = _part(item, "ClassifiedTaxCategory")
    _add_rate(category, invoice)
    _add_scheme(category)
    _say_money(_part(made, "Price"), "PriceAmount", abs(amount))


def _add_seller(root: Any, invoice: Invoice) -> None:
    seller = invoice.seller
    party = _part(_part(root, "AccountingSupplierParty"), "Party")
    _say(party, "EndpointID", seller["kvk_number"], schemeID=endpoints.KVK)
    _say(_part(party, "PartyName"), "Name", seller["name"])
    _add_address(party, seller["street"], seller["city"], seller["postcode"], seller["country"])
    _add_vat_number(party, invoice, endpoints.with_country(seller["vat_number"], seller["country"]))
    legal = _part(party, "PartyLegalEntity")
    _say(legal, "RegistrationName", seller["legal_name"])
    _say(legal, "CompanyID", seller["kvk_number"], schemeID=endpoints.KVK)
    contact = _part(party, "Contact")
    _say(contact, "Name", seller["name"])
    _say(contact, "Telephone", seller["phone"])
    _say(contact, "ElectronicMail", seller["email"])


def _add_buyer(root: Any, invoice: Invoice) -> None:
    country, vat_number = invoice.buyer_country, invoice.buyer_vat_number
    address = endpoints.endpoint_of(
        country, kvk_number=invoice.buyer_kvk_number, vat_number=vat_number, email=invoice.member.email
    )
    party = _part(_part(root, "AccountingCustomerParty"), "Party")
    _say(party, "EndpointID", address.value, schemeID=address.scheme)
    _say(_part(party, "PartyName"), "Name", invoice.buyer_name)
    _add_address(party, invoice.buyer_street, invoice.buyer_city, invoice.buyer_postcode, country)
    _add_vat_number(party, invoice, endpoints.with_country(vat_number, country))
    legal = _part(party, "PartyLegalEntity")
    _say(legal, "RegistrationName", invoice.buyer_name)
    if country == "NL":
        _say(legal, "CompanyID", invoice.buyer_kvk_number, schemeID=endpoints.KVK)
    else:
        _say(legal, "CompanyID", vat_number)


def _add_address(party: Any, street: str, city: str, postcode: str, country: str) -> None:
    address = _part(party, "PostalAddress")
    _say(address, "StreetName", street)
    _say(address, "CityName", city)
    _say(address, "PostalZone", postcode)
    _say(_part(address, "Country"), "IdentificationCode", country)


def _add_vat_number(party: Any, invoice: Invoice, number: str) -> None:
    """Outside the scope of VAT neither side may name its number (EN 16931, BR-O-02)."""
    if number and invoice.vat_treatment != Treatment.OUT_OF_SCOPE:
        scheme = _part(party, "PartyTaxScheme")
        _say(scheme, "CompanyID", number)
        _add_scheme(scheme)


def _add_payment(root: Any, invoice: Invoice) -> None:
    means = _part(root, "PaymentMeans")
    _say(means, "PaymentMeansCode", _SEPA_TRANSFER)
    _say(means, "PaymentID", invoice.reference)
    account = _part(means, "PayeeFinancialAccount")
    _say(account, "ID", invoice.seller["iban"].replace(" ", ""))
    _say(account, "Name", invoice.seller["legal_name"])


def _add_tax(root: Any, invoice: Invoice, amounts: Invoice | CreditNote) -> None:
    total = _part(root, "TaxTotal")
    _say_money(total, "TaxAmount", amounts.vat)
    part = _part(total, "TaxSubtotal")
    _say_money(part, "TaxableAmount", amounts.net)
    _say_money(part, "TaxAmount", amounts.vat)
    category = _part(part, "TaxCategory")
    _code, why, in_words = _CATEGORY[Treatment(invoice.vat_treatment)]
    _add_rate(category, invoice)
    _say(category, "TaxExemptionReasonCode", why)
    _say(category, "TaxExemptionReason", in_words)
    _add_scheme(category)


def _add_rate(category: Any, invoice: Invoice) -> None:
    """What is outside the scope has no rate, not even zero (EN 16931, BR-O-05)."""
    _say(category, "ID", _CATEGORY[Treatment(invoice.vat_treatment)][0])
    if invoice.vat_treatment != Treatment.OUT_OF_SCOPE:
        _say(category, "Percent", f"{invoice.vat_percent.normalize():f}")


def _add_scheme(parent: Any) -> None:
    _say(_part(parent, "TaxScheme"), "ID", "VAT")


def _add_totals(root: Any, amounts: Invoice | CreditNote) -> None:
    totals = _part(root, "LegalMonetaryTotal")
    _say_money(totals, "LineExtensionAmount", amounts.net)
    _say_money(totals, "TaxExclusiveAmount", amounts.net)
    _say_money(totals, "TaxInclusiveAmount", amounts.total)
    _say_money(totals, "PayableAmount", amounts.total)


def _add_line(root: Any, invoice: Invoice, line: Line) -> None:
    """A price is never below zero (EN 16931, BR-27): what is taken off counts a quantity below zero."""
    sign = -1 if line.unit_price < 0 else 1
    made = _part(root, "InvoiceLine")
    _say(made, "ID", str(line.position))
    _say(made, "InvoicedQuantity", str(line.quantity * sign), unitCode=_ONE)
    _say_money(made, "LineExtensionAmount", line.amount)
    item = _part(made, "Item")
    _say(item, "Name", line.description)
    category = _part(item, "ClassifiedTaxCategory")
    _add_rate(category, invoice)
    _add_scheme(category)
    _say_money(_part(made, "Price"), "PriceAmount", line.unit_price * sign)


def _part(parent: Any, name: str) -> Any:
    return etree.SubElement(parent, f"{{{_CAC}}}{name}")


def _say(parent: Any, name: str, text: str, **attributes: str) -> None:
    """An element of which there is nothing to say is left out: an empty one is an error in UBL."""
    if text:
        etree.SubElement(parent, f"{{{_CBC}}}{name}", attributes).text = text


def _say_money(parent: Any, name: str, amount: Decimal) -> None:
    _say(parent, name, f"{amount:.2f}", currencyID=_CURRENCY)
