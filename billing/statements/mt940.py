"""MT940 (SWIFT) as Dutch banks write it: ABN AMRO, ASN, ING, Knab, Rabobank, SNS, Triodos, and the plain kind.

Read line by line, so that a refusal names the line. What stands around the statements is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from billing.statements import Balance, Entry, Refused, Statement, amount_of, plain_account, tidy
from billing.statements.information import tell

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)", re.DOTALL)
_AROUND = re.compile(r"-\}?|-?\}?\{\d:.*|\{.*|940|[A-Z]{6}[A-Z0-9]{2,6}")  # envelopes, and ends of statements
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,15}(?:,\d*)?)\s*")
_MOVEMENT = re.compile(r"(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d{1,15}(?:,\d{0,5})?)([A-Z].{3})?(.*)", re.DOTALL)
_SIGN: Final = {"C": 1, "D": -1, "RC": -1, "RD": 1}  # the reversal of a credit takes it away again
_OF_SWIFT: Final = {"20", "21", "25", "28", "28C", "60F", "60M", "61", "62F", "62M", "64", "65", "86"}
_CENTURY_TURNS: Final = 80  # 80 is 1980


@dataclass(slots=True)
class _Field:
    """One tag with all of its lines."""

    line: int
    tag: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.lines[0].strip()


def read(file: BinaryIO) -> list[Statement]:
    """Every statement of a file. Raises Refused."""
    found: list[Statement] = []
    current: list[_Field] = []
    for each in _fields(_decoded(file.read())):
        if each.tag == "20" and current:
            found.append(_statement(current))
            current = []
        current.append(each)
    if current:
        found.append(_statement(current))
    if not found:
        raise Refused(1, _("there is no statement in it"))
    return found


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _fields(text: str) -> Iterator[_Field]:
    current: _Field | None = None
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        line = re.sub(r"^(?:\{[^}]*\})*\{4:(?=:)", "", raw)
        tag = _TAG.match(line)
        if tag and tag[1] in _OF_SWIFT:
            if current:
                yield current
            current = _Field(number, tag[1], [tag[2]])
        elif current and not _AROUND.fullmatch(line.strip()):
            current.lines.append(line)
        elif current and line.lstrip().startswith(("-", "{")):
            yield current
            current = None
    if current:
        yield current


def _statement(fields: list[_Field]) -> Statement:
    made = Statement(line=fields[0].line)
    if fields[0].tag != "20":
        raise Refused(made.line, _("a statement starts with its number, :20:"))
    told: list[tuple[_Field, list[_Field]]] = []
    marks = []
    for each in fields:
        if each.tag in {"20", "28", "28C", "60F", "60M", "62F", "62M"}:
            marks.append(each.text)
        if each.tag == "25":
            made.account = _account(each.text)
        elif each.tag in {"60F", "60M"}:
            made.opening = _balance(each)
        elif each.tag in {"62F", "62M"}:
            made.closing = _balance(each)
        elif each.tag == "61":
            told.append((each, []))
        elif each.tag == "86" and told and made.closing is None:
            told[-1][1].append(each)
    return _whole(made, told, marks)


def _whole(made: Statement, told: list[tuple[_Field, list[_Field]]], marks: list[str]) -> Statement:
    """A file that was cut off misses its last balance: then nothing of it can be trusted."""
    if not made.account:
        raise Refused(made.line, _("the statement does not say its account, :25:"))
    if made.opening is None:
        raise Refused(made.line, _("the statement has no opening balance, :60F:"))
    if made.closing is None:
        raise Refused(made.line, _("the statement has no closing balance, :62F:"))
    made.identifier = f"{marks[0][:16]}|{sha256('|'.join(marks).encode()).hexdigest()[:16]}"
    made.entries = [_entry(movement, notes, made.opening.currency) for movement, notes in told]
    return made


def _account(text: str) -> str:
    """Some banks put the currency behind it, or their own code before it."""
    plain = plain_account(text)
    found = re.search(r"[A-Z]{2}\d{2}[A-Z]{4}\d{10}", plain)
    return found[0] if found else re.sub(r"(?<=\d)[A-Z]{3}$", "", plain)


def _balance(each: _Field) -> Balance:
    found = _BALANCE.fullmatch(each.text)
    if not found:
        raise Refused(each.line, _("this balance cannot be read"))
    _day(found[2], each.line)
    return Balance(each.line, _amount(found[4], each.line) * _SIGN[found[1]], found[3])


def _entry(movement: _Field, notes: list[_Field], currency: str) -> Entry:
    found = _MOVEMENT.fullmatch(movement.text)
    if not found:
        raise Refused(movement.line, _("this movement cannot be read"))
    valued = _day(found[1], movement.line)
    own, _slash, bank = found[7].partition("//")
    told = tell([line for note in notes for line in note.lines], own, movement.lines[1:])
    return Entry(
        line=movement.line,
        booked_on=_near(found[2], valued, movement.line) if found[2] else valued,
        valued_on=valued,
        amount=_amount(found[5], movement.line) * _SIGN[found[3]],
        currency=currency,
        iban=plain_account(told.iban),
        name=tidy(told.name)[:140],
        structured=tidy(told.structured)[:140],
        end_to_end=tidy(told.end_to_end)[:140],
        text=tidy(told.text),
        bank_reference=tidy(bank)[:140],
        returned=found[3].startswith("R") or told.returned,
    )


def _amount(text: str, line: int) -> Decimal:
    whole, _comma, cents = text.partition(",")
    return amount_of(f"{whole.lstrip('0') or '0'}.{cents}", line=line)


def _day(text: str, line: int) -> date:
    year = int(text[:2])
    try:
        return date(year + (1900 if year >= _CENTURY_TURNS else 2000), int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise Refused(line, _("“%s” is not a day") % text) from None


def _near(month_and_day: str, valued: date, line: int) -> date:
    """The day of booking has no year: it is the one nearest to the day of value."""
    nearest: list[tuple[timedelta, date]] = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        try:
            day = date(year, int(month_and_day[:2]), int(month_and_day[2:]))
        except ValueError:
            continue
        nearest.append((abs(day - valued), day))
    if not nearest:
        raise Refused(line, _("“%s” is not a day") % month_and_day)
    return min(nearest)[1]
