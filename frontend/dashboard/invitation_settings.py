"""How the shop wants its customers invited: the delay, the reminder, the hours and days (product.md, defaults)."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frontend.access import ShopRequest, for_shop
from reviews import terms
from reviews.models import InvitationSettings

DAYS = [(number + 1, words) for number, words in WEEKDAYS.items()]  # 1 is Monday


def _o_clock(hours: range) -> list[tuple[int, str]]:
    return [(hour, f"{hour}:00") for hour in hours]


class InvitationSettingsForm(forms.Form):
    """The shop may narrow the hours, never widen them: at night nobody gets a message."""

    use_required_attribute = False

    delay_days = forms.IntegerField(
        label=gettext_lazy("Days between order and invitation"),
        help_text=gettext_lazy(
            "0 to 90. Counted from the day we hear of the order, unless your plugin says otherwise."
        ),
        min_value=0,
        max_value=terms.MOST_DELAY_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reminds = forms.BooleanField(
        label=gettext_lazy("Remind once, after seven days"),
        help_text=gettext_lazy(
            "Not after a review, and not when the customer wants no invitations or cannot be reached."
        ),
        required=False,
    )
    first_hour = forms.TypedChoiceField(
        label=gettext_lazy("Not before"), coerce=int, choices=_o_clock(range(terms.FIRST_HOUR, terms.LAST_HOUR))
    )
    last_hour = forms.TypedChoiceField(
        label=gettext_lazy("Not after"), coerce=int, choices=_o_clock(range(terms.FIRST_HOUR + 1, terms.LAST_HOUR + 1))
    )
    free_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Not on these days"),
        coerce=int,
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_free_days(self) -> list[int]:
        days: list[int] = self.cleaned_data["free_days"]
        if len(days) == len(DAYS):
            raise forms.ValidationError(_("Leave at least one day on which invitations may go out"))
        return days

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("last_hour", 24) <= answers.get("first_hour", 0):
            self.add_error("last_hour", _("Choose an hour after the first one"))
        return answers


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_settings(request: ShopRequest) -> HttpResponse:
    """Also says on which day an order of today would be invited, so that nobody adds up delays in vain."""
    chosen = InvitationSettings.of(request.shop)
    form = InvitationSettingsForm(request.POST or None, initial=_answers(chosen))
    if form.is_valid():
        chosen.choose(**form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, _("Saved. It counts for orders that come in from now on; the hours count for all."))
        return redirect("dashboard:invitation_settings", shop_id=request.shop.pk)
    facts = {"form": form, "delay": chosen.delay_days, "day": _day_of_invitation(chosen, request.now)}
    return render(request, "dashboard/invitation_settings.html", facts)


def _answers(chosen: InvitationSettings) -> dict[str, Any]:
    answers = {name: getattr(chosen, name) for name in ("delay_days", "reminds", "first_hour", "last_hour")}
    return {**answers, "free_days": list(chosen.free_days)}


def _day_of_invitation(chosen: InvitationSettings, now: datetime) -> date:
    return chosen.hours.following(now + timedelta(days=chosen.delay_days)).date()


urlpatterns = [path("shops/<int:shop_id>/invitations/settings/", invitation_settings, name="invitation_settings")]
