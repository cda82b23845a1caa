"""What we hold about the person behind an e-mail address, and erasing it (GDPR 15, 17 and 20; reading A22).

Each app tells of its own records in a file of this name, as `Sort`s. What may not be erased says why. An erasure is
noted first (keurmerk/forgetting.py), so that it can be done again after a backup was put back.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db import connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import address_hash
from keurmerk.retention import rules_for

Words = str | Promise
ACTOR = "data subject"  # who asked, in the events of an erasure
STAYS_WITH_ITS_SUBJECT = _("It belongs to something above that stays.")

SORTS: dict[str, "Sort"] = {}
LEFT_OUT: dict[str, str] = {}  # fields that hold an address and are in no sort: why
_HOLDS: dict[str, list[Callable[[Any], Words]]] = {}


def always(reason: Words) -> Callable[[Any], Words]:
    """Of a sort of which nothing is erased: the same reason for every row."""
    return lambda _row: reason


_never = always("")


@dataclass(frozen=True)
class Sort:
    """Records of one model about an address: which, what they say, for what and how long we keep them.

    `fields` hold the address or its hash; `since` is the column that says when a record came, if one does. `erase`
    takes a row that is locked; without it nothing is ever erased, and `keeps` says why for each row.
    """

    model: str
    fields: tuple[str, ...]
    title: Words
    purpose: Words
    term: Words
    rows: Callable[[str], "models.QuerySet[Any]"]
    tells: Callable[[Any], Mapping[str, Any]]
    since: str = ""
    erase: Callable[[Any, datetime], None] | None = None
    keeps: Callable[[Any], Words] = _never
    holds_letters: bool = True  # what stays keeps the letters of its app with it
    letters: bool = False  # the letters themselves, which go last
    until: Callable[[Any], datetime | None] | None = None  # where the rules of retention do not say it

    def __post_init__(self) -> None:
        if self.model in SORTS:
            raise ValueError(f"Two sorts tell of {self.model}")
        SORTS[self.model] = self

    @property
    def app(self) -> str:
        return self.model.split(".")[0]

    def kept_until(self, row: Any) -> datetime | None:
        """The day on which it goes by itself, where a rule of retention or a law gives one."""
        if self.until:
            return self.until(row)
        rule = next(
            (each for each in rules_for(self.model) if each.months and set(each.fields) & set(self.fields)), None
        )
        begins = _at(row, rule.counted_from) if rule else None
        return begins + relativedelta(months=rule.months) if rule and rule.months and begins else None

    def why_kept(self, row: Any) -> Words:
        """Why this one is not erased when its person asks; empty when it is."""
        reasons = (hold(row) for hold in [self.keeps, *_HOLDS.get(self.model, [])])
        return next((reason for reason in reasons if reason), "")


@dataclass(frozen=True)
class Record:
    """One thing that we hold, as its person reads it."""

    sort: Sort
    row: Any
    facts: Mapping[str, Any]
    since: datetime | None
    until: datetime | None
    kept: Words


@dataclass
class Erased:
    """What an erasure did: how many of each model went, and what stayed."""

    gone: Counter[str] = field(default_factory=Counter)
    kept: list[Record] = field(default_factory=list)


def holds(model: str) -> Callable[[Callable[[Any], Words]], Callable[[Any], Words]]:
    """Registers why an upper app needs a row of a lower one: `@holds("members.Member")`. Empty: it does not."""

    def register(reason: Callable[[Any], Words]) -> Callable[[Any], Words]:
        _HOLDS.setdefault(model, []).append(reason)
        return reason

    return register


def leave_out(model: str, *fields: str, why: str) -> None:
    """These fields hold addresses that no page shows and no erasure touches."""
    LEFT_OUT.update({f"{model}.{name}": why for name in fields})


def in_order() -> list[Sort]:
    """From the top of the house down, letters last: they may belong to what stays."""
    floors = ["frontend", "disputes", "billing", "reviews", "inspections", "members", "keurmerk"]
    return sorted(SORTS.values(), key=lambda sort: (sort.letters, floors.index(sort.app)))


def everything(address: str) -> list[Record]:
    """All that we hold about this address, in every app."""
    found: list[Record] = []
    for sort in in_order():
        bound = {each.sort.app for each in found if each.kept and each.sort.holds_letters}
        found += [_record(sort, row, bound) for row in sort.rows(address)]
    return found


def erase(address: str, *, at: datetime, before: datetime | None = None) -> Erased:
    """Erases or anonymises all of it but what has to stay. Again, or twice at once, is harmless.

    `before`: only what was there at that moment, for a backup that was put back.
    """
    return _Erasing(address, at, before).run()


@dataclass
class _Erasing:
    """Each row in a transaction of its own, so that one that somebody is working on keeps nothing else."""

    address: str
    at: datetime
    before: datetime | None
    bound: set[str] = field(default_factory=set)  # apps whose letters stay
    done: Erased = field(default_factory=Erased)

    def run(self) -> Erased:
        for sort in in_order():
            for pk in list(sort.rows(self.address).values_list("pk", flat=True)):
                self._take(sort, pk)
        return self.done

    def _take(self, sort: Sort, pk: int) -> None:
        with transaction.atomic():
            self._take_turn()
            row = sort.rows(self.address).filter(pk=pk).first()
            found = _record(sort, row, self.bound) if row else None
            if found is None or self._came_later(found):
                return
            if found.kept or not self._goes(sort, row):
                self.done.kept.append(found)
                self.bound |= {sort.app} if sort.holds_letters else set()

    def _goes(self, sort: Sort, row: Any) -> bool:
        if sort.erase is None:
            return False
        try:
            with transaction.atomic():
                sort.erase(row, self.at)
        except IllegalMove:  # somebody moved it a moment ago; who asks again finds it as it is then
            return False
        self.done.gone[sort.model] += 1
        return True

    def _came_later(self, found: Record) -> bool:
        return self.before is not None and found.since is not None and found.since > self.before

    def _take_turn(self) -> None:
        """Two erasures of one person come after each other, until the end of the transaction."""
        with connection.cursor() as cursor:
            name = f"erase {address_hash(self.address)}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _record(sort: Sort, row: Any, bound: set[str]) -> Record:
    kept = sort.why_kept(row)
    if sort.letters and not kept and row.letter.split("/")[0] in bound:
        kept = STAYS_WITH_ITS_SUBJECT
    return Record(sort, row, sort.tells(row), _at(row, sort.since), sort.kept_until(row), kept)


def _at(row: Any, path: str) -> datetime | None:
    """The moment at the end of a path such as `dispute__closed_at`."""
    found = reduce(lambda thing, name: getattr(thing, name, None), path.split("__"), row)
    return found if isinstance(found, datetime) else None


def addresses() -> Iterable[str]:
    """Every address that some sort knows in plain words."""
    for sort in SORTS.values():
        model = apps.get_model(sort.model)
        for name in sort.fields:
            if not name.endswith("hash"):
                known = model._base_manager.exclude(**{name: ""}).order_by().values_list(name, flat=True).distinct()
                yield from known.iterator()
