"""A member asks for an audit of how we handle personal data, and answers when we propose another day (PA audit)."""

from collections.abc import Callable
from datetime import date
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
from frontend.controls import DayInput
from keurmerk.lifecycle import IllegalMove
from members.models import DataAudit, TooSoon

MOST = 20  # on the page


class DataAuditForm(forms.Form):
    """Why, by whom and when (PA audit by member)."""

    use_required_attribute = False

    suspicion = forms.CharField(
        label=gettext_lazy("What makes you doubt how we handle personal data?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    auditor = forms.CharField(label=gettext_lazy("Who carries out the audit?"), max_length=160)
    of_norea = forms.BooleanField(label=gettext_lazy("This auditor is a member of NOREA"), required=False)
    standard = forms.CharField(
        label=gettext_lazy("If not: which standard of the same quality?"), max_length=200, required=False
    )
    wanted_on = forms.DateField(
        label=gettext_lazy("On which day?"),
        help_text=gettext_lazy("At least fourteen days from now."),
        widget=DayInput(),
    )

    def __init__(self, *args: Any, first_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_day = first_day

    def clean_wanted_on(self) -> date:
        day: date = self.cleaned_data["wanted_on"]
        if day < self.first_day:
            raise forms.ValidationError(_("An audit is asked for at least fourteen days ahead"))
        return day

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("of_norea") and not said.get("standard"):
            self.add_error("standard", _("Name the standard, or tick that the auditor is a member of NOREA"))
        return said


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def data_audits(request: ShopRequest) -> HttpResponse:
    """What was asked before and how it stands; the form while nothing is open."""
    member = request.shop.member
    form = DataAuditForm(request.POST or None, first_day=DataAudit.first_day(request.now))
    if request.method == "POST" and form.is_valid():
        try:
            DataAudit.request(member, **form.cleaned_data, actor=request.actor, at=request.now)
            messages.success(request, _("We have your request. You get our answer by e-mail, and find it here."))
        except IllegalMove:
            messages.error(request, _("You have a request that is still open."))
        return redirect("dashboard:data_audits", request.shop.pk)
    found = list(DataAudit.objects.filter(member=member).newest_first()[:MOST])
    is_open = any(each.state not in DataAudit.FINAL for each in found)
    return render(request, "dashboard/data_audits.html", {"audits": found, "form": form, "is_open": is_open})


@for_shop
@require_POST
def accept(request: ShopRequest, pk: int) -> HttpResponse:
    return _done(request, pk, lambda audit: audit.accept(actor=request.actor, at=request.now))


@for_shop
@require_POST
def withdraw(request: ShopRequest, pk: int) -> HttpResponse:
    return _done(request, pk, lambda audit: audit.withdraw(actor=request.actor, at=request.now))


def _done(request: ShopRequest, pk: int, act: Callable[[DataAudit], None]) -> HttpResponse:
    audit = get_object_or_404(DataAudit.objects.filter(member=request.shop.member), pk=pk)
    try:
        act(audit)
        messages.success(request, _("Done."))
    except (IllegalMove, TooSoon):
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("dashboard:data_audits", request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/data-audits/", data_audits, name="data_audits"),
    path("shops/<int:shop_id>/data-audits/<int:pk>/accept/", accept, name="accept_data_audit"),
    path("shops/<int:shop_id>/data-audits/<int:pk>/withdraw/", withdraw, name="withdraw_data_audit"),
]
