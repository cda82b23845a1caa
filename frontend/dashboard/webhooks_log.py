"""What was sent to the shop's software and what it answered, and sending it once more."""

from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.controls import DayInput
from frontend.dashboard.webhooks import mine
from frontend.paging import page_of
from keurmerk.calendar import AMSTERDAM
from members.models import WebhookAttempt, WebhookEndpoint, WebhookMessage


class LogFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which messages."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), empty_label=gettext_lazy("All"), choices=WebhookMessage.State.choices
    )

    class Meta:
        model = WebhookMessage
        fields = ("state",)


class ReplayForm(forms.Form):
    """Since when, and whether what arrived is sent again too."""

    use_required_attribute = False

    day = forms.DateField(
        label=gettext_lazy("Since"),
        help_text=gettext_lazy("We keep messages for thirty days."),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Choose a day"), "invalid": gettext_lazy("This is not a day")},
    )
    hour = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("This is not a time")},
    )
    everything = forms.BooleanField(label=gettext_lazy("Also what was delivered"), required=False)

    def since(self) -> datetime:
        moment: time = self.cleaned_data["hour"] or time()
        return datetime.combine(self.cleaned_data["day"], moment, tzinfo=AMSTERDAM)


@for_shop
@require_safe
def webhook(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    return _page(request, mine(request, endpoint_id), ReplayForm())


def _page(request: ShopRequest, endpoint: WebhookEndpoint, form: ReplayForm) -> HttpResponse:
    chosen = LogFilter(request.GET, queryset=_with_last_answer(endpoint))
    facts: dict[str, Any] = {
        "endpoint": endpoint,
        "filter": chosen,
        "page": page_of(chosen.qs, request, by="told_at"),
        "is_owner": request.is_owner,
        "form": form,
        "undelivered": endpoint.messages.undelivered().count(),
    }
    return render(request, "dashboard/webhook.html", facts)


def _with_last_answer(endpoint: WebhookEndpoint) -> "QuerySet[WebhookMessage]":
    last = WebhookAttempt.objects.filter(message=OuterRef("pk")).order_by("-pk")
    return endpoint.messages.annotate(last_status=Subquery(last.values("status")[:1]))


@for_shop
@require_safe
def webhook_message(request: ShopRequest, endpoint_id: int, message_id: int) -> HttpResponse:
    """The very text, and every attempt with what the server said to it."""
    endpoint = mine(request, endpoint_id)
    message = get_object_or_404(endpoint.messages.all(), pk=message_id)
    attempts = message.attempts.order_by("-pk")[:50]
    facts = {"endpoint": endpoint, "message": message, "attempts": attempts, "is_owner": request.is_owner}
    return render(request, "dashboard/webhook_message.html", facts)


@for_shop
@require_POST
def replay_message(request: ShopRequest, endpoint_id: int, message_id: int) -> HttpResponse:
    endpoint = mine(request, endpoint_id)
    message = get_object_or_404(endpoint.messages.all(), pk=message_id)
    _say(request, WebhookMessage.replay(endpoint.messages.filter(pk=message.pk), endpoint, at=request.now))
    return redirect("dashboard:webhook_message", request.shop.pk, endpoint.pk, message.pk)


@for_shop
@require_POST
def replay_since(request: ShopRequest, endpoint_id: int) -> HttpResponse:
    """All since a moment: what did not arrive, or everything."""
    endpoint = mine(request, endpoint_id)
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, endpoint, form)
    found = endpoint.messages.since(form.since())
    if not form.cleaned_data["everything"]:
        found = found.undelivered()
    _say(request, WebhookMessage.replay(found, endpoint, at=request.now))
    return redirect("dashboard:webhook", request.shop.pk, endpoint.pk)


def _say(request: ShopRequest, many: int) -> None:
    if many:
        words = ngettext("One message is sent again.", "%(n)d messages are sent again.", many)
        messages.success(request, words % {"n": many})
    else:
        messages.warning(request, _("Nothing is sent again: there is nothing, or the webhook is switched off."))


urlpatterns = [
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/", webhook, name="webhook"),
    path("shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/replay/", replay_since, name="replay_since"),
    path(
        "shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/messages/<int:message_id>/",
        webhook_message,
        name="webhook_message",
    ),
    path(
        "shops/<int:shop_id>/keys/webhooks/<int:endpoint_id>/messages/<int:message_id>/replay/",
        replay_message,
        name="replay_message",
    ),
]
