"""The manager's figures of disputes: what comes in, how old it is, how it ends, and who carries how much."""

from datetime import date, datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from billing.figures.months import months_until
from disputes import figures
from frontend.access import PersonRequest, staff
from frontend.desk.figures import DayForm
from frontend.desk.figures_tables import Drawn, bars, month_words, plain
from frontend.templatetags.dutch import number
from keurmerk import spreadsheet
from keurmerk.calendar import amsterdam_date


def gathered(day: date, now: datetime) -> list[Drawn]:
    """All of them, of the twelve months up to that day; what is open is open now."""
    months = months_until(day)
    first = months[0].first
    return [
        _inflow(day),
        _ages(now),
        _outcomes(figures.ended(first, day), figures.beyond(first, day)),
        _kinds(figures.kinds(first, day)),
        _loads(figures.loads(first, day, now=now)),
    ]


def _inflow(day: date) -> Drawn:
    months = months_until(day)
    flows = figures.inflow([(each.first, each.last) for each in months])
    named = [(month_words(month), flow) for month, flow in zip(months, flows, strict=True)]
    facts = {"n": sum(flow.filed for flow in flows), "back": sum(flow.reopened for flow in flows)}
    return Drawn(
        _("Disputes per month"),
        _("%(n)d came in, and %(back)d were opened again.") % facts,
        [_("Month"), _("Filed"), _("To mediation"), pgettext("disputes", "Ended"), _("Opened again")],
        [plain, number, number, number, number],
        [[words, flow.filed, flow.mediated, flow.ended, flow.reopened] for words, flow in named],
        bars([(words, flow.filed) for words, flow in named], number),
    )


def _ages(now: datetime) -> Drawn:
    found = [(_age_words(low, high), n, late) for low, high, n, late in figures.ages(now)]
    facts = {"n": sum(n for _words, n, _late in found), "late": sum(late for _words, _n, late in found)}
    return Drawn(
        _("Open disputes by age"),
        _("Open now: %(n)d, of which %(late)d past their date.") % facts,
        [_("Age"), _("Disputes"), _("Past their date")],
        [plain, number, number],
        [list(row) for row in found],
        bars([(words, n) for words, n, _late in found], number),
    )


def _age_words(low: int, high: int | None) -> str:
    if high is None:
        return _("%(n)d days and more") % {"n": low}
    return _("%(low)d to %(high)d days") % {"low": low, "high": high}


def _outcomes(ended: figures.Ended, beyond: figures.Beyond) -> Drawn:
    rows = [
        (_("Solved between the two"), ended.by_themselves),
        (_("Solved in mediation"), ended.in_mediation),
        (_("No agreement"), ended.no_agreement),
        (_("The shop did not cooperate"), ended.no_cooperation),
        (_("Closed after silence of the consumer"), ended.silent),
        (_("Withdrawn by the consumer"), ended.withdrawn),
        (_("Handed over to the committee"), beyond.sent),
        (_("Rulings received"), beyond.decided),
        (_("Rulings complied with"), beyond.complied),
        (_("Rulings not complied with"), beyond.not_complied),
    ]
    total = _("%(n)d ended.") % {"n": ended.total}
    took = _("Half of them took at most %(n)d days.") % {"n": ended.days} if ended.days is not None else ""
    return Drawn(
        _("How disputes ended"),
        f"{total} {took}".strip(),
        [_("Outcome"), _("Disputes")],
        [plain, number],
        [list(row) for row in rows],
        bars(rows, number),
    )


def _kinds(found: list[tuple[str, int]]) -> Drawn:
    return Drawn(
        _("What disputes are about"),
        _("By what the consumer chose when filing."),
        [_("Complaint"), _("Disputes")],
        [plain, number],
        [list(row) for row in found],
        bars(found, number),
    )


def _loads(found: list[figures.Load]) -> Drawn:
    return Drawn(
        _("Mediators"),
        _("Open cases in mediation, and what ended in these months."),
        [_("Mediator"), _("Open"), _("Past their date"), pgettext("disputes", "Ended"), _("Days, median")],
        [plain, number, number, number, _days],
        [[each.name, each.open, each.late, each.ended, each.days] for each in found],
        bars([(each.name, each.open) for each in found], number),
    )


def _days(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def _form(request: PersonRequest) -> DayForm:
    return DayForm(request.GET, today=amsterdam_date(request.now))


@staff("manager")
@require_safe
def dispute_figures(request: PersonRequest) -> HttpResponse:
    """Only the manager: how much each colleague carries is nobody else's business."""
    form = _form(request)
    facts = {"form": form, "day": form.day, "found": gathered(form.day, request.now)}
    return render(request, "desk/dispute_figures.html", facts)


@staff("manager")
@require_safe
def dispute_figures_csv(request: PersonRequest) -> HttpResponseBase:
    """One list of all tables: per cell the table, the row, the column and the number."""
    day = _form(request).day
    heads = [_("Table"), _("Row"), _("Column"), _("Value"), _("Up to and including")]
    rows = (
        [table.title, row[0], head, value, day]
        for table in gathered(day, request.now)
        for row in table.rows
        for head, value in zip(table.heads[1:], row[1:], strict=True)
    )
    return spreadsheet.response(f"disputes-{day}.csv", heads, rows)


urlpatterns = [
    path("disputes/figures/", dispute_figures, name="dispute_figures"),
    path("disputes/figures/disputes.csv", dispute_figures_csv, name="dispute_figures_csv"),
]
