"""What stands in one cell: an address, a day, an amount, as people and their programs write them."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from reviews import terms
from reviews.content import one_line

MOST_TOTAL = Decimal("99999999.99")
_IN_BRACKETS = re.compile(r"[^<>]{0,200}<([^<>\s]{3,254})>")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].{0,30})?")
_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ ,t].{0,20})?")
_TIGHT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_WORDED = re.compile(r"(?:[a-z]{2,9}\.?,? )?(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})\.?,? (\d{4})(?:[ ,].{0,20})?")
_AMERICAN = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[ ,].{0,20})?")
_MONTHS = ("jan", "feb", "mrt maa mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec")
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_LANGUAGES = {
    "nl": "nl nld dut nederlands dutch vlaams nederland be vls",
    "en": "en eng engels english gb uk us ie au",
}
_LANGUAGE = {word: ours for ours, words in _LANGUAGES.items() for word in words.split()}


class Faulty(Exception):
    """The cell cannot be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def email(text: str) -> str:
    """The address in this cell, also from "Sanne <sanne@example.com>". Raises Faulty."""
    text = one_line(text, 500).removeprefix("mailto:")
    if not text:
        raise Faulty("EMAIL_MISSING")
    inside = _IN_BRACKETS.fullmatch(text)
    address = inside.group(1) if inside else text
    if len(address) > 254:
        raise Faulty("EMAIL_WRONG")
    try:
        validate_email(address)
    except ValidationError as fault:
        raise Faulty("EMAIL_SEVERAL" if address.count("@") > 1 else "EMAIL_WRONG") from fault
    return address


def is_email(text: str) -> bool:
    try:
        return bool(email(text))
    except Faulty:
        return False


def number(text: str) -> str:
    """The order number. Raises Faulty when it is too long, or when Excel made a rounded figure of it."""
    text = one_line(text, 200)
    if not text:
        raise Faulty("NUMBER_MISSING")
    if _SCIENTIFIC.fullmatch(text):
        raise Faulty("NUMBER_ROUNDED")
    if len(text) > 80:
        raise Faulty("NUMBER_LONG")
    return text


def name(*parts: str) -> str:
    """A name on one line; what looks like an address is no name."""
    text = one_line(" ".join(parts), 120)
    return "" if "@" in text else text


def language(text: str) -> str:
    """nl or en, from a code, a locale or a word; empty for any other, and the shop's own is used."""
    word = re.split(r"[-_ ]", text.strip().lower(), maxsplit=1)[0]
    return _LANGUAGE.get(word, "")


def day(text: str) -> date:
    """The day: 2026-03-02, 02-03-2026, 2/3/26, 20260302, "2 maart 2026", "Mar 2, 2026". Raises Faulty."""
    words = one_line(text, 60).lower()
    try:
        if found := _ISO.fullmatch(words) or _TIGHT.fullmatch(words):
            year, month, number_of_day = (int(part) for part in found.groups())
            return date(year, month, number_of_day)
        if found := _DUTCH.fullmatch(words):
            number_of_day, month, year = (int(part) for part in found.groups())
            return date(year if year > 99 else 2000 + year, month, number_of_day)
        return _worded(words)
    except (ValueError, KeyError) as fault:
        raise Faulty("DATE_WRONG") from fault


def _worded(words: str) -> date:
    if found := _WORDED.fullmatch(words):
        number_of_day, month, year = found.groups()
    elif found := _AMERICAN.fullmatch(words):
        month, number_of_day, year = found.groups()
    else:
        raise ValueError(words)
    return date(int(year), _MONTH[month[:3]], int(number_of_day))


def is_date(text: str) -> bool:
    try:
        return bool(day(text))
    except Faulty:
        return False


def days(text: str) -> int:
    """A number of days, 0 to 90. Raises Faulty."""
    text = one_line(text, 20)
    if not (text.isascii() and text.isdigit()) or int(text) > terms.MOST_DELAY_DAYS:
        raise Faulty("DELAY_WRONG")
    return int(text)


def amount(text: str) -> Decimal | None:
    """An amount with comma or point: "€ 1.234,50", "1,234.50", "12"; None for an empty cell. Raises Faulty."""
    text = one_line(text, 60).upper()
    for sign in ("EUR", "€", "\u00a0", " ", ",-"):
        text = text.replace(sign, "")
    if not text:
        return None
    if not re.fullmatch(r"-?[.,]?\d[\d.,]*", text):
        raise Faulty("TOTAL_WRONG")
    whole, cents = _split(text)
    try:
        total = Decimal(f"{whole}.{cents or 0}")
    except InvalidOperation as fault:
        raise Faulty("TOTAL_WRONG") from fault
    if not 0 <= total <= MOST_TOTAL:
        raise Faulty("TOTAL_WRONG")
    return round(total, 2)


def _split(text: str) -> tuple[str, str]:
    """The last mark is the decimal one, unless it stands before three digits alone: 1.234 is a thousand odd."""
    place = max(text.rfind("."), text.rfind(","))
    whole, mark, cents = (text[:place], text[place], text[place + 1 :]) if place >= 0 else (text, "", "")
    if mark and len(cents) == 3 and whole.strip("-") not in {"", "0"} and _other(mark) not in whole:
        whole, cents = whole + cents, ""
    return whole.replace(".", "").replace(",", ""), cents


def _other(mark: str) -> str:
    return "," if mark == "." else "."
