"""The invoice on paper: a PDF/A, made once from what was frozen at issue, and kept."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _

from billing.epc import epc_svg, epc_text
from billing.models import CreditNote, Invoice, Line
from billing.reference import grouped
from billing.vat import Treatment

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "invoice.typ"
_STANDARD: Final = "a-3a"  # tagged, so that it can be read aloud, and fit to carry the UBL later


def keep(invoice: Invoice) -> str:
    """Makes and stores the PDF, and gives its path in the default storage; a second call finds the first one."""
    if invoice.pdf:
        return invoice.pdf
    path = f"invoices/{_issued_on(invoice).year}/{invoice.number}.pdf"
    default_storage.delete(path)  # left by an attempt whose transaction failed; the same facts give the same file
    default_storage.save(path, ContentFile(render(invoice)))
    invoice.keep_document(path)
    return path


def render(invoice: Invoice) -> bytes:
    """The PDF of an issued invoice, in its own language. The same invoice gives the same bytes."""
    with translation.override(invoice.language):
        facts = _facts(invoice)
    return _printed(facts, qr=_qr(invoice), day=_issued_on(invoice))


def keep_credit_note(note: CreditNote) -> str:
    """The same for a credit note."""
    if note.pdf:
        return note.pdf
    path = f"credit-notes/{note.issued_on.year}/{note.number}.pdf"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(render_credit_note(note)))
    note.keep_document(path)
    return path


def render_credit_note(note: CreditNote) -> bytes:
    """On the same paper as the invoice that it takes back, in its language."""
    with translation.override(note.invoice.language):
        facts = _credit_facts(note)
    return _printed(facts, qr="", day=note.issued_on)


def _printed(facts: dict[str, Any], *, qr: str, day: date) -> bytes:
    made: bytes = typst.compile(
        _TEMPLATE,
        root=_HERE,
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(facts), "qr": qr, "mark": _mark()},
        format="pdf",
        pdf_standards=_STANDARD,
        timestamp=datetime.combine(day, time(), tzinfo=UTC),
    )
    return made


def _issued_on(invoice: Invoice) -> date:
    if invoice.issued_on is None:
        raise ValueError("A draft is not printed")
    return invoice.issued_on


@cache
def _fonts() -> typst.Fonts:
    """The house's fonts, read once; the machine's own would make every installation's paper look different."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])


@cache
def _mark() -> str:
    found = finders.find("images/mark.svg")
    return Path(str(found)).read_text() if found else ""


def _qr(invoice: Invoice) -> str:
    """Empty when nothing is to be paid."""
    if invoice.total <= 0:
        return ""
    seller = invoice.seller
    return epc_svg(
        epc_text(name=seller["legal_name"], iban=seller["iban"], amount=invoice.total, reference=invoice.reference)
    )


def _facts(invoice: Invoice) -> dict[str, Any]:
    return {
        "language": invoice.language,
        "words": _words(invoice),
        "number": invoice.number,
        "seller": {**invoice.seller, "iban": grouped(invoice.seller["iban"])},
        "buyer": _buyer(invoice),
        "particulars": _particulars(invoice),
        "lines": [_line(line, invoice.language) for line in invoice.lines.all()],
        "net": _money(invoice.net, invoice.language),
        "vat": _money(invoice.vat, invoice.language),
        "total": _money(invoice.total, invoice.language),
        "reference": grouped(invoice.reference),
    }


def _credit_facts(note: CreditNote) -> dict[str, Any]:
    """Those of its invoice, with amounts and lines of its own."""
    invoice, language = note.invoice, note.invoice.language
    words = {
        **_words(invoice),
        "invoice": _("Credit note"),
        "vat": _("VAT"),
        "total": _("Credited"),
        "reason": note.reason,
        "settled": _("Set off against invoice %(number)s: %(set_off)s. You get back: %(rest)s.")
        % {
            "number": invoice.number,
            "set_off": _money(note.set_off, language),
            "rest": _money(note.total - note.set_off, language),
        },
    }
    particulars = [
        [_("Number"), note.number],
        [_("Date"), _day(note.issued_on, language)],
        [_("For invoice"), str(invoice.number)],
        *_particulars(invoice)[3:],
    ]
    lines = [[line["description"], "1", *[_money(Decimal(line["amount"]), language)] * 2] for line in note.lines]
    amounts = {name: _money(getattr(note, name), language) for name in ("net", "vat", "total")}
    return {
        **_facts(invoice),
        "words": words,
        "number": note.number,
        "particulars": particulars,
        "lines": lines,
        **amounts,
    }


def _words(invoice: Invoice) -> dict[str, str]:
    return {
        "invoice": _("Invoice"),
        "to": _("To"),
        "description": _("Description"),
        "quantity": _("Quantity"),
        "price": _("Price without VAT"),
        "amount": _("Amount"),
        "net": _("Total without VAT"),
        "vat": _vat_words(invoice),
        "vat_note": _vat_note(invoice),
        "total": _("To pay"),
        "pay": _("Pay %(total)s before or on %(day)s")
        % {"total": _money(invoice.total, invoice.language), "day": _day(invoice.due_on, invoice.language)},
        "scan": _("Scan with your banking app, or transfer the amount:"),
        "in_name_of": _("To the name of"),
        "iban": _("IBAN"),
        "reference": _("Payment reference"),
        "company_number": _("Company number"),
        "vat_number": _("VAT number"),
        "page": _("Page"),
    }


def _vat_words(invoice: Invoice) -> str:
    if invoice.vat_treatment != Treatment.STANDARD:
        return _("VAT")
    percent = format_decimal(invoice.vat_percent, "#.##", locale=invoice.language)
    net = _money(invoice.net, invoice.language)
    return _("VAT %(percent)s%% on %(net)s") % {"percent": percent, "net": net}


def _vat_note(invoice: Invoice) -> str:
    """What the law wants said where no Dutch VAT is charged (numbers 5.3)."""
    if invoice.vat_treatment == Treatment.REVERSE_CHARGE:
        return _("VAT reverse-charged to you (articles 44 and 196 of the VAT directive).")
    if invoice.vat_treatment == Treatment.OUT_OF_SCOPE:
        return _("Outside the scope of Dutch VAT.")
    return ""


def _buyer(invoice: Invoice) -> list[str]:
    lines = [invoice.buyer_name, invoice.buyer_street, f"{invoice.buyer_postcode} {invoice.buyer_city}"]
    if invoice.buyer_country != "NL":
        lines.append(Locale(invoice.language).territories.get(invoice.buyer_country, invoice.buyer_country))
    return lines


def _particulars(invoice: Invoice) -> list[list[str]]:
    """What stands beside the address: word and value."""
    language = invoice.language
    period = f"{_day(invoice.period_from, language)} – {_day(invoice.period_to, language)}"
    rows = [
        [_("Invoice number"), str(invoice.number)],
        [_("Invoice date"), _day(invoice.issued_on, language)],
        [_("Due date"), _day(invoice.due_on, language)],
        [_("Period"), period],
        [_("Your company number"), invoice.buyer_kvk_number],
        [_("Your VAT number"), invoice.buyer_vat_number],
    ]
    return [row for row in rows if row[1]]


def _line(line: Line, language: str) -> list[str]:
    return [line.description, str(line.quantity), _money(line.unit_price, language), _money(line.amount, language)]


def _money(amount: Decimal, language: str) -> str:
    return str(format_currency(amount, "EUR", locale=language))


def _day(day: date | None, language: str) -> str:
    return str(format_date(day, "d MMMM y", locale=language)) if day else ""
