"""What stands in a cell of a list of reviews: stars, a moment, yes or no. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from keurmerk.calendar import AMSTERDAM
from reviews.content import cleaned, one_line
from reviews.imports import cells
from reviews.imports.cells import Faulty

FIRST_DAY = date(2000, 1, 1)  # no platform of ours is older
_NUMBER = r"[0-9]{1,2}(?:[.,][0-9]{1,4})?"
_OF = re.compile(rf"({_NUMBER})(?: ?(?:/|van|of|out of|uit) ?(5|10))?(?: ?(?:sterren|ster|stars|star))?", re.IGNORECASE)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5}
_CLOCK = re.compile(
    r"(\d{4}-\d{2}-\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})[T ,]{1,2}(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?"
    r" ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_YES = {"ja", "yes", "true", "waar", "1", "j", "y", "aanbevolen", "recommended"}
_NO = {"nee", "no", "false", "onwaar", "0", "n", "niet aanbevolen", "not recommended"}


def stars(text: str, scale: int) -> int:
    """1 to 5: halves go up, as 7 out of 10 becomes 4. "4", "4,5", "8/10", "FIVE", "★★★★☆". Raises Faulty."""
    words = one_line(text, 40)
    if not words:
        raise Faulty("STARS_MISSING")
    mark, out_of = _mark(words)
    out_of = out_of or scale
    if not 1 <= mark <= out_of:
        raise Faulty("STARS_WRONG")
    return max(1, int((mark * 5 / out_of).quantize(Decimal(1), ROUND_HALF_UP)))


def _mark(words: str) -> tuple[Decimal, int]:
    """The number, and out of how many where the cell says so."""
    if "★" in words:
        return Decimal(words.count("★")), 5
    if words.lower() in _WORDS:
        return Decimal(_WORDS[words.lower()]), 5
    found = _OF.fullmatch(words)
    if not found:
        raise Faulty("STARS_WRONG")
    return Decimal(found[1].replace(",", ".")), int(found[2] or 0)


def part(text: str, scale: int) -> int | None:
    """A mark for one side of it; None for an empty cell or a dash."""
    return stars(text, scale) if text.strip().strip("-–") else None


def is_stars(text: str) -> bool:
    try:
        return bool(stars(text, 10))
    except Faulty:
        return False


def is_above_five(text: str) -> bool:
    """Can only be meant out of ten."""
    try:
        mark, out_of = _mark(one_line(text, 40))
    except Faulty:
        return False
    return not out_of and mark > 5


def moment(text: str, now: datetime) -> datetime:
    """When: with its time where there is one, in Amsterdam unless it says otherwise, else at noon. Raises Faulty."""
    words = one_line(text, 60)
    if not words:
        raise Faulty("DATE_MISSING")
    found = _CLOCK.fullmatch(words)
    at = _with_clock(*found.groups()) if found else None
    at = at or min(datetime.combine(cells.day(words), time(12), AMSTERDAM), _last_of(cells.day(words), now))
    if at > now:
        raise Faulty("DATE_FUTURE")
    if at.date() < FIRST_DAY:
        raise Faulty("DATE_WRONG")
    return at.astimezone(UTC)


def _last_of(day: date, now: datetime) -> datetime:
    """A review of today is not of this noon when that has yet to come."""
    return now if day == now.astimezone(AMSTERDAM).date() else datetime.combine(day, time(12), AMSTERDAM)


def _with_clock(day: str, clock: str, fraction: str | None, zone: str | None) -> datetime:
    try:
        hours = time.fromisoformat(clock.zfill(8) if clock.count(":") == 2 else clock.zfill(5))
        at = datetime.combine(cells.day(day), hours, _zone(zone))
        return at + timedelta(microseconds=int((fraction or "0").ljust(6, "0")[:6]))
    except ValueError as fault:
        raise Faulty("DATE_WRONG") from fault


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return AMSTERDAM
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    return datetime.strptime(text, "%z").tzinfo


def is_moment(text: str) -> bool:
    return bool(_CLOCK.fullmatch(text.strip())) or cells.is_date(text)


def yes_or_no(text: str) -> bool | None:
    """None when the cell says neither."""
    word = one_line(text, 40).lower()
    return True if word in _YES else False if word in _NO else None


def words(text: str, most: int, code: str) -> str:
    """Cleaned; longer than it may be is faulty, for we shorten nobody's words."""
    found = cleaned(text)
    if len(found) > most:
        raise Faulty(code)
    return found


def number(text: str) -> str:
    """The number of a review; a figure that Excel rounded would be the same for many."""
    return cells.number(text) if text.strip() else ""
