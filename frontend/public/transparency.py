"""The yearly transparency report: every number is counted from what is on record, as a page and as CSV (DSA 15, 24)."""

import csv
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from disputes import figures as in_disputes
from frontend.access import HouseRequest, visitor
from inspections.models import Inspection
from keurmerk.calendar import amsterdam_date, start_of_day
from keurmerk.models import Event
from reviews.models import Review
from reviews.moderation import figures
from reviews.moderation.figures import Row, Section

KEPT = 3600  # seconds: a public page that counts millions of rows does so once an hour
_EVENTS = {
    "application.submitted": _("Applications sent in"),
    "application.approved": _("Applications approved"),
    "application.rejected": _("Shops that had to be improved first"),
    "membership.promoted": _("Full members made"),
    "membership.suspended": _("Memberships suspended"),
    "membership.ended": _("Memberships ended"),
}


@visitor
@require_safe
def transparency(request: HouseRequest, year: int | None = None) -> HttpResponse:
    """A year; without one the last that is over, or this one as far as it came."""
    years = _years(request.now)
    if year is not None and year not in years:
        raise Http404
    this_year = amsterdam_date(request.now).year
    over = [each for each in years if each < this_year]
    shown = year or (over[-1] if over else this_year if years else None)
    facts: dict[str, Any] = {
        "years": years[::-1],
        "year": shown,
        "is_running": shown == this_year,
        "sections": _sections(shown, request.now) if shown else [],
    }
    return render(request, f"public/paper/transparency.{get_language()}.html", facts)


@visitor
@require_safe
def transparency_csv(request: HouseRequest, year: int) -> HttpResponse:
    """The same numbers for machines: section, what, value, unit."""
    if year not in _years(request.now):
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="transparency-{year}.csv"'
    rows = csv.writer(answer)
    rows.writerow(["section", "what", "value", "unit"])
    for section in _sections(year, request.now):
        for row in section.rows:
            value = "" if row.value is None else round(row.value, 1)
            rows.writerow([section.heading, row.words, value, row.unit])
    return answer


def _years(now: datetime) -> list[int]:
    """From the first year in which anything is on record to this one; none on an empty installation."""
    first = Event.objects.order_by("pk").values_list("happened_at", flat=True).first()
    if first is None:
        return []
    return list(range(amsterdam_date(first).year, amsterdam_date(now).year + 1))


def _sections(year: int, now: datetime) -> list[Section]:
    since, until = start_of_day(date(year, 1, 1)), start_of_day(date(year + 1, 1, 1))
    key = f"transparency:{year}:{get_language()}:{now:%Y%m%d%H}"
    made: list[Section] | None = cache.get(key)
    if made is None:
        made = _settled(_counted(since, until))
        cache.set(key, made, KEPT)
    return made


def _counted(since: datetime, until: datetime) -> list[Section]:
    mine = [_reviews(since, until), _members(since, until), _disputes(since, until), _dispute_kinds(since, until)]
    return [*figures.sections(since, until), *mine]


def _settled(sections: list[Section]) -> list[Section]:
    """With plain words instead of lazy ones, so that they can be kept."""
    return [
        Section(str(each.heading), [Row(str(row.words), row.value, str(row.unit)) for row in each.rows])
        for each in sections
    ]


def _reviews(since: datetime, until: datetime) -> Section:
    """Published for each number of stars, with and without an invitation, and removed by the writer."""
    asked: dict[str, Any] = {f"stars_{n}": Count("pk", filter=Q(stars=n)) for n in range(1, 6)}
    asked |= {"checked": Count("pk", filter=Q(verified=True)), "unchecked": Count("pk", filter=Q(verified=False))}
    found = Review.objects.filter(published_at__gte=since, published_at__lt=until).aggregate(**asked)
    gone = Review.objects.filter(state="REMOVED_BY_AUTHOR", removed_at__gte=since, removed_at__lt=until).count()
    stars = [Row(_("Published with %(n)d stars") % {"n": n}, found[f"stars_{n}"]) for n in range(1, 6)]
    return Section(
        _("Reviews"),
        [
            *stars,
            Row(_("From an invitation"), found["checked"]),
            Row(_("Without an invitation"), found["unchecked"]),
            Row(_("Removed by the writer"), gone),
        ],
    )


def _members(since: datetime, until: datetime) -> Section:
    events = Event.objects.filter(happened_at__gte=since, happened_at__lt=until, name__in=list(_EVENTS))
    told = dict(events.order_by().values_list("name").annotate(n=Count("pk")))
    decided = Inspection.objects.decided().filter(decided_at__gte=since, decided_at__lt=until)
    rows = [Row(words, told.get(name, 0)) for name, words in _EVENTS.items()]
    return Section(_("Members and inspections"), [*rows, Row(_("Inspections decided"), decided.count())])


def _disputes(since: datetime, until: datetime) -> Section:
    """What came in, how it ended, how long it took, and what became of rulings (ADR Directive 2013/11, 7(2))."""
    first, last = amsterdam_date(since), amsterdam_date(until) - timedelta(days=1)
    [flow], ended = in_disputes.inflow([(first, last)]), in_disputes.ended(first, last)
    beyond = in_disputes.beyond(first, last)
    return Section(
        _("Disputes"),
        [
            Row(_("Filed"), flow.filed),
            Row(_("To mediation"), flow.mediated),
            Row(_("Solved between the two"), ended.by_themselves),
            Row(_("Solved in mediation"), ended.in_mediation),
            Row(_("Without a solution: no agreement"), ended.no_agreement),
            Row(_("Without a solution: the shop did not cooperate"), ended.no_cooperation),
            Row(_("Closed after silence of the consumer"), ended.silent),
            Row(_("Withdrawn by the consumer"), ended.withdrawn),
            Row(_("Opened again"), flow.reopened),
            Row(_("From filing to the end, median"), ended.days, _("days")),
            Row(_("Handed over to the committee"), beyond.sent),
            Row(_("Rulings received"), beyond.decided),
            Row(_("Rulings complied with"), beyond.complied),
            Row(_("Rulings not complied with"), beyond.not_complied),
        ],
    )


def _dispute_kinds(since: datetime, until: datetime) -> Section:
    told = in_disputes.kinds(amsterdam_date(since), amsterdam_date(until) - timedelta(days=1))
    return Section(_("What disputes were about"), [Row(words, n) for words, n in told])


urlpatterns = [
    path("transparency/", transparency, name="transparency"),
    path("transparency/<int:year>/", transparency, name="transparency_of"),
    path("transparency/<int:year>.csv", transparency_csv, name="transparency_csv"),
]
