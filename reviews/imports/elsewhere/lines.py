"""From a line of another platform's list to a review, or to everything that is wrong with the line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from keurmerk.canonical import canonical, moment
from reviews import terms
from reviews.chain import new_salt
from reviews.content import one_line, public_name
from reviews.foreign import Foreign, ForeignReply
from reviews.imports import cells
from reviews.imports.cells import Faulty
from reviews.imports.elsewhere import marks
from reviews.imports.elsewhere.columns import Meaning
from reviews.imports.lines import Fault
from reviews.imports.records import Record, Records
from reviews.models import ReviewImport
from reviews.portable import first_record

_LONGEST_TITLE, _LONGEST_REPLY = 120, 2000
_PARTS = {"DELIVERY": "delivery", "SERVICE": "service", "PRICE": "price", "AFTERSALES": "aftersales"}


@dataclass(frozen=True, slots=True)
class Read:
    """One line: its review, unless a fault stops it. Faults beside a review are remarks."""

    line: int
    review: Foreign | None
    faults: Sequence[Fault] = ()


class ListReader:
    """Reads reviews from a list, as of a moment, from where the last chunk ended.

    `language_of` tells the language of a text where no column does: slow to begin, so not while somebody waits.
    """

    def __init__(
        self,
        of: ReviewImport,
        file: BinaryIO,
        *,
        at: datetime,
        language_of: Callable[[str], str] = lambda _text: "",
        position: int = 0,
        line: int = 0,
    ) -> None:
        self._language_of = language_of
        self.records = Records(
            file,
            charset=of.charset,
            delimiter=of.delimiter,
            width=len(of.columns),
            position=position,
            line=line,
            long_cells=True,
        )
        self._list, self._width, self._now = of, len(of.columns), at
        self._places: dict[str, int] = {meaning: place for place, meaning in enumerate(of.columns) if meaning}

    def __iter__(self) -> Iterator[Read | None]:
        """Nothing for a line without a review: names, titles above them, an empty line."""
        for record in self.records:
            beside = record.line <= self._list.header_line or record.is_blank
            yield None if beside else self._read(record)

    @property
    def place(self) -> dict[str, int]:
        return {"position": self.records.position, "line": self.records.line}

    def _read(self, record: Record) -> Read:
        code = record.fault or self._misfit(record.cells)
        if code:
            return Read(record.line, None, [Fault(record.line, 0, code)])
        faults: list[Fault] = []
        facts = {meaning: self._value(record, meaning, faults) for meaning in self._places}
        if faults:
            return Read(record.line, None, faults)
        return Read(record.line, self._review(facts))

    def _misfit(self, line: Sequence[str]) -> str:
        """Cells too many or too few: then nothing stands under its own name any more."""
        if any(cell.strip() for cell in line[self._width :]):
            return "TOO_MANY_CELLS"
        return "TOO_FEW_CELLS" if len(line) <= max(self._places.values()) else ""

    def _value(self, record: Record, meaning: str, faults: list[Fault]) -> Any:
        place = self._places[meaning]
        try:
            return _READERS[meaning](record.cells[place], self._list.scale, self._now)
        except Faulty as fault:
            faults.append(Fault(record.line, place + 1, fault.code))
            return None

    def _review(self, facts: dict[str, Any]) -> Foreign:
        text = facts.get("TEXT") or ""
        fields: dict[str, Any] = {
            "stars": facts["STARS"],
            "title": facts.get("TITLE") or "",
            "text": text,
            "display_name": _name(facts),
            "salt": new_salt(),
            "language": facts.get("LANGUAGE") or self._language_of(text) or "nl",
            "recommends": facts.get("RECOMMENDS"),
            "published_at": facts["DATE"],
            "edited_at": None,
            **{ours: facts.get(meaning) for meaning, ours in _PARTS.items()},
        }
        reply = _reply(facts)
        told = {"text": reply.text, "written_at": moment(reply.written_at), "edited_at": None} if reply else None
        number = facts.get("NUMBER") or ""
        record = canonical(first_record(fields, number=number, reply=told))
        return Foreign(self._list.source, number, fields, record, reply)


def _name(facts: dict[str, Any]) -> str:
    """As we show names: the first one and a letter."""
    parts = (facts.get("NAME"), facts.get("FIRST_NAME"), facts.get("LAST_NAME"))
    return public_name(" ".join(part for part in parts if part))


def _reply(facts: dict[str, Any]) -> ForeignReply | None:
    """Without a date of its own it is of the day of the review."""
    text = facts.get("REPLY")
    return ForeignReply(text, facts.get("REPLY_DATE") or facts["DATE"]) if text else None


def _title(text: str, _scale: int, _now: datetime) -> str:
    return one_line(marks.words(text, _LONGEST_TITLE, "TITLE_LONG"), _LONGEST_TITLE)


def _part(text: str, scale: int, _now: datetime) -> int | None:
    return marks.part(text, scale)


def _as_it_is(text: str, _scale: int, _now: datetime) -> str:
    return text


_READERS: dict[str, Callable[[str, int, datetime], Any]] = {
    Meaning.STARS.value: lambda text, scale, _now: marks.stars(text, scale),
    Meaning.DATE.value: lambda text, _scale, now: marks.moment(text, now),
    Meaning.TEXT.value: lambda text, _scale, _now: marks.words(text, terms.MOST_CHARACTERS, "TEXT_LONG"),
    Meaning.TITLE.value: _title,
    Meaning.NAME.value: _as_it_is,
    Meaning.FIRST_NAME.value: _as_it_is,
    Meaning.LAST_NAME.value: _as_it_is,
    Meaning.NUMBER.value: lambda text, _scale, _now: marks.number(text),
    Meaning.LANGUAGE.value: lambda text, _scale, _now: cells.language(text),
    Meaning.RECOMMENDS.value: lambda text, _scale, _now: marks.yes_or_no(text),
    Meaning.DELIVERY.value: _part,
    Meaning.SERVICE.value: _part,
    Meaning.PRICE.value: _part,
    Meaning.AFTERSALES.value: _part,
    Meaning.REPLY.value: lambda text, _scale, _now: marks.words(text, _LONGEST_REPLY, "REPLY_LONG"),
    Meaning.REPLY_DATE.value: lambda text, _scale, now: marks.moment(text, now) if text.strip() else None,
}
