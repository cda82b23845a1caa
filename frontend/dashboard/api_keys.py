"""The keys of our own API: make one with its scopes, see it once, replace it with an overlap, withdraw it."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from keurmerk.lifecycle import IllegalMove
from members.models import ApiKey, Scope
from members.terms import API_KEY_LIVES, API_KEY_OVERLAPS

page = require_http_methods(["GET", "HEAD", "POST"])
_AT_ONCE, _A_DAY, _A_WEEK = (int(each.total_seconds()) for each in API_KEY_OVERLAPS)
_SHORT, _LONG = (each.days for each in API_KEY_LIVES)


class ApiKeyForm(forms.Form):
    """What a new key is for, what it may do, and until when."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Which software is it for?"),
        help_text=gettext_lazy("So that you know it again, such as “Webshop” or “Bookkeeping”."),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the key a name")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"),
        help_text=gettext_lazy("Choose no more than this software needs."),
        choices=[(value, format_lazy("{} ({})", words, value)) for value, words in Scope.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the key may do")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long does it work?"),
        choices=[
            (0, gettext_lazy("Until I withdraw it")),
            (_SHORT, gettext_lazy("90 days")),
            (_LONG, gettext_lazy("A year")),
        ],
        coerce=int,
        initial=0,
        widget=forms.RadioSelect,
    )


class RotateForm(forms.Form):
    """How long the key that is replaced works on."""

    use_required_attribute = False

    overlap = forms.TypedChoiceField(
        label=gettext_lazy("How long does the old key work on?"),
        help_text=gettext_lazy("In that time you put the new key into your software, and no order is missed."),
        choices=[
            (_A_DAY, gettext_lazy("24 hours")),
            (_A_WEEK, gettext_lazy("7 days")),
            (_AT_ONCE, gettext_lazy("It stops at once: somebody else may have it")),
        ],
        coerce=int,
        initial=_A_DAY,
        widget=forms.RadioSelect,
    )


@for_shop
@require_safe
def api_keys(request: ShopRequest) -> HttpResponse:
    of_shop = ApiKey.objects.of(request.shop)
    facts = {
        "working": of_shop.working(request.now),
        "stopped": of_shop.stopped(request.now)[:20],
        "base": f"{settings.SITE_URL}/api/v1/",
    }
    return render(request, "dashboard/api_keys.html", facts)


@for_shop
@page
def new_api_key(request: ShopRequest) -> HttpResponse:
    form = ApiKeyForm(request.POST or None)
    if not form.is_valid():
        return render(request, "dashboard/new_api_key.html", {"form": form})
    days = form.cleaned_data["days"]
    key, secret = ApiKey.issue(
        request.shop,
        name=form.cleaned_data["name"],
        scopes=form.cleaned_data["scopes"],
        expires_at=request.now + timedelta(days=days) if days else None,
        actor=request.actor,
        at=request.now,
    )
    return _shown(request, key, secret)


@for_shop
@page
def rotate_api_key(request: ShopRequest, key_id: int) -> HttpResponse:
    """A new key in the place of the old one, which works on for a while."""
    key = get_object_or_404(ApiKey.objects.of(request.shop).working(request.now), pk=key_id)
    form = RotateForm(request.POST or None)
    if not form.is_valid():
        return render(request, "dashboard/rotate_api_key.html", {"form": form, "key": key})
    overlap = timedelta(seconds=form.cleaned_data["overlap"])
    try:
        fresh, secret = key.rotate(overlap=overlap, actor=request.actor, at=request.now)
    except IllegalMove:
        messages.error(request, _("This key was replaced before. The new one is in the list."))
        return redirect("dashboard:api_keys", shop_id=request.shop.pk)
    return _shown(request, fresh, secret, replaced=key)


@for_shop
@require_POST
def revoke_api_key(request: ShopRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey.objects.of(request.shop).working(request.now), pk=key_id)
    key.revoke(actor=request.actor, at=request.now)
    messages.success(request, _("The key does not work any more."))
    return redirect("dashboard:api_keys", shop_id=request.shop.pk)


def _shown(request: ShopRequest, key: ApiKey, secret: str, *, replaced: ApiKey | None = None) -> HttpResponse:
    """The only page that ever shows the key: in the answer itself, so that it is stored nowhere."""
    facts = {"key": key, "secret": secret, "replaced": replaced, "base": f"{settings.SITE_URL}/api/v1/"}
    return render(request, "dashboard/api_key_shown.html", facts)


urlpatterns = [
    path("shops/<int:shop_id>/keys/api/", api_keys, name="api_keys"),
    path("shops/<int:shop_id>/keys/api/new/", new_api_key, name="new_api_key"),
    path("shops/<int:shop_id>/keys/api/<int:key_id>/rotate/", rotate_api_key, name="rotate_api_key"),
    path("shops/<int:shop_id>/keys/api/<int:key_id>/revoke/", revoke_api_key, name="revoke_api_key"),
]
