"""Where the links in letters about a team lead: take a seat or decline it, and confirm that a shop is handed over."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import HouseRequest, PersonRequest, person, visitor
from keurmerk.lifecycle import IllegalMove
from members.models import SeatOffer, Succession
from members.team import links

page = require_http_methods(["GET", "HEAD", "POST"])


@visitor
@page
def take_seat(request: HouseRequest, token: str) -> HttpResponse:
    """Who reads the letter sees what it is about; with an account on that address it is taken by a button."""
    offer = links.offer_behind(token)
    if offer is None:
        return render(request, "dashboard/offer_closed.html", {"offer": None}, status=404)
    if offer.state != SeatOffer.State.OPEN or offer.expires_at <= request.now:
        return render(request, "dashboard/offer_closed.html", {"offer": offer}, status=410)
    user = request.user
    apt = user.is_authenticated and offer.may_be_taken_by(user)
    if request.method == "POST" and user.is_authenticated and apt:
        try:
            seat = offer.take(user, actor=request.actor, at=request.now)
        except IllegalMove:
            return render(request, "dashboard/offer_closed.html", {"offer": offer}, status=410)
        messages.success(request, _("You are in the team of %(shop)s now.") % {"shop": offer.shop.name})
        return redirect("dashboard:home", shop_id=seat.shop_id)
    facts = {"offer": offer, "apt": apt, "token": token}
    return render(request, "dashboard/take_seat.html", facts, status=403 if request.method == "POST" else 200)


@visitor
@require_POST
def decline_seat(request: HouseRequest, token: str) -> HttpResponse:
    """Also without an account: who has the letter may say no."""
    offer = links.offer_behind(token)
    if offer is None:
        raise Http404
    try:
        offer.decline(actor=request.actor, at=request.now)
    except IllegalMove:
        return render(request, "dashboard/offer_closed.html", {"offer": offer}, status=410)
    return render(request, "dashboard/offer_closed.html", {"offer": offer})


@person
@page
def confirm_succession(request: PersonRequest, token: str) -> HttpResponse:
    """A link of one's own: for whom it was not made, it does not exist."""
    succession = links.succession_behind(token, request.user)
    if succession is None:
        raise Http404
    if request.method == "POST":
        try:
            succession.confirm(request.user, actor=request.actor, at=request.now)
        except IllegalMove:
            messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
        return redirect("dashboard:confirm_succession", token=token)
    is_open = succession.state == Succession.State.ASKED and request.now < succession.expires_at
    facts = {
        "succession": succession,
        "is_open": is_open,
        "confirmed": succession.has_confirmed(request.user),
        "gives": request.user.pk == succession.giver_id,
    }
    return render(request, "dashboard/confirm_succession.html", facts)


urlpatterns = [
    path("team/invitation/<str:token>/", take_seat, name="take_seat"),
    path("team/invitation/<str:token>/decline/", decline_seat, name="decline_seat"),
    path("team/succession/<str:token>/", confirm_succession, name="confirm_succession"),
]
