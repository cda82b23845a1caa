"""One seat in the team: another role, out of the team, leaving it, and handing the shop over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.dashboard.team_forms import RoleForm, SuccessionForm
from keurmerk.lifecycle import IllegalMove
from members.models import LastOwner, Seat, Succession

page = require_http_methods(["GET", "HEAD", "POST"])


@for_shop
@page
def seat(request: ShopRequest, seat_id: int) -> HttpResponse:
    """What this person may do, to change; and the ways out."""
    found = _seat(request, seat_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"roles": RoleForm.chosen(found)})
    if form.is_valid():
        role, duties = form.entitled
        try:
            found.change(role, duties, actor=request.actor, at=request.now)
            messages.success(request, _("The role is changed."))
            return redirect("dashboard:team", shop_id=request.shop.pk)
        except LastOwner:
            form.add_error("roles", _last_owner())
    return render(request, "dashboard/seat.html", {"found": found, "form": form, "mine": found.pk == request.seat.pk})


@for_shop
@require_POST
def remove_seat(request: ShopRequest, seat_id: int) -> HttpResponse:
    """Out of the team, and logged out everywhere. One's own seat is left, not removed."""
    found = _seat(request, seat_id)
    if found.pk == request.seat.pk:
        return _leave(request)
    try:
        found.remove(actor=request.actor, at=request.now)
        messages.success(request, _("This person is out of the team, and logged out everywhere."))
    except LastOwner:
        messages.error(request, _last_owner())
    return redirect("dashboard:team", shop_id=request.shop.pk)


@for_shop
@page
def leave_team(request: ShopRequest) -> HttpResponse:
    """Asks first; the last owner reads what to do instead."""
    if request.method == "POST":
        return _leave(request)
    alone = request.is_owner and len(request.shop.owners()) == 1
    return render(request, "dashboard/leave_team.html", {"alone": alone})


def _leave(request: ShopRequest) -> HttpResponse:
    try:
        request.seat.leave(actor=request.actor, at=request.now)
    except LastOwner:
        messages.error(request, _last_owner())
        return redirect("dashboard:team", shop_id=request.shop.pk)
    messages.success(request, _("You left the team of %(shop)s.") % {"shop": request.shop.name})
    return redirect("dashboard:start")


@for_shop
@page
def hand_over(request: ShopRequest, seat_id: int) -> HttpResponse:
    """The owner asks; both get a letter with a link of their own, and nothing changes before both confirmed."""
    found = _seat(request, seat_id)
    form = SuccessionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            Succession.ask(request.seat, found, actor=request.actor, at=request.now)
            messages.success(request, _("You both get an e-mail with a link to confirm it."))
        except IllegalMove:
            messages.error(request, _("This webshop is being handed over already, or this person owns it already."))
        return redirect("dashboard:team", shop_id=request.shop.pk)
    return render(request, "dashboard/hand_over.html", {"found": found, "form": form})


@for_shop
@require_POST
def withdraw_succession(request: ShopRequest) -> HttpResponse:
    """By an owner, or by the one who would take it."""
    open_one = get_object_or_404(Succession.objects.open(), shop=request.shop)
    if not request.is_owner:
        get_object_or_404(Succession, pk=open_one.pk, taker=request.user)
    try:
        open_one.withdraw(actor=request.actor, at=request.now)
        messages.success(request, _("The handover is off. Nothing changed."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("dashboard:team", shop_id=request.shop.pk)


def _seat(request: ShopRequest, seat_id: int) -> Seat:
    return get_object_or_404(request.shop.seats.select_related("user", "shop"), pk=seat_id)


def _last_owner() -> str:
    return _("A webshop needs an owner. Make somebody else owner first.")


urlpatterns = [
    path("shops/<int:shop_id>/team/<int:seat_id>/", seat, name="seat"),
    path("shops/<int:shop_id>/team/<int:seat_id>/remove/", remove_seat, name="remove_seat"),
    path("shops/<int:shop_id>/team/<int:seat_id>/hand-over/", hand_over, name="hand_over"),
    path("shops/<int:shop_id>/team/hand-over/withdraw/", withdraw_succession, name="withdraw_succession"),
    path("shops/<int:shop_id>/team/leave/", leave_team, name="leave_team"),
]
