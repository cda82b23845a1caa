"""Records about a person as their page and their file show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from frontend.templatetags.dutch import day, euro, moment
from keurmerk.personal_data import Record, Sort

SHOWN = 20  # on the page, of one sort; the file has them all

LABELS = {
    "amount": _("Amount"),
    "answers": _("What you answered us"),
    "company": _("Company"),
    "devices": _("Devices that you logged in from"),
    "draft": _("What you typed so far"),
    "evidence": _("Files in the complaint"),
    "host": _("Website"),
    "last_seen_at": _("Last logged in"),
    "listed": _("Known to the list as"),
    "messages": _("Messages"),
    "name": _("Name"),
    "number": _("Number"),
    "order_number": _("Order number"),
    "outcome": _("Outcome"),
    "phone": _("Phone number"),
    "photos": _("Photos"),
    "private": _("Messages with the mediator alone"),
    "product": _("Product"),
    "proposals": _("Proposals"),
    "quote": _("Words that it is about"),
    "received_at": _("Received"),
    "sent_at": _("Sent"),
    "settlement": _("Agreed solution"),
    "shop": _("Webshop"),
    "shops": _("Webshops"),
    "since": _("Since"),
    "stars": _("Stars"),
    "state": pgettext_lazy("your data", "State"),
    "story": _("What you wrote"),
    "street": _("Address"),
    "subject": _("Subject"),
    "text": _("Text"),
    "title": _("Title"),
    "tried": _("What you tried already"),
    "until": _("Until"),
    "versions": _("What it said before"),
    "wish": _("What would solve it for you"),
    "written_at": _("Written"),
}


@dataclass(frozen=True)
class Shown:
    """One record: its facts in words, the day it goes, and why it stays where it does."""

    facts: list[tuple[Any, list[Any]]]
    until: datetime | None
    kept: Any


@dataclass
class Section:
    """The records of one sort; `more` are only in the file."""

    sort: Sort
    records: list[Shown] = field(default_factory=list)
    times: int = 0
    going: int = 0
    reasons: list[Any] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.times - len(self.records)

    @property
    def staying(self) -> int:
        return self.times - self.going


def sections(found: Iterable[Record], *, whole: bool = False) -> list[Section]:
    made = []
    for _model, group in groupby(found, key=lambda record: record.sort.model):
        records = list(group)
        shown = [Shown(_facts(each), each.until, each.kept) for each in (records if whole else records[:SHOWN])]
        going = [each for each in records if not each.kept]
        reasons = list(dict.fromkeys(str(each.kept) for each in records if each.kept))
        made.append(Section(records[0].sort, shown, len(records), len(going), reasons))
    return made


def _facts(record: Record) -> list[tuple[Any, list[Any]]]:
    told = ((name, value if isinstance(value, list) else [value]) for name, value in record.facts.items())
    return [(LABELS[name], [_in_words(each) for each in values]) for name, values in told if any(values)]


def _in_words(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return euro(value) if isinstance(value, Decimal) else value


def as_json(address: str, found: Iterable[Record], *, at: datetime) -> dict[str, Any]:
    """Codes that do not change with the language, beside words that do."""
    return {
        "address": address,
        "made_at": at,
        "records": [
            {
                "kind": each.sort.model,
                "title": each.sort.title,
                "purpose": each.sort.purpose,
                "term": each.sort.term,
                "number": each.row.pk,
                "since": each.since,
                "kept_until": each.until,
                "not_erased_because": each.kept or None,
                "facts": each.facts,
            }
            for each in found
        ],
    }
