"""What an owner settles about the next term: how long it is, or that there is none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.controls import Segmented
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from members import calendar, terms
from members.models import Membership

LENGTHS = {3: gettext_lazy("3 months"), 12: gettext_lazy("12 months")}


class TermForm(forms.Form):
    """How long the next term is (terms 13.4)."""

    use_required_attribute = False

    months = forms.TypedChoiceField(
        label=gettext_lazy("How long is your next term?"),
        choices=[(months, LENGTHS[months]) for months in terms.TERM_CHOICE],
        coerce=int,
        widget=Segmented(),
    )


def facts(membership: Membership | None, *, now: datetime) -> dict[str, Any]:
    """What can be settled today; nothing when no next term is to come (terms 13.4, 13.5)."""
    if membership is None or not membership.is_standing or membership.course.leaves:
        return {}
    opens = calendar.choice_opens_on(membership.course)
    is_open = opens <= amsterdam_date(now)
    return {
        "next_term": membership.next_term,
        "choice_opens_on": opens,
        "term_form": TermForm(initial={"months": membership.course.next_months}) if is_open else None,
    }


@for_shop
@require_POST
def choose_term(request: ShopRequest) -> HttpResponse:
    """Three months or twelve, from the first letter about the next term on (terms 13.4)."""
    form = TermForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose 3 or 12 months."))
        return redirect("dashboard:membership", request.shop.pk)
    months = form.cleaned_data["months"]
    done = _("Saved. You get an e-mail that confirms it.")
    return _settle(request, lambda one: one.choose_term(months, actor=request.actor, at=request.now), done)


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def give_notice(request: ShopRequest) -> HttpResponse:
    """Shows what follows from a notice, then takes it in (terms 13.5)."""
    current = _standing(request)
    if request.method != "POST":
        remove_by = current.course.term.after + terms.MARK_REMOVAL
        return render(request, "dashboard/give_notice.html", {"membership": current, "remove_by": remove_by})
    channel = Membership.Channel.DASHBOARD
    done = _("Your notice is in. You get an e-mail that confirms it.")
    return _settle(request, lambda one: one.give_notice(actor=request.actor, at=request.now, channel=channel), done)


@for_shop
@require_POST
def withdraw_notice(request: ShopRequest) -> HttpResponse:
    """Stays a member after all, until the last day of the term (rulebook 2.3)."""
    done = _("Your notice is withdrawn: you stay a member.")
    return _settle(request, lambda one: one.withdraw_notice(actor=request.actor, at=request.now), done)


def _settle(request: ShopRequest, verb: Callable[[Membership], None], done: str) -> HttpResponse:
    try:
        verb(_standing(request))
    except IllegalMove:
        messages.error(request, _("That is not possible now. Look at what your membership says."))
    else:
        messages.success(request, done)
    return redirect("dashboard:membership", request.shop.pk)


def _standing(request: ShopRequest) -> Membership:
    current = request.shop.membership
    if current is None or not current.is_standing:
        raise Http404
    return current


urlpatterns = [
    path("shops/<int:shop_id>/membership/term/", choose_term, name="choose_term"),
    path("shops/<int:shop_id>/membership/notice/", give_notice, name="give_notice"),
    path("shops/<int:shop_id>/membership/notice/withdraw/", withdraw_notice, name="withdraw_notice"),
]
