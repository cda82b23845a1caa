"""Finance's desk: discounts and the codes of partners, with what each of them did."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.models import Discount, Plan
from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from frontend.desk.trail import trail
from frontend.paging import page_of
from keurmerk.calendar import amsterdam_date

MOST_TAKEN = 100
_CODE = re.compile(r"[A-Z0-9-]{3,20}")


def _money(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.01"),
        decimal_places=2,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-10"}),
        error_messages={"invalid": gettext_lazy("Fill in an amount, such as 49,95")},
        **more,
    )


def _number(label: Any, help_text: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-10"})
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=1, max_value=30000, required=False, widget=widget
    )


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Fill in a day"),
            "invalid": gettext_lazy("Fill in a date, such as 21-11-2026"),
        },
    )


class DiscountForm(forms.Form):
    """A code, what it takes off, for whom and how long."""

    use_required_attribute = False

    code = forms.CharField(
        label=pgettext_lazy("discount", "Code"),
        help_text=gettext_lazy("3 to 20 letters, digits or dashes. Members type it, and it stands on the invoice."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Fill in the code")},
    )
    partner = forms.CharField(
        label=gettext_lazy("Partner whose code it is"),
        help_text=gettext_lazy("Empty: our own."),
        max_length=120,
        required=False,
    )
    percent = _money(gettext_lazy("Percent of the price"), max_digits=5, max_value=Decimal(100))
    amount = _money(gettext_lazy("Or euros off each invoice, without VAT"), max_digits=10)
    periods = _number(gettext_lazy("For how many invoices"), gettext_lazy("Empty: the first term."))
    plan = forms.ModelChoiceField(
        label=gettext_lazy("Plan"),
        queryset=Plan.objects.order_by("pk"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    valid_from = _day(gettext_lazy("First day"), required=True)
    valid_until = _day(gettext_lazy("Last day"), required=False)
    most_uses = _number(gettext_lazy("At most how often"), gettext_lazy("Empty: without end."))

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        if not _CODE.fullmatch(code):
            raise forms.ValidationError(_("Use 3 to 20 letters, digits or dashes"))
        if Discount.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code exists already"))
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and bool(said.get("percent")) == bool(said.get("amount")):
            self.add_error("percent", _("Fill in either a percentage or an amount"))
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day comes before the first"))
        return said


@staff("finance")
@require_http_methods(["GET", "HEAD", "POST"])
def discounts(request: PersonRequest) -> HttpResponse:
    """Every code with its figures, the newest first; POST makes one."""
    form = DiscountForm(request.POST or None, initial={"valid_from": amsterdam_date(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            Discount.make(actor=request.actor, at=request.now, **form.cleaned_data)
        except IntegrityError:
            form.add_error("code", _("This code exists already"))
        else:
            messages.success(request, _("The code can be used."))
            return redirect("desk:discounts")
    page = page_of(Discount.objects.with_figures(), request, by="made_at")
    return render(request, "desk/discounts.html", {"page": page, "form": form})


@staff("finance")
@require_safe
def discount(request: PersonRequest, pk: int) -> HttpResponse:
    """One code: its terms, who took it, and what it came to."""
    found = get_object_or_404(Discount.objects.with_figures().select_related("plan"), pk=pk)
    taken = found.taken.select_related("member").order_by("-pk")[:MOST_TAKEN]
    return render(request, "desk/discount.html", {"discount": found, "taken": taken, "trail": trail(found)})


@staff("finance")
@require_POST
def stop(request: PersonRequest, pk: int) -> HttpResponse:
    """Nobody takes it any more; who has it keeps it."""
    get_object_or_404(Discount, pk=pk).stop(actor=request.actor, at=request.now)
    messages.success(request, _("Nobody can use this code any more. Who has it keeps it."))
    return redirect("desk:discount", pk=pk)


urlpatterns = [
    path("discounts/", discounts, name="discounts"),
    path("discounts/<int:pk>/", discount, name="discount"),
    path("discounts/<int:pk>/stop/", stop, name="stop_discount"),
]
