"""The list of intra-community supplies of a quarter, as finance reports it: page and CSV."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from billing.figures.quarters import Quarter
from billing.figures.supplies import Supplies
from billing.figures.supplies import supplies as listed
from frontend.access import PersonRequest, staff
from keurmerk import spreadsheet
from keurmerk.calendar import amsterdam_date

QUARTERS = 28  # seven years: as long as the papers are kept (numbers 5.4)


class QuarterForm(forms.Form):
    """The last quarter that ended, until another is asked for; one that cannot be is that one."""

    use_required_attribute = False

    quarter = forms.ChoiceField(label=gettext_lazy("Quarter"), widget=forms.Select(attrs={"class": "input"}))

    def __init__(self, asked: QueryDict, *, now: Quarter) -> None:
        self.ended = now.before
        choices, each = [], now
        for _each in range(QUARTERS):
            choices.append((str(each), str(each)))
            each = each.before
        super().__init__({"quarter": asked.get("quarter") or str(self.ended)})
        self.fields["quarter"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, which has them

    @property
    def chosen(self) -> Quarter:
        return Quarter.read(self.cleaned_data["quarter"]) if self.is_valid() else self.ended


def _form(request: PersonRequest) -> QuarterForm:
    return QuarterForm(request.GET, now=Quarter.of(amsterdam_date(request.now)))


@staff("finance")
@require_safe
def supplies(request: PersonRequest) -> HttpResponse:
    form = _form(request)
    return render(request, "desk/supplies.html", {"form": form, "found": listed(form.chosen)})


@staff("finance")
@require_safe
def supplies_csv(request: PersonRequest) -> HttpResponseBase:
    """A correction has the quarter that it corrects, and the number of its credit note."""
    found = listed(_form(request).chosen)
    heads = [_("Kind"), _("Quarter"), _("Country"), _("VAT number"), _("Customer"), _("Documents"), _("Amount")]
    heads += [_("Reference of VIES"), _("Confirmed on")]
    return spreadsheet.response(f"icp-{found.quarter}.csv", heads, _rows(found))


def _rows(found: Supplies) -> Iterator[list[Any]]:
    for each in found.supplied:
        proof = [each.evidence.request_id, amsterdam_date(each.evidence.confirmed_at)] if each.evidence else ["", ""]
        what = [_("Supply"), str(found.quarter), each.country, each.vat_number, each.name]
        yield [*what, " ".join(each.invoices), each.amount, *proof]
    for fixed in found.corrected:
        whose = [fixed.country, fixed.vat_number, fixed.note.invoice.buyer_name]
        yield [_("Correction"), str(fixed.quarter), *whose, fixed.note.number, fixed.amount, "", ""]


urlpatterns = [
    path("figures/supplies/", supplies, name="supplies"),
    path("figures/supplies/supplies.csv", supplies_csv, name="supplies_csv"),
]
