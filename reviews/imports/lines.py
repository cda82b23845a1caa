"""From a line of a list to an order, or to everything that is wrong with the line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils import timezone

from reviews import terms
from reviews.content import one_line
from reviews.imports import cells
from reviews.imports.cells import Faulty
from reviews.imports.columns import Meaning
from reviews.imports.records import Record, Records
from reviews.models import OrderImport
from reviews.orders import Order

CLIENT = "list"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line, and in which column, counted from 1; 0 is the line as a whole."""

    line: int
    column: int
    code: str

    @property
    def stops(self) -> bool:
        """Without the amount the customer can be invited all the same."""
        return self.code != "TOTAL_WRONG"


@dataclass(frozen=True, slots=True)
class Read:
    """One line: its order, unless a fault stops it."""

    line: int
    order: Order | None
    faults: Sequence[Fault] = ()


class Reader:
    """Reads orders from the file of an import, as of a moment, from where its last chunk ended."""

    def __init__(self, of: OrderImport, file: BinaryIO, *, at: datetime, position: int = 0, line: int = 0) -> None:
        width = len(of.columns)
        self.records = Records(
            file, charset=of.charset, delimiter=of.delimiter, width=width, position=position, line=line
        )
        self._list, self._width, self._today = of, width, timezone.localdate(at)
        self._places: dict[str, int] = {meaning: place for place, meaning in enumerate(of.columns) if meaning}

    def __iter__(self) -> Iterator[Read | None]:
        """Nothing for a line without an order: names, titles above them, an empty line."""
        for record in self.records:
            beside = record.line <= self._list.header_line or record.is_blank
            yield None if beside else self._read(record)

    def _read(self, record: Record) -> Read:
        if record.fault:
            return Read(record.line, None, [Fault(record.line, 0, record.fault)])
        if misfit := self._misfit(record.cells):
            return Read(record.line, None, [Fault(record.line, 0, misfit)])
        faults: list[Fault] = []
        facts = {name: self._value(record, name, faults) for name in _READERS}
        if any(fault.stops for fault in faults):
            return Read(record.line, None, faults)
        return Read(record.line, self._order(record.cells, facts), faults)

    def _misfit(self, line: Sequence[str]) -> str:
        """Cells too many or too few: then nothing stands under its own name any more."""
        if any(cell.strip() for cell in line[self._width :]):
            return "TOO_MANY_CELLS"
        return "TOO_FEW_CELLS" if len(line) <= max(self._places.values()) else ""

    def _value(self, record: Record, name: str, faults: list[Fault]) -> Any:
        place = self._places.get(name)
        if place is None:
            return None
        try:
            return _READERS[name](record.cells[place], self._today)
        except Faulty as fault:
            faults.append(Fault(record.line, place + 1, fault.code))
            return None

    def _order(self, line: Sequence[str], facts: dict[str, Any]) -> Order:
        return Order(
            email=facts[Meaning.EMAIL],
            number=facts[Meaning.NUMBER] or "",
            customer_name=cells.name(*(line[self._places[part]] for part in _NAMES if part in self._places)),
            language=facts[Meaning.LANGUAGE] or "",
            delay_days=self._delay(facts[Meaning.DELAY], facts[Meaning.DATE]),
            total=facts[Meaning.TOTAL],
            phone=facts[Meaning.PHONE] or "",
            client=CLIENT,
            list_id=self._list.pk,
        )

    def _delay(self, own: int | None, since: date | None) -> int:
        """From today; or from the day of the order or its delivery, and then today at the earliest."""
        days = self._list.delay_days if own is None else own
        if since:
            days += (since - self._today).days
        return min(max(days, 0), terms.MOST_DELAY_DAYS)


def _recent(text: str, today: date) -> date | None:
    """Nobody remembers an order of more than a year ago; nobody knows one of next year."""
    if not text.strip():
        return None
    day = cells.day(text)
    if today - day > terms.OLDEST_ORDER:
        raise Faulty("DATE_OLD")
    if day - today > terms.LATEST_ORDER:
        raise Faulty("DATE_FUTURE")
    return day


_NAMES = (Meaning.NAME.value, Meaning.FIRST_NAME.value, Meaning.INFIX.value, Meaning.LAST_NAME.value)
_READERS: dict[str, Callable[[str, date], Any]] = {
    Meaning.EMAIL.value: lambda text, _today: cells.email(text),
    Meaning.NUMBER.value: lambda text, _today: cells.number(text),
    Meaning.LANGUAGE.value: lambda text, _today: cells.language(text),
    Meaning.DATE.value: _recent,
    Meaning.DELAY.value: lambda text, _today: cells.days(text) if text.strip() else None,
    Meaning.TOTAL.value: lambda text, _today: cells.amount(text),
    Meaning.PHONE.value: lambda text, _today: one_line(text, 40),
}
