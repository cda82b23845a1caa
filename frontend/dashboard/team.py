"""Who may act for a shop, and who is invited to."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.dashboard import attention
from frontend.dashboard.team_forms import OfferForm
from keurmerk.lifecycle import IllegalMove
from members.models import CannotOffer, SeatOffer, Succession


@for_shop
@require_safe
def team(request: ShopRequest) -> HttpResponse:
    """Everybody reads who is in; an owner also sees who is invited."""
    offers = SeatOffer.objects.open().filter(shop=request.shop).order_by("pk")
    successions = Succession.objects.open().filter(shop=request.shop).select_related("giver", "taker")
    facts = {
        "seats": request.shop.seats.select_related("user").order_by("pk"),
        "offers": offers if request.is_owner else [],
        "succession": successions.first(),
        "counts": attention.counts(request.shop),
    }
    return render(request, "dashboard/team.html", facts)


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def offer_seat(request: ShopRequest) -> HttpResponse:
    """Invites a colleague by e-mail."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        role, duties = form.entitled
        try:
            SeatOffer.make(
                request.shop, form.cleaned_data["email"], role, duties,
                by=request.user, actor=request.actor, at=request.now,
            )  # fmt: skip
        except CannotOffer as refusal:
            form.refuse(refusal.reason)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("dashboard:team", shop_id=request.shop.pk)
    return render(request, "dashboard/offer_seat.html", {"form": form})


@for_shop
@require_POST
def send_again(request: ShopRequest, offer_id: int) -> HttpResponse:
    done = _("We sent the invitation again. The old link no longer works.")
    return _settle(request, offer_id, lambda offer: offer.send_again(actor=request.actor, at=request.now), done)


@for_shop
@require_POST
def withdraw_offer(request: ShopRequest, offer_id: int) -> HttpResponse:
    done = _("The invitation is withdrawn. Its link no longer works.")
    return _settle(request, offer_id, lambda offer: offer.withdraw(actor=request.actor, at=request.now), done)


def _settle(request: ShopRequest, offer_id: int, act: Callable[[SeatOffer], None], done: str) -> HttpResponse:
    offer = get_object_or_404(SeatOffer.objects.filter(shop=request.shop), pk=offer_id)
    try:
        act(offer)
        messages.success(request, done)
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("dashboard:team", shop_id=request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/team/", team, name="team"),
    path("shops/<int:shop_id>/team/invite/", offer_seat, name="offer_seat"),
    path("shops/<int:shop_id>/team/invitations/<int:offer_id>/again/", send_again, name="send_offer_again"),
    path("shops/<int:shop_id>/team/invitations/<int:offer_id>/withdraw/", withdraw_offer, name="withdraw_offer"),
]
