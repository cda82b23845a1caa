"""Invitations by text message: turned on with a stated basis and a budget, and what each of them became and cost."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.controls import RadioCards
from frontend.paging import page_of
from reviews.models import Texting, TextMessage


class TextingForm(forms.Form):
    """The basis, the promise and the budget."""

    use_required_attribute = False

    basis = forms.ChoiceField(
        label=gettext_lazy("On what ground may we text your customers?"),
        choices=Texting.Basis.choices,
        widget=RadioCards(),
        error_messages={"required": gettext_lazy("Choose the ground")},
    )
    promise = forms.BooleanField(
        label=gettext_lazy("This is how I ask for telephone numbers, and my privacy statement says so"),
        error_messages={"required": gettext_lazy("Without this we may not text your customers")},
    )
    monthly_budget = forms.DecimalField(
        label=gettext_lazy("Most per month, in euros"),
        help_text=gettext_lazy("When it is used up, invitations go by e-mail again, until the next month"),
        min_value=Decimal(1),
        max_value=Decimal(10000),
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def text_messages(request: ShopRequest) -> HttpResponse:
    texting = Texting.of(request.shop)
    now = {"basis": texting.basis, "monthly_budget": texting.monthly_budget} if texting.is_on else {}
    form = TextingForm(request.POST or None, initial=now)
    if form.is_valid() and settings.TEXT_PROVIDER:
        chosen = {name: form.cleaned_data[name] for name in ("basis", "monthly_budget")}
        texting.turn_on(**chosen, actor=request.actor, at=request.now)
        messages.success(request, _("Text messages are on, for orders that come in with a mobile number from now on."))
        return redirect("dashboard:text_messages", shop_id=request.shop.pk)
    return render(request, "dashboard/text_messages.html", _facts(request, texting, form))


def _facts(request: ShopRequest, texting: Texting, form: TextingForm) -> dict[str, Any]:
    sent = TextMessage.objects.filter(shop=request.shop).select_related("invitation")
    return {
        "texting": texting,
        "form": form,
        "left": texting.left(request.now),
        "page": page_of(sent, request, by="queued_at"),
        "price": settings.TEXT_PRICE,
        "available": bool(settings.TEXT_PROVIDER),
    }


@for_shop
@require_POST
def stop_texting(request: ShopRequest) -> HttpResponse:
    texting = Texting.of(request.shop)
    if texting.is_on:
        texting.turn_off(actor=request.actor, at=request.now)
    messages.success(request, _("Text messages are off. The telephone numbers that were waiting are erased."))
    return redirect("dashboard:text_messages", shop_id=request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/text-messages/", text_messages, name="text_messages"),
    path("shops/<int:shop_id>/text-messages/stop/", stop_texting, name="stop_texting"),
]
