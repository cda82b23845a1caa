"""Who is at the door, and for which shop. What you may not see does not exist: it is a 404."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from frontend.roles import Needs, needs_of
from members.models import Seat, Shop, User, Viewing

VIEWING = "viewing"  # in the session of one of us: the number of what he looks along with


class HouseRequest(HttpRequest):
    """A request as our middleware leaves it: its moment and its actor are known."""

    now: datetime
    actor: str


class PersonRequest(HouseRequest):
    """Somebody is logged in."""

    user: User


class ShopRequest(PersonRequest):
    """Somebody is logged in who has a seat in `shop`, and whose role opens this page (frontend/roles.py)."""

    shop: Shop
    seat: Seat
    is_owner: bool
    needs: Needs
    may_act: bool  # and not only read


def viewing_of(request: Any) -> Viewing | None:
    """When one of us looks along as somebody else (frontend/view_as.py): what of it."""
    found: Viewing | None = getattr(request, "viewing", None)
    return found


def visitor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Opens the door to everybody, logged in or not."""
    opened: Callable[..., HttpResponseBase] = login_not_required(view)
    return opened


def person(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For everybody who is logged in; the view scopes what it shows to `request.user`."""
    view.audience = "person"  # type: ignore[attr-defined]  # read by the check of doors
    return view


def for_shop(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For people with a seat in the shop of the address, as far as their role goes; another shop does not exist."""

    @wraps(view)
    def guarded(request: Any, shop_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        seat = get_object_or_404(_seats(), user=request.user, shop_id=shop_id)
        looks_along = viewing_of(request) is not None  # one of us, who sees no key
        request.seat, request.shop, request.is_owner = seat, seat.shop, seat.is_owner and not looks_along
        request.needs = needs = needs_of(request.resolver_match.url_name or "")
        request.may_act = needs.act(seat) and not looks_along
        if needs.let_in(seat, request.method):
            return view(request, *args, **kwargs)
        facts = {"owners": request.shop.owners(), "needs": needs}
        return render(request, "dashboard/other_role.html", facts, status=403)

    guarded.audience = "shop"  # type: ignore[attr-defined]
    return guarded


def _seats() -> "QuerySet[Seat]":
    """With what every page of a shop asks: the shop, its company, and what its mark says."""
    return Seat.objects.select_related("shop__member").prefetch_related("shop__member__memberships", "shop__grants")


def staff(*roles: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """For our own people in one of these roles, and the manager; without roles, for all of them."""

    def lock(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.staff_role or (roles and not request.user.has_role(*roles)):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.audience = "staff"  # type: ignore[attr-defined]
        guarded.roles = roles  # type: ignore[attr-defined]  # read by the tests that try every door
        return guarded

    return lock
