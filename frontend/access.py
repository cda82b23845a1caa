"""Who is at the door, and for which shop. What you may not see does not exist: it is a 404."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from members.models import Shop, User


class HouseRequest(HttpRequest):
    """A request as our middleware leaves it: its moment and its actor are known."""

    now: datetime
    actor: str


class PersonRequest(HouseRequest):
    """Somebody is logged in."""

    user: User


class ShopRequest(PersonRequest):
    """Somebody is logged in who has a seat in `shop`; `is_owner` is known behind the doors of owners alone."""

    shop: Shop
    is_owner: bool


def visitor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Opens the door to everybody, logged in or not."""
    opened: Callable[..., HttpResponseBase] = login_not_required(view)
    return opened


def person(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For everybody who is logged in; the view scopes what it shows to `request.user`."""
    view.audience = "person"  # type: ignore[attr-defined]  # read by the check of doors
    return view


def for_shop(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For people with a seat in the shop of the address; another shop does not exist for them."""

    @wraps(view)
    def guarded(request: Any, shop_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.shop = get_object_or_404(Shop.objects.run_by(request.user).with_standing(), pk=shop_id)
        return view(request, *args, **kwargs)

    guarded.audience = "shop"  # type: ignore[attr-defined]
    return guarded


def for_owner(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For an owner of the shop alone; who has another seat there reads why not."""
    return _door_of_owners(view, open_to_read=False)


def owner_decides(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For everybody in the shop to read; only an owner changes anything there, and others read why not."""
    return _door_of_owners(view, open_to_read=True)


def _door_of_owners(view: Callable[..., HttpResponseBase], *, open_to_read: bool) -> Callable[..., HttpResponseBase]:
    @for_shop
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.is_owner = owns_shop(request)
        if request.is_owner or (open_to_read and request.method in {"GET", "HEAD"}):
            return view(request, *args, **kwargs)
        return render(request, "dashboard/owners_only.html", {"owners": request.shop.owner_names()}, status=403)

    return guarded


def owns_shop(request: ShopRequest) -> bool:
    return request.shop.is_owned_by(request.user)


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
