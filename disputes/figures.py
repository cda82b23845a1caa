"""Disputes in numbers: of one shop for everybody, of all for the manager and the yearly report. Never a name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.utils.translation import gettext as _

from disputes import terms
from disputes.models import Dispute, Kind, Referral
from keurmerk.calendar import amsterdam_date, end_of_day, start_of_day
from keurmerk.models import Event
from members.models import Shop
from reviews.moderation.figures import Median

_DAY = timedelta(days=1)
SOLVED, FAILED, CLOSED = Dispute.State.SETTLED, Dispute.State.FAILED, Dispute.State.CLOSED
_BEYOND = (Dispute.State.AT_COMMITTEE, Dispute.State.DECIDED)
# How old an open case is, in days: a mediation takes thirty, ninety at most (numbers 7.3).
AGES = ((0, 7), (8, 30), (31, 60), (61, 90), (91, None))


@dataclass(frozen=True)
class OfShop:
    """What everybody may know of the disputes of one shop; kinds with few cases are one number together."""

    total: int
    solved: int
    days: int | None
    kinds: Sequence[tuple[str, int]]

    @property
    def are_told(self) -> bool:
        """With fewer cases than this somebody who knows one could recognise it."""
        return self.total >= terms.FEWEST_TOLD


def of_shop(shop: Shop) -> OfShop:
    """In one statement. The days are those from filing to the end."""
    took = ExpressionWrapper(F("closed_at") - F("filed_at"), output_field=DurationField())
    counted = list(
        Dispute.objects.filter(shop=shop)
        .values("kind")
        .annotate(
            n=Count("pk"),
            solved=Count("pk", filter=Q(state=SOLVED)),
            took=ArrayAgg(took, filter=Q(closed_at__isnull=False), default=[]),
        )
        .order_by()
    )
    ended = [each for row in counted for each in row["took"]]
    return OfShop(
        total=sum(each["n"] for each in counted),
        solved=sum(each["solved"] for each in counted),
        days=_in_days(median(ended) if ended else None),
        kinds=_kinds(counted),
    )


def _kinds(counted: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    told = sorted(((each["n"], each["kind"]) for each in counted), reverse=True)
    shown = [(str(Kind(kind).label), n) for n, kind in told if n >= terms.FEWEST_TOLD]
    rest = sum(n for n, _kind in told if n < terms.FEWEST_TOLD)
    return [*shown, *([(_("Other kinds together"), rest)] if rest else [])]


def _took() -> Median:
    return Median(F("closed_at") - F("filed_at"), filter=Q(closed_at__isnull=False))


def _in_days(took: timedelta | None) -> int | None:
    return None if took is None else round(took / _DAY)


@dataclass(frozen=True)
class Flow:
    """One month: what came in, went on, ended and came back."""

    filed: int
    mediated: int
    ended: int
    reopened: int


def inflow(spans: Sequence[tuple[date, date]]) -> list[Flow]:
    """Per span of days, such as a month or a year; four statements however many there are, the oldest first."""
    span = _span(spans[0][0], spans[-1][1])
    news = Event.objects.filter(name="dispute.reopened", happened_at__range=span)
    columns = [
        _days_of(Dispute.objects.filter(filed_at__range=span).values_list("filed_at", flat=True)),
        _days_of(Dispute.objects.filter(mediation_at__range=span).values_list("mediation_at", flat=True)),
        _days_of(Dispute.objects.filter(closed_at__range=span).values_list("closed_at", flat=True)),
        _days_of(news.values_list("happened_at", flat=True)),
    ]
    return [Flow(*(_within(column, first, last) for column in columns)) for first, last in spans]


def _days_of(moments: Iterable[datetime | None]) -> Counter[date]:
    return Counter(amsterdam_date(moment) for moment in moments if moment)


def _within(days: Counter[date], first: date, last: date) -> int:
    return sum(n for day, n in days.items() if first <= day <= last)


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return start_of_day(first), end_of_day(last)


def ages(now: datetime) -> list[tuple[int, int | None, int, int]]:
    """The open ones by age in days: from, to, how many, and how many of those are past their date."""
    today = amsterdam_date(now)
    rows = list(Dispute.objects.open().values_list("filed_at", "due_at"))
    old = [((today - amsterdam_date(filed)).days, bool(due and due < now)) for filed, due in rows]
    return [
        (low, high, len(some), sum(late for _age, late in some))
        for low, high in AGES
        for some in [[each for each in old if low <= each[0] and (high is None or each[0] <= high)]]
    ]


@dataclass(frozen=True)
class Ended:
    """How those that ended in a period ended, and how many days the middle one took."""

    by_themselves: int
    in_mediation: int
    no_agreement: int
    no_cooperation: int
    silent: int
    withdrawn: int
    days: int | None

    @property
    def total(self) -> int:
        known = (self.by_themselves, self.in_mediation, self.no_agreement, self.no_cooperation)
        return sum(known) + self.silent + self.withdrawn


def ended(first: date, last: date) -> Ended:
    """What went on to the committee counts by how the mediation ended."""
    failed = Q(state=FAILED) | Q(state__in=_BEYOND)
    found = Dispute.objects.ended().filter(closed_at__range=_span(first, last)).aggregate(
        by_themselves=Count("pk", filter=Q(state=SOLVED, mediation_at=None)),
        in_mediation=Count("pk", filter=Q(state=SOLVED, mediation_at__isnull=False)),
        no_agreement=Count("pk", filter=failed & ~Q(close_reason="no_cooperation")),
        no_cooperation=Count("pk", filter=failed & Q(close_reason="no_cooperation")),
        silent=Count("pk", filter=Q(state=CLOSED, close_reason="silent")),
        withdrawn=Count("pk", filter=Q(state=CLOSED) & ~Q(close_reason="silent")),
        took=_took(),
    )  # fmt: skip
    return Ended(days=_in_days(found.pop("took")), **found)


def kinds(first: date, last: date) -> list[tuple[str, int]]:
    """What those that came in were about, the most frequent first."""
    counted = Dispute.objects.filter(filed_at__range=_span(first, last)).values_list("kind").annotate(n=Count("pk"))
    return sorted(((str(Kind(kind).label), n) for kind, n in counted.order_by()), key=lambda each: -each[1])


@dataclass(frozen=True)
class Load:
    """One mediator: open cases, of which late with him, and what ended in the period."""

    name: str
    open: int
    late: int
    ended: int
    days: int | None


def loads(first: date, last: date, *, now: datetime) -> list[Load]:
    """Per mediator, whoever has most on top; one row for what nobody has taken."""
    in_time = Q(closed_at__range=_span(first, last))
    opened = Q(state__in=["SHOP_FIRST", "MEDIATION"])
    rows = Dispute.objects.filter(mediation_at__isnull=False).values("mediator", "mediator__name", "mediator__email")
    counted = rows.annotate(
        n=Count("pk", filter=opened),
        late=Count("pk", filter=opened & Q(turn="MEDIATOR", due_at__lt=now)),
        done=Count("pk", filter=in_time & ~opened),
        took=Median(F("closed_at") - F("filed_at"), filter=in_time & ~opened),
    )
    return [
        Load(_who(each), each["n"], each["late"], each["done"], _in_days(each["took"]))
        for each in counted.order_by("-n", "-done")
        if each["n"] or each["done"]
    ]


def _who(row: Mapping[str, Any]) -> str:
    return str(row["mediator__name"] or row["mediator__email"] or _("Nobody yet"))


@dataclass(frozen=True)
class Beyond:
    """The committee: what went there, what was decided, and whether it was done."""

    sent: int
    decided: int
    complied: int
    not_complied: int


def beyond(first: date, last: date) -> Beyond:
    span = _span(first, last)
    found = Referral.objects.aggregate(
        sent=Count("pk", filter=Q(sent_at__range=span)),
        decided=Count("pk", filter=Q(ruling__received_at__range=span)),
        complied=Count("pk", filter=Q(ruling__received_at__range=span, state="COMPLIED")),
        not_complied=Count("pk", filter=Q(ruling__received_at__range=span, state="NOT_COMPLIED")),
    )
    return Beyond(**found)
