"""Finance's figures up to a day of choice: what is open, what was earned, who came and went."""

from datetime import date

from django import forms
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from billing.figures import members
from billing.figures.ageing import ageing
from billing.figures.months import months_until
from billing.figures.recurring import recurring
from billing.figures.revenue import revenue
from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from frontend.desk import figures_tables as tables
from frontend.desk.figures_tables import Drawn
from keurmerk import spreadsheet, workbook
from keurmerk.calendar import amsterdam_date

EARLIEST = date(2000, 1, 1)


class DayForm(forms.Form):
    """Today, until another day is asked for; a day that cannot be is today."""

    use_required_attribute = False

    until = forms.DateField(label=gettext_lazy("Up to and including"))

    def __init__(self, asked: QueryDict, *, today: date) -> None:
        super().__init__({"until": asked.get("until") or today.isoformat()})
        self.today = today
        self.fields["until"].widget = DayInput({"class": "input", "max": today.isoformat()})

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not EARLIEST <= until <= self.today:
            raise forms.ValidationError(_("Choose a day up to and including today."))
        return until

    @property
    def day(self) -> date:
        return self.cleaned_data["until"] if self.is_valid() else self.today


def gathered(day: date) -> list[Drawn]:
    """All of them, in the order of the page; four statements however much there is."""
    months, stays = months_until(day), members.stays()
    return [
        tables.ageing(ageing(day)),
        tables.revenue(revenue(months)),
        tables.recurring(recurring(months)),
        tables.movement(members.movement(stays, months)),
        tables.cohorts(members.cohorts(stays, day)),
    ]


def _form(request: PersonRequest) -> DayForm:
    return DayForm(request.GET, today=amsterdam_date(request.now))


@staff("finance")
@require_safe
def figures(request: PersonRequest) -> HttpResponse:
    form = _form(request)
    return render(request, "desk/figures.html", {"form": form, "day": form.day, "found": gathered(form.day)})


@staff("finance")
@require_safe
def figures_csv(request: PersonRequest) -> HttpResponseBase:
    """One list of all tables: per cell the table, the row, the column and the number."""
    day = _form(request).day
    heads = [_("Table"), _("Row"), _("Column"), _("Value"), _("Up to and including")]
    rows = (
        [table.title, row[0], head, value, day]
        for table in gathered(day)
        for row in table.rows
        for head, value in zip(table.heads[1:], row[1:], strict=True)
    )
    return spreadsheet.response(f"figures-{day}.csv", heads, rows)


@staff("finance")
@require_safe
def figures_xlsx(request: PersonRequest) -> HttpResponseBase:
    """A sheet per table."""
    day = _form(request).day
    sheets = [workbook.Sheet(table.title, table.heads, table.rows) for table in gathered(day)]
    return workbook.response(f"figures-{day}.xlsx", sheets)


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/figures.csv", figures_csv, name="figures_csv"),
    path("figures/figures.xlsx", figures_xlsx, name="figures_xlsx"),
]
