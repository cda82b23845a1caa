"""What the reading of reviews from elsewhere says in codes, said in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from frontend.dashboard import order_import_words as lists
from frontend.dashboard.order_import_words import ShownFault, Words, letters
from reviews.imports.elsewhere import work
from reviews.imports.elsewhere.columns import Meaning
from reviews.models import ReviewImport, ReviewImportFault
from reviews.models.bringing import ALREADY, GONE

PLATFORMS = ("WebwinkelKeur", "Trustpilot", "Kiyoh", "Feedback Company", "Google", "Trusted Shops")
REFUSALS: Mapping[str, Words] = {
    **lists.REFUSALS,
    "EMPTY": _("This file is empty. Choose the file with your reviews."),
    "PDF": _("This is a PDF, whatever its name says. Export your reviews as CSV or Excel."),
    "PICTURE": _("This is a picture, whatever its name says. Export your reviews as CSV or Excel."),
    "DOCUMENT": _("This is a text document or a presentation. Export your reviews as CSV or Excel."),
    "PAGE": _("This is a web page or XML. Export your reviews as CSV or Excel."),
    "JSON": _("This is JSON. Export your reviews as CSV or Excel, or upload the whole ZIP of our own export."),
    "BINARY": _("This is not a text file. Export your reviews as CSV or Excel."),
    "NO_PLATFORM": _("Say from which platform these reviews come."),
    "BROKEN_EXPORT": _("This ZIP is damaged or cut off, or is no export of ours. Upload it as you fetched it."),
    "CHANGED_EXPORT": _("This export was changed after we signed it. Upload it as you fetched it."),
    "OTHER_FORMAT": _("This is an export of a kind that we do not know."),
    "NOT_OURS": _("We did not sign this export, or it was changed. Upload it as you fetched it."),
    "OTHER_SHOP": _("This export is of another webshop. You can only bring reviews of your own."),
    "EXPORT_TOO_BIG": _("This export is too big for us."),
    "EMPTY_EXPORT": _("There are no reviews in this export."),
}
FAULTS: Mapping[str, Words] = {
    **lists.FAULTS,
    "STARS_MISSING": _("The stars are missing"),
    "STARS_WRONG": _("This is not a mark on the scale that you chose"),
    "DATE_MISSING": _("The date is missing"),
    "DATE_WRONG": _("This is not a date. Write it as 31-12-2025"),
    "DATE_FUTURE": _("The date is in the future"),
    "TEXT_LONG": _("The text is longer than 2,000 characters"),
    "TITLE_LONG": _("The title is longer than 120 characters"),
    "REPLY_LONG": _("The reply is longer than 2,000 characters"),
    "NUMBER_LONG": _("The number of the review is longer than 80 characters"),
    "NUMBER_ROUNDED": _("Excel rounded the number of the review. Make the column text and enter the number again"),
    "HASH_WRONG": _("This record was changed: its hash does not fit"),
    "NOT_SIGNED": _("This record is not one that we signed"),
    "RECORD_WRONG": _("This is not a record of a review"),
    "PHOTO_MISSING": _("A photo is missing. The review is taken without it"),
    "PHOTO_CHANGED": _("A photo is not the one that we signed. The review is taken without it"),
    "PHOTO_BIG": _("A photo is bigger than 10 MB. The review is taken without it"),
    "PHOTO_KIND": _("A photo is no picture. The review is taken without it"),
}
BECOMES: Mapping[str, Words] = {  # in this order on the page
    work.NEW: _("Shown"),
    work.HELD: _("Waiting: one of us looks first"),
    ALREADY: _("Not taken: it is here already"),
    work.TWICE: _("Not taken: it is in the file more than once"),
    GONE: _("Not taken: its writer or we removed it"),
    work.FAULTY: _("Not taken: the line is faulty"),
}


def becomes(counts: Mapping[str, int]) -> list[tuple[Words, int]]:
    """Each outcome that occurs, in words, with how many reviews have it."""
    return [(words, counts[code]) for code, words in BECOMES.items() if counts.get(code)]


def shown(faults: Iterator[ReviewImportFault], of: ReviewImport) -> Iterator[ShownFault]:
    for fault in faults:
        yield ShownFault(fault.line, column_name(of, fault.column), FAULTS.get(fault.code, fault.code))


def column_name(of: ReviewImport, number: int) -> str:
    """The column as Excel calls it, and what it holds; empty for the line as a whole."""
    if not number:
        return ""
    meaning = of.columns[number - 1] if number <= len(of.columns) else ""
    return f"{letters(number)} ({Meaning(meaning).label})" if meaning else letters(number)
