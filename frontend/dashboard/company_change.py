"""An owner asks us to change what the trade register says of the company: name, form and numbers (terms 7.1)."""

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
from frontend.dashboard.company_form import CompanyForm
from keurmerk.lifecycle import IllegalMove
from members.models import CompanyChange
from members.models.company_change import FACTS

MOST = 20


class CompanyChangeForm(CompanyForm):
    """The facts as they are now in the trade register."""

    use_required_attribute = False

    why = forms.CharField(
        label=gettext_lazy("What changed, and from which day?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write what changed, and from which day")},
    )

    class Meta(CompanyForm.Meta):
        fields: tuple[str, ...] = FACTS


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def company_change(request: ShopRequest) -> HttpResponse:
    """What was asked before and how it stands; the form while nothing is open."""
    member = request.shop.member
    form = CompanyChangeForm(request.POST or None, initial={name: getattr(member, name) for name in FACTS})
    if request.method == "POST" and form.is_valid():
        return _asked(request, form.cleaned_data)
    found = list(member.company_changes.newest_first()[:MOST])
    is_open = any(each.state == CompanyChange.State.REQUESTED for each in found)
    facts = {"changes": found, "form": form, "is_open": is_open, "member": member}
    return render(request, "dashboard/company_change.html", facts)


def _asked(request: ShopRequest, said: dict[str, Any]) -> HttpResponse:
    try:
        CompanyChange.request(request.shop.member, said, said["why"], actor=request.actor, at=request.now)
        messages.success(request, _("We have your request. You get our answer by e-mail, and find it here."))
    except IllegalMove:
        messages.error(request, _("Nothing changes, or a request is still open."))
    return redirect("dashboard:company_change", request.shop.pk)


@for_shop
@require_POST
def withdraw(request: ShopRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(CompanyChange.objects.filter(member=request.shop.member), pk=pk)
    try:
        change.withdraw(actor=request.actor, at=request.now)
        messages.success(request, _("Your request is withdrawn."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("dashboard:company_change", request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/company-change/", company_change, name="company_change"),
    path("shops/<int:shop_id>/company-change/<int:pk>/withdraw/", withdraw, name="withdraw_company_change"),
]
