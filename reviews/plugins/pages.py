"""Addresses in old banners, letters and search engines: each leads to our page or picture (plugin API 3.1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from members.models import Shop
from reviews import addresses
from reviews.models import Review
from reviews.plugins.doors import Refused, plugin_route, shop_number

_ENGLISH = {"en", "eng"}


def _nothing(message: str, status: int) -> HttpResponse:
    """A browser asks here, so what is not there is a 404."""
    return HttpResponse(message, status=404 if status == 400 else status, content_type="text/plain; charset=utf-8")


@plugin_route("GET", "HEAD", refusal=_nothing)
def profile(request: HttpRequest, shop_id: str, language: str | None = None, **_names: Any) -> HttpResponse:
    """The shop's page; its name in the address is decoration."""
    return HttpResponseRedirect(addresses.shop_page(_listed(int(shop_id)).pk, _ours(language or "nl")))


@plugin_route("GET", "HEAD", refusal=_nothing)
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    found = Review.objects.public().filter(pk=review_id).first() if review_id < 2**63 else None
    if found is None:
        raise Refused("There is no such review.")
    return HttpResponseRedirect(addresses.shop_page(found.shop_id, found.language))


@plugin_route("GET", "HEAD", refusal=_nothing)
def seal(request: HttpRequest, shop_id: int, **_parts: Any) -> HttpResponse:
    """Icon, logo and hero of a shop: our picture of its mark."""
    return HttpResponseRedirect(f"/w/seal/{_listed(shop_id).pk}.svg")


@plugin_route("GET", "HEAD", refusal=_nothing)
def banner(request: HttpRequest, shop_id: int, **_parts: Any) -> HttpResponse:
    """A banner under whatever number: the badge, with the score of today."""
    return HttpResponseRedirect(f"/w/badge/{_listed(shop_id).pk}.svg")


@plugin_route("GET", "HEAD", refusal=_nothing)
def widget(request: HttpRequest) -> HttpResponse:
    """The frame with reviews; layout and colours were another site's."""
    shop = _listed(shop_number(request.GET.get("id", "")))
    suffix = ".en" if _ours(request.GET.get("language", "")) == "en" else ""
    return HttpResponseRedirect(f"/w/frame/{shop.pk}{suffix}.html")


def _listed(shop_id: int) -> Shop:
    shop = Shop.objects.listed().filter(pk=shop_id).first() if shop_id < 2**63 else None
    if shop is None:
        raise Refused("There is no such webshop.")
    return shop


def _ours(language: str) -> str:
    return "en" if language in _ENGLISH else "nl"
