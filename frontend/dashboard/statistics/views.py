"""A shop's figures for its owner, over days of their choice: page, CSV and Excel."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontend.access import ShopRequest, for_shop
from frontend.dashboard import attention
from frontend.dashboard.statistics import drawings, headline, tables
from frontend.dashboard.statistics.period import Choice, PeriodForm
from frontend.dashboard.statistics.tables import Table
from keurmerk import spreadsheet, workbook
from keurmerk.calendar import amsterdam_date
from members.categories import Category
from reviews.statistics import benchmark, facts, words
from reviews.statistics.facts import Beside, Measured, OfProduct, Read
from reviews.statistics.spans import Unit
from reviews.statistics.waiting import Waiting


@dataclass(frozen=True)
class Figures:
    """Everything about one choice of days: what page and files are made of."""

    choice: Choice
    unit: Unit
    now: Measured
    then: Measured
    read: Read
    waited: Waiting
    products: list[OfProduct]
    beside: Beside

    @property
    def tables(self) -> list[Table]:
        """All of them, in the order of the page."""
        return [
            tables.summary(self.choice, self.now, self.then),
            tables.over_time(self.now, self.then, self.unit),
            tables.funnel(self.now, self.then),
            tables.parts(self.now, self.then),
            tables.answers(self.read.waiting, self.waited),
            tables.products(self.products),
            *tables.words_of(self.read),
            tables.beside(self.beside),
        ]

    @property
    def is_empty(self) -> bool:
        return not (self.now.total.public_count or self.now.funnel.orders or self.products)


def gathered(request: ShopRequest, choice: Choice) -> Figures:
    """The same number of statements for any choice of any shop."""
    shop, today, unit = request.shop, amsterdam_date(request.now), choice.span.unit
    return Figures(
        choice,
        unit,
        facts.measured(shop, choice.span, unit, today=today),
        facts.measured(shop, choice.before, unit, today=today),
        facts.read(shop, choice.span),
        facts.waited(shop, choice.before),
        facts.products(shop, choice.span, choice.before),
        facts.beside(shop, request.now),
    )


@for_shop
@require_safe
def statistics(request: ShopRequest) -> HttpResponse:
    """Score, funnel, parts, answers, products, words and category, compared with what was before."""
    form = PeriodForm(request.GET, today=amsterdam_date(request.now))
    choice = form.choice
    found = gathered(request, choice)
    shown = {"form": form, "choice": choice, "found": found, "counts": attention.counts(request.shop)}
    return render(request, "dashboard/statistics.html", shown | _drawn(found) | _why(request, found))


def _drawn(found: Figures) -> dict[str, Any]:
    now, then = found.now, found.then
    return {
        "figures": headline.of(now, then, found.read.waiting, found.waited),
        "trend": drawings.over_time(now, then, found.unit),
        "funnel": drawings.funnel(now, then),
        "parts": drawings.parts(now, then),
        "answers": tables.answers(found.read.waiting, found.waited),
        "products": tables.products(found.products),
        "beside": drawings.beside(found.beside),
        **drawings.words(found.read),
    }


def _why(request: ShopRequest, found: Figures) -> dict[str, Any]:
    """What the page says where there is nothing to show, and how it counts."""
    return {
        "category": request.shop.get_category_display(),
        "is_other": request.shop.category == Category.OTHER,
        "fewest_companies": benchmark.FEWEST_COMPANIES,
        "fewest_reviews": benchmark.FEWEST_REVIEWS,
        "fewest_people": words.FEWEST_PEOPLE,
        "most_read": facts.MOST_READ,
        "letters_forgotten": bool(found.now.funnel.sent) and found.now.funnel.delivered is None,
    }


@for_shop
@require_safe
def statistics_csv(request: ShopRequest) -> HttpResponseBase:
    """One list of all tables: per cell the table, the row, the column and the number."""
    choice = PeriodForm(request.GET, today=amsterdam_date(request.now)).choice
    heads = [_("Table"), _("Row"), _("Column"), _("Value"), _("From"), _("Up to and including")]
    days = (choice.span.first, choice.span.last)
    rows = (
        [table.title, row[0], head, value, *days]
        for table in gathered(request, choice).tables
        for row in table.rows
        for head, value in zip(table.heads[1:], row[1:], strict=True)
    )
    return spreadsheet.response(f"{_name(request, choice)}.csv", heads, rows)


@for_shop
@require_safe
def statistics_xlsx(request: ShopRequest) -> HttpResponseBase:
    """A sheet per table."""
    choice = PeriodForm(request.GET, today=amsterdam_date(request.now)).choice
    sheets = [workbook.Sheet(table.title, table.heads, table.rows) for table in gathered(request, choice).tables]
    return workbook.response(f"{_name(request, choice)}.xlsx", sheets)


def _name(request: ShopRequest, choice: Choice) -> str:
    return f"figures-{request.shop.pk}-{choice.span.first}-{choice.span.last}"


urlpatterns = [
    path("shops/<int:shop_id>/figures/", statistics, name="statistics"),
    path("shops/<int:shop_id>/figures/figures.csv", statistics_csv, name="statistics_csv"),
    path("shops/<int:shop_id>/figures/figures.xlsx", statistics_xlsx, name="statistics_xlsx"),
]
