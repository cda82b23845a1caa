"""The script that shops of old plugins load: it asks for consent on the thank-you page, and shows our mark at the side.

One script for every page of a shop. It sets no cookie, keeps nothing, and calls nobody: what is interactive stands in
a frame of ours, for a strict shop lets our script in and our frames, and nothing else (plugin API 3.1).
"""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import visitor
from frontend.widgets.facts import card_without_reviews
from keurmerk import links
from members.models import Shop

FRESH = 600  # seconds: the plugins themselves ask anew every ten minutes
_SCRIPT = Path(__file__).with_name("sidebar.js")
_LOADER = Path(__file__).with_name("sidebar_loader.js")


@visitor
@require_safe
def sidebar(request: Any) -> HttpResponse:
    """JavaScript for whoever asks: without a number it is told by a global, and an unknown shop gets a script too."""
    number = request.GET.get("id", "")
    if not number:
        return _script(_read(_LOADER), links.absolute("/sidebar.js"))
    known = number.isascii() and number.isdigit() and len(number) <= 18
    shops = Shop.objects.listed().with_standing().select_related("rating")
    shop = shops.filter(pk=int(number)).first() if known else None
    return _script(_read(_SCRIPT), _facts(shop, request.now)) if shop else _script("// %s\n", "unknown webshop")


def _facts(shop: Shop, now: datetime) -> dict[str, Any]:
    score = card_without_reviews(shop, now).score
    return {
        "site": settings.SITE_URL,
        "shop": shop.pk,
        "language": shop.language,
        "name": settings.BRAND["name"],
        "shows": shop.shows_seal(),
        "score": None if score is None else float(score),
    }


def _script(text: str, facts: object) -> HttpResponse:
    """The script with its facts; "</script>" in a name stays text."""
    told = json.dumps(facts, ensure_ascii=True).replace("<", "\\u003c")
    answer = HttpResponse(text.replace("%s", told), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={FRESH}, stale-if-error=86400"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@lru_cache(maxsize=2)
def _read(script: Path) -> str:
    return script.read_text(encoding="utf-8")


urlpatterns = [
    path("sidebar.js", sidebar),
    path("js/sidebar.js", sidebar),
    path("webshops/sidebar.js", sidebar),
]
