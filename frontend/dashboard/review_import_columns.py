"""How a list of reviews is read: its delimiter, encoding, names and scale, and what each of its columns holds."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.dashboard.order_import_columns import UNUSED, LayoutForm, Sample, chosen_columns, file_of, samples_of
from keurmerk.lifecycle import IllegalMove
from reviews.imports import layout
from reviews.imports.elsewhere.columns import REVIEWS, Meaning
from reviews.models import ReviewImport
from reviews.models.review_import import SCALES


class ReviewColumnsForm(forms.Form):
    """What each column holds, and out of how many the stars are."""

    scale = forms.TypedChoiceField(
        label=gettext_lazy("Stars and marks run from 1 to"),
        help_text=gettext_lazy("Out of ten we halve them, and halves go up: 7 becomes 4 stars."),
        choices=[(each, str(each)) for each in SCALES],
        coerce=int,
    )

    def __init__(self, data: Any, *, of: ReviewImport, samples: Sequence[Sample]) -> None:
        super().__init__(data, initial={"scale": of.scale})
        for number, sample in enumerate(samples):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=sample.name,
                help_text=" · ".join(sample.examples),
                choices=[(UNUSED, _("Do not use")), *Meaning.choices],
                initial=(of.columns[number] if number < len(of.columns) else "") or UNUSED,
            )

    @property
    def columns(self) -> list[str]:
        return chosen_columns(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        """Stars and date must be there, and no two columns say the same."""
        cleaned = super().clean() or {}
        used = Counter(filter(None, self.columns))
        for meaning in (Meaning.STARS, Meaning.DATE):
            if not used[meaning.value]:
                self.add_error(None, _("Say which column this is: %(what)s.") % {"what": meaning.label})
        for double in (each for each, times in used.items() if times > 1):
            self.add_error(None, _("Two columns hold the same: %(what)s.") % {"what": Meaning(double).label})
        return cleaned


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def review_import_columns(request: ShopRequest, import_id: int) -> HttpResponse:
    """What each column holds, with its first lines beside it."""
    of = get_object_or_404(request.shop.review_imports.adjustable(), pk=import_id)
    form = ReviewColumnsForm(request.POST or None, of=of, samples=samples_of(of, REVIEWS))
    if form.is_valid():
        told = {"columns": form.columns, "scale": form.cleaned_data["scale"]}
        return _read_anew(request, of, told, "dashboard:review_import")
    return _page(request, of, form)


@for_shop
@require_POST
def review_import_layout(request: ShopRequest, import_id: int) -> HttpResponse:
    """Another delimiter or encoding: the columns are others then, and are guessed anew."""
    of = get_object_or_404(request.shop.review_imports.adjustable(), pk=import_id)
    form = LayoutForm(request.POST)
    if not form.is_valid():
        return _page(request, of, ReviewColumnsForm(None, of=of, samples=samples_of(of, REVIEWS)), form)
    with file_of(of) as file:
        found = layout.with_columns(file, **form.cleaned_data, of=REVIEWS)
    return _read_anew(request, of, found.as_fields(), "dashboard:review_import_columns")


def _read_anew(request: ShopRequest, of: ReviewImport, told: dict[str, Any], page: str) -> HttpResponse:
    try:
        of.lay_out(told, actor=request.actor, at=request.now)
    except IllegalMove:
        messages.error(request, _("This file was confirmed or deleted already."))
    return redirect(page, shop_id=request.shop.pk, import_id=of.pk)


def _page(
    request: ShopRequest, of: ReviewImport, form: ReviewColumnsForm, layout_form: LayoutForm | None = None
) -> HttpResponse:
    now = {"delimiter": of.delimiter, "charset": of.charset, "header_line": of.header_line}
    facts = {"list": of, "form": form, "layout_form": layout_form or LayoutForm(initial=now)}
    return render(request, "dashboard/review_import_columns.html", facts)


_LIST = "shops/<int:shop_id>/reviews/transfer/import/<int:import_id>/"
urlpatterns = [
    path(f"{_LIST}columns/", review_import_columns, name="review_import_columns"),
    path(f"{_LIST}layout/", review_import_layout, name="review_import_layout"),
]
