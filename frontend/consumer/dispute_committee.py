"""The consumer's way to the committee: choosing it, objecting, reading the ruling, and saying whether it was done."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.models import Party, Referral
from disputes.models.referral import may_refer
from disputes.shared_items import items_of
from frontend import dispute_committee as committee
from frontend.access import HouseRequest, visitor
from frontend.consumer.dispute import ACTOR, act, find, room
from keurmerk.lifecycle import IllegalMove


class ChoiceForm(forms.Form):
    """That it is the consumer's own choice, knowing what it is."""

    use_required_attribute = False

    knows = forms.BooleanField(
        label=gettext_lazy("I know that the advice binds me and the shop, and what is shared"),
        error_messages={"required": gettext_lazy("Confirm that you know what you choose")},
    )


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HouseRequest, token: str) -> HttpResponse:
    """What it is, what it costs and what is shared; then the choice (terms 11.4, 11.7, 11.9)."""
    found = find(token)
    if not may_refer(found) or committee.standing(found):
        return redirect("consumer:dispute", token=token)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return act(request, found, lambda: Referral.announce(found, actor=ACTOR, at=request.now))
    facts = {"dispute": found, "form": form, "items": items_of(found), "fee": settings.COMMITTEE_FEE}
    return render(request, "consumer/committee.html", facts, status=422 if form.is_bound else 200)


@never_cache
@visitor
@require_POST
def object_to_item(request: HouseRequest, token: str) -> HttpResponse:
    found = find(token)
    form = committee.form_for(request, found)
    if not form.is_valid():
        return room(request, found, objection=form)
    committee.object_to(request, found, form, Party.CONSUMER, actor=ACTOR)
    return redirect("consumer:dispute", token=token)


@visitor
@require_POST
def withdraw_referral(request: HouseRequest, token: str) -> HttpResponse:
    found = find(token)
    referral = get_object_or_404(found.referrals.announced())
    return act(request, found, lambda: referral.withdraw(actor=ACTOR, at=request.now))


@never_cache
@visitor
@require_safe
def paper(request: HouseRequest, token: str, name: str) -> HttpResponse:
    return committee.paper(find(token), name)


@visitor
@require_POST
def say_of_ruling(request: HouseRequest, token: str, name: str) -> HttpResponse:
    """Was done what the ruling says? (terms 11.5, 11.7)"""
    found = find(token)
    referral = committee.standing(found)
    ruling = getattr(referral, "ruling", None)
    if ruling is None or name not in {"done", "not-done"}:
        raise Http404
    verb = ruling.confirm if name == "done" else ruling.deny
    try:
        verb(actor=ACTOR, at=request.now)
        messages.success(request, _("Thank you. It is written down."))
    except IllegalMove:
        messages.error(request, committee.GONE)
    return redirect("consumer:dispute", token=token)


urlpatterns = [
    path("dispute/<str:token>/committee/", choose, name="choose_committee"),
    path("dispute/<str:token>/committee/object/", object_to_item, name="object_to_item"),
    path("dispute/<str:token>/committee/withdraw/", withdraw_referral, name="withdraw_referral"),
    path("dispute/<str:token>/committee/<str:name>", paper, name="committee_paper"),
    path("dispute/<str:token>/ruling/<slug:name>/", say_of_ruling, name="say_of_ruling"),
]
