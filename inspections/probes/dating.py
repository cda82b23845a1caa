"""When was a document last changed? Dates near the words that date a document."""

from datetime import date

from inspections.pages import Passage, pattern

MONTHS = {
    "januari": 1, "january": 1, "jan": 1, "februari": 2, "february": 2, "feb": 2, "maart": 3, "march": 3, "mrt": 3,
    "april": 4, "apr": 4, "mei": 5, "may": 5, "juni": 6, "june": 6, "jun": 6, "juli": 7, "july": 7, "jul": 7,
    "augustus": 8, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10, "october": 10,
    "okt": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = (
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|e)?\s+(?:of\s+)?)?(?P<m1>{MONTH})\.?,?\s+(?:(?P<d2>\d{{1,2}})(?:st"
    rf"|nd|rd|th)?,?\s+)?(?P<y1>(?:19|20)\d\d)\b"
    r"|\b(?P<d3>\d{1,2})\s?[-/.]\s?(?P<m3>\d{1,2})\s?[-/.]\s?(?P<y3>(?:19|20)\d\d|\d\d)\b"
    r"|\b(?P<y4>(?:19|20)\d\d)-(?P<m4>\d\d)(?:-(?P<d4>\d\d))?\b"
)
DATING = (
    r"gewijzigd|aangepast|bijgewerkt|herzien|versie\w*|geldig (?:vanaf|per|sinds|met ingang)|ge(?:ü|u)pdate?t?"
    r"|update|geupdatet"
    r"|ingangsdatum|van kracht|in werking|gelden (?:vanaf|per|sinds)|wijzigingsdatum|opgesteld|vastgesteld"
    r"|datum|laatste? wijziging"
    r"|updated|modified|revised|changed|amended|effective|version|dated|valid (?:from|as of)|last (?:change"
    r"|revision)|as of|per"
)
VERSION = r"\b(?:versie|version)(?:nummer)?\s*:?\s*v?\d+(?:[.,]\d+)*"
DATE_LINES = 5  # lines at either end of a document where a date may stand by itself
LONGEST_DATE_LINE = 40
EDGE = 1_500  # characters at either end of a document where its date stands


def dated(documents: list[Passage]) -> tuple[Passage | None, date | None]:
    """The sentence that dates these documents and the latest date it gives; (sentence, None) for a bare version."""
    found = [(day, one.sentence) for document in documents for one, day in [*_dates(document), *_date_lines(document)]]
    if found:
        day, sentence = max(found, key=lambda pair: pair[0])
        return sentence, day
    for document in documents:
        version = document.find(VERSION)
        if version:
            return version.sentence, None
    return None, None


def _dates(document: Passage) -> list[tuple[Passage, date]]:
    """Dates with a dating word close by; far from either end of the document only with a strong one."""
    dates = []
    for match in pattern(DATE).finditer(document.page.text, document.start, document.end):
        here = Passage(document.page, match.start(), match.end())
        at_edge = here.start - document.start < EDGE or document.end - here.end < EDGE
        strong = (
            r"laatst\w* (?:gewijzigd|bijgewerkt|aangepast|wijziging|update)|versie|version|last (?:updated"
            r"|modified|revised|changed)"
        )
        around = here.around(60, 30)
        day = _date({name: value for name, value in match.groupdict().items() if value})
        if day and around.find(DATING if at_edge else strong):
            dates.append((here, day))
    return dates


def _date_lines(document: Passage) -> list[tuple[Passage, date]]:
    """A line near either end that is hardly more than a date."""
    blocks = document.blocks
    found = []
    for block in [*blocks[:DATE_LINES], *blocks[-DATE_LINES:]]:
        match = pattern(DATE).search(block.text) if len(block) <= LONGEST_DATE_LINE else None
        day = _date({name: value for name, value in match.groupdict().items() if value}) if match else None
        if day:
            found.append((block, day))
    return found


def _date(parts: dict[str, str]) -> date | None:
    """The date of a match; the first of the month when no day is given."""
    year = next(int(value) for name, value in parts.items() if name[0] == "y")
    month = next(value for name, value in parts.items() if name[0] == "m")
    day = next((int(value) for name, value in parts.items() if name[0] == "d"), 1)
    try:
        return date(year + 2000 if year < 100 else year, MONTHS.get(month.lower()) or int(month), day)
    except ValueError:
        return None
