"""Where the shop's own software hears of news: an address with a secret, tried out, replaced, switched off."""

from collections.abc import Callable
from typing import Any

from django import forms
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
from members.models import TooManyEndpoints, WebhookEndpoint
from members.outgoing.address import NotAllowed, check
from members.outgoing.news import KINDS
from members.outgoing.telling import TEST
from members.terms import WEBHOOK_ENDPOINTS

page = require_http_methods(["GET", "HEAD", "POST"])
REASONS = {
    "nonsense": gettext_lazy("This is not a web address"),
    "plain": gettext_lazy("The address begins with https://"),
    "port": gettext_lazy("Leave the port out: we call the usual one"),
    "private": gettext_lazy("This address is not on the public internet"),
    "ours": gettext_lazy("This is our own address: give one of your own software"),
}


class EndpointForm(forms.Form):
    """Where news goes, and which."""

    use_required_attribute = False

    url = forms.CharField(
        label=gettext_lazy("Address of your software"),
        help_text=gettext_lazy("Begins with https://. We send each message there by POST."),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Fill in where the messages go")},
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Which news?"),
        help_text=gettext_lazy("Choose none to get everything, also what we add later."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.name, format_lazy("{} ({})", each.words, each.name)) for each in kinds_to_choose()]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            check(url)
        except NotAllowed as refusal:
            raise forms.ValidationError(REASONS[refusal.reason], code=refusal.reason) from refusal
        return url


def kinds_to_choose() -> list[Any]:
    return sorted((each for each in KINDS.values() if each is not TEST), key=lambda each: each.name)


@for_shop
@require_safe
def webhooks(request: ShopRequest) -> HttpResponse:
    endpoints = WebhookEndpoint.objects.of(request.shop)
    facts = {"endpoints": endpoints, "is_owner": request.is_owner, "most": WEBHOOK_ENDPOINTS}
    return render(request, "dashboard/webhooks.html", facts)


@for_shop
@page
def new_webhook(request: ShopRequest) -> HttpResponse:
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = WebhookEndpoint.make(
                request.shop,
                form.cleaned_data["url"],
                kinds=form.cleaned_data["kinds"],
                actor=request.actor,
                at=request.now,
            )
            return _shown(request, made, secret)
        except TooManyEndpoints:
            form.add_error(None, _("You have %(n)d addresses, and that is the most. Remove one first.")
                           % {"n": WEBHOOK_ENDPOINTS})  # fmt: skip
    return render(request, "dashboard/webhook_form.html", {"form": form})


@for_shop
@page
def change_webhook(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    endpoint = mine(request, endpoint_id)
    form = EndpointForm(request.POST or None, initial={"url": endpoint.url, "kinds": endpoint.kinds})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        endpoint.change(chosen["url"], kinds=chosen["kinds"], actor=request.actor, at=request.now)
        messages.success(request, _("Changed. What was waiting goes to this address."))
        return _back(request, endpoint)
    return render(request, "dashboard/webhook_form.html", {"form": form, "endpoint": endpoint})


@for_shop
@require_POST
def rotate_webhook(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    """A new secret; for a day we sign with the old one too."""
    endpoint = mine(request, endpoint_id)
    secret = endpoint.rotate(actor=request.actor, at=request.now)
    return _shown(request, endpoint, secret, replaced=True)


@for_shop
@require_POST
def test_webhook(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    endpoint = get_object_or_404(WebhookEndpoint.objects.of(request.shop).active(), pk=endpoint_id)
    endpoint.test(actor=request.actor, at=request.now)
    messages.success(request, _("A test is on its way. In a few seconds you see here what your server answered."))
    return _back(request, endpoint)


@for_shop
@require_POST
def disable_webhook(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    endpoint = mine(request, endpoint_id)
    reason = WebhookEndpoint.Reason.OWNER
    _unless_done(lambda: endpoint.disable(reason, actor=request.actor, at=request.now))
    messages.success(request, _("Switched off. We keep what comes meanwhile for thirty days."))
    return _back(request, endpoint)


@for_shop
@require_POST
def enable_webhook(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    endpoint = mine(request, endpoint_id)
    _unless_done(lambda: endpoint.enable(actor=request.actor, at=request.now))
    messages.success(request, _("Switched on. What was kept is sent when you ask for it below."))
    return _back(request, endpoint)


@for_shop
@require_POST
def remove_webhook(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    endpoint = mine(request, endpoint_id)
    _unless_done(lambda: endpoint.remove(actor=request.actor, at=request.now))
    messages.success(request, _("Removed, with everything that was sent to it."))
    return redirect("dashboard:webhooks", shop_id=request.shop.pk)


def mine(request: ShopRequest, endpoint_id: int) -> WebhookEndpoint:
    return get_object_or_404(WebhookEndpoint.objects.of(request.shop), pk=endpoint_id)


def _unless_done(verb: Callable[[], None]) -> None:
    """A button pressed twice: it is already so."""
    try:
        verb()
    except IllegalMove:
        return


def _back(request: ShopRequest, endpoint: WebhookEndpoint) -> HttpResponse:
    return redirect("dashboard:webhook", shop_id=request.shop.pk, endpoint_id=endpoint.pk)


def _shown(request: ShopRequest, endpoint: WebhookEndpoint, secret: str, *, replaced: bool = False) -> HttpResponse:
    """The only page that ever shows the secret: in the answer itself, so that it is stored nowhere."""
    facts = {"endpoint": endpoint, "secret": secret, "replaced": replaced}
    return render(request, "dashboard/webhook_shown.html", facts)


urlpatterns = [
    path("shops/<int:shop_id>/keys/webhooks/", webhooks, name="webhooks"),
    path("shops/<int:shop_id>/keys/webhooks/new/", new_webhook, name="new_webhook"),
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/change/", change_webhook, name="change_webhook"),
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/rotate/", rotate_webhook, name="rotate_webhook"),
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/test/", test_webhook, name="test_webhook"),
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/disable/", disable_webhook, name="disable_webhook"),
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/enable/", enable_webhook, name="enable_webhook"),
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/remove/", remove_webhook, name="remove_webhook"),
]
