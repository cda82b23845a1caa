"""What every page knows: the brand, the mode, the languages, the moment, the visitor's shops."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

THEMES = {"light", "dark"}


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor for base.html; `my_shops` asks its query only in a shell that lists shops."""
    theme = request.COOKIES.get("theme", "")
    return {
        "brand": settings.BRAND,
        "site": settings.SITE_URL,
        "sandbox": settings.MODE == "sandbox",
        "languages": languages(request),
        "now": getattr(request, "now", None),
        "viewing": getattr(request, "viewing", None),
        "theme": theme if theme in THEMES else "",
        "my_shops": SimpleLazyObject(lambda: shops_of(request)),
    }


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in each language of the house: code, own name, URL, and whether it is shown now."""
    here = request.get_full_path()
    return [
        {"code": code, "name": name, "url": translate_url(here, code), "current": code == get_language()}
        for code, name in settings.LANGUAGES
    ]


def shops_of(request: HttpRequest) -> list[Any]:
    """The shops the visitor has a seat at, for the shop switcher."""
    from members.models import Shop  # the context must load before the apps are ready

    if not request.user.is_authenticated:
        return []
    return list(Shop.objects.run_by(request.user).order_by("name"))
