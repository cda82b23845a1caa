"""What the reading of a list says in codes, said in words: why a file is refused, what is wrong, who is invited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.imports import columns, excel, forecast, upload
from reviews.models import Invitation, OrderImport, OrderImportFault

Words = str | Promise
_REASON = Invitation.Reason

REFUSALS: Mapping[str, Words] = {
    "EMPTY": _("This file is empty. Choose the file with your orders."),
    "TOO_BIG": _("This file is too big: at most 200 MB and 2 million lines. Split it into parts."),
    "EXCEL_TOO_BIG": _("This Excel file is too big: at most 20 MB. Save it as CSV, that may be ten times as big."),
    "EXCEL_TOO_LONG": _("This Excel file has too many rows: at most 25,000. Save it as CSV, that may have 2 million."),
    "BROKEN_EXCEL": _("We cannot open this Excel file. Open it in Excel and save it again as .xlsx or CSV."),
    "OLD_EXCEL": _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password."),
    "OPEN_DOCUMENT": _("This is an OpenDocument file. Save it as .xlsx or CSV."),
    "PDF": _("This is a PDF, whatever its name says. Export your orders as CSV or Excel."),
    "PICTURE": _("This is a picture, whatever its name says. Export your orders as CSV or Excel."),
    "DOCUMENT": _("This is a text document or a presentation. Export your orders as CSV or Excel."),
    "PACKED": _("This is a packed file. Unpack it and upload the list in it."),
    "PAGE": _("This is a web page or XML. Export your orders as CSV or Excel."),
    "JSON": _("This is JSON. Export your orders as CSV or Excel, or use our API."),
    "BINARY": _("This is not a text file. Export your orders as CSV or Excel."),
}
FAULTS: Mapping[str, Words] = {
    "EMAIL_MISSING": _("The e-mail address is missing"),
    "EMAIL_WRONG": _("This is not an e-mail address"),
    "EMAIL_SEVERAL": _("There is more than one e-mail address"),
    "NUMBER_MISSING": _("The order number is missing"),
    "NUMBER_LONG": _("The order number is longer than 80 characters"),
    "NUMBER_ROUNDED": _("Excel rounded the order number. Make the column text and enter the number again"),
    "DATE_WRONG": _("This is not a date. Write it as 31-12-2026"),
    "DATE_OLD": _("The date is more than a year ago"),
    "DATE_FUTURE": _("The date is more than 90 days ahead"),
    "DELAY_WRONG": _("This is not a number of days from 0 to 90"),
    "TOTAL_WRONG": _("This is not an amount. The order counts, without the amount"),
    "TOO_MANY_CELLS": _("The line has more columns than the others"),
    "TOO_FEW_CELLS": _("The line has fewer columns than the others"),
    "QUOTE": _("A quotation mark opens and is not closed"),
    "CHARSET": _("The line has characters in another encoding"),
    "LINE_TOO_LONG": _("The line is too long"),
}
BECOMES: Mapping[str, Words] = {  # in this order on the page
    Invitation.State.SCHEDULED.value: _("Invited"),
    _REASON.NO_CLAUSE.value: _("Waiting until your privacy statement names us"),
    _REASON.NO_STANDING.value: _("Not invited: your webshop does not carry the mark now"),
    forecast.ALREADY: _("Not invited: this order was reported before"),
    forecast.TWICE: _("Not invited: this order is in the list more than once"),
    _REASON.FREQUENCY.value: _("Not invited: this customer gets an invitation within 30 days already"),
    _REASON.OPTED_OUT.value: _("Not invited: this customer wants no invitations"),
    _REASON.UNREACHABLE.value: _("Not invited: letters to this address came back"),
    forecast.FAULTY: _("Not invited: the line is faulty"),
}
DELIMITERS: Mapping[str, Words] = {";": _("Semicolon"), ",": _("Comma"), "\t": _("Tab"), "|": _("Vertical bar")}
CHARSETS: Mapping[str, Words] = {
    "utf-8": "UTF-8",
    "cp1252": _("Windows (1252)"),
    "cp850": _("DOS (850)"),
    "mac_roman": _("Old Mac (Roman)"),
}
LIMITS = {"megabytes": upload.MOST_BYTES // 1024**2, "lines": upload.MOST_LINES, "rows": excel.MOST_ROWS}


def becomes(counts: Mapping[str, int]) -> list[tuple[Words, int]]:
    """Each outcome that occurs, in words, with how many orders have it."""
    labels = {**dict(_REASON.choices), **BECOMES}
    order = [*BECOMES, *(code for code in counts if code not in BECOMES)]
    return [(labels.get(code, code), counts[code]) for code in order if counts.get(code)]


@dataclass(frozen=True)
class ShownFault:
    """A fault as the page and the download say it."""

    line: int
    column: str
    words: Words


def shown(faults: "Iterator[OrderImportFault]", of: OrderImport) -> Iterator[ShownFault]:
    for fault in faults:
        yield ShownFault(fault.line, column_name(of, fault.column), FAULTS.get(fault.code, fault.code))


def column_name(of: OrderImport, number: int) -> str:
    """The column as Excel calls it, and what it holds: "C (E-mail address)"; empty for the line as a whole."""
    if not number:
        return ""
    meaning = of.columns[number - 1] if number <= len(of.columns) else ""
    return f"{letters(number)} ({columns.Meaning(meaning).label})" if meaning else letters(number)


def letters(number: int) -> str:
    """1 is A, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
