"""The picture that goes with a link to a page of ours on other sites: a shop's score, or only our name."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from frontend.access import HouseRequest, visitor
from frontend.templatetags.stars import score as shown
from frontend.widgets import wording
from frontend.widgets.card import ShopCard, clipped, plain
from frontend.widgets.facts import brief, installed_mark
from keurmerk import clock
from members.models import Shop
from reviews.models import Rating

_TEMPLATE = Path(__file__).parents[1] / "score_card.typ"
LONGEST_NAME = 60  # characters; two lines
FRESH = "public, max-age=3600, stale-while-revalidate=86400"


def of_shop(shop_id: int) -> dict[str, Any]:
    """What the picture of this shop says, from the facts that its badge has too. 404 when it was never approved."""
    shop = get_object_or_404(Shop.objects.listed().with_standing().select_related("rating"), pk=shop_id)
    rating = getattr(shop, "rating", None) or Rating(shop=shop)
    card = brief(shop, rating.at(clock.now()))
    return {**_house(), "title": clipped(plain(shop.name), LONGEST_NAME), "line": _line(card), **_score(card)}


def of_house() -> dict[str, Any]:
    """What the picture of our other pages says."""
    said = _("Webshops that were inspected, and reviews that nobody can make disappear.")
    return {**_house(), "title": settings.BRAND["name"], "line": settings.SITE_URL.partition("//")[2], "counted": said}


def _house() -> dict[str, Any]:
    mark = installed_mark()
    return {"brand": mark.name, "mark": mark.picture, "language": get_language() or "nl", "score": None, "number": ""}


def _line(card: ShopCard) -> str:
    return f"{card.host} · {wording.standing(card)}"


def _score(card: ShopCard) -> dict[str, Any]:
    if card.score is None:
        return {"counted": _("Inspected and reviewed: read what customers say.") if card.shows_mark else ""}
    counted = f"{wording.reviews_counted(card)}, {wording.period()}"
    return {"score": float(card.score), "number": shown(card.score), "counted": counted}


def drawn(facts: Mapping[str, Any]) -> bytes:
    """The picture as PNG, 1200 by 630 pixels."""
    made: bytes = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(facts)},
        format="png",
        ppi=72,
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[settings.BASE_DIR / "billing" / "fonts"])


def _facts(shop_id: int | None) -> dict[str, Any]:
    return of_shop(shop_id) if shop_id else of_house()


def _digest(request: HttpRequest, shop_id: int | None = None) -> str:
    return f'"{hashlib.sha256(json.dumps(_facts(shop_id)).encode()).hexdigest()[:24]}"'


@visitor
@require_safe
@condition(etag_func=_digest)
def score_card(request: HouseRequest, shop_id: int | None = None) -> HttpResponse:
    """Drawn when somebody asks and its facts changed; whoever has it already is told so."""
    answer = HttpResponse(drawn(_facts(shop_id)), content_type="image/png")
    answer["Cache-Control"] = FRESH
    return answer


urlpatterns = [
    path("card.png", score_card, name="house_card"),
    path("shops/<int:shop_id>/card.png", score_card, name="score_card"),
]
