"""Seal, badge and reviews as SVG: true without script, fitted to any name, grey when there is no mark."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from frontend.templatetags.dutch import day
from frontend.widgets import wording
from frontend.widgets.card import PublicReview, ShopCard, Status, plain
from frontend.widgets.fitting import Fitted, cut, fit, wrap
from frontend.widgets.mark import Mark

INSIDE = 260  # pixels: the room for text in a review's card
_HEIGHTS = {1: (33, (53,)), 2: (27, (45, 61)), 3: (23, (38, 52, 65))}  # pixels: the head's, the lines' base


def seal(card: ShopCard, mark: Mark) -> str:
    """A member's seal names the one host it is true for (terms 5.7)."""
    if card.shows_mark:
        lines = [fit(wording.label(card.status), 134, (13, 12, 11, 10)), fit(card.host, 134, (12, 11, 10))]
    else:
        lines = [Fitted(line, 12) for line in wrap(wording.standing(card), 134, 12, 2)]
    head = mark.name if card.shows_mark else gettext("Not a member")
    return _draw("seal", card, mark, head=fit(head, 130, (17, 15, 13), bold=True), lines=lines)


def badge(card: ShopCard, mark: Mark) -> str:
    return _draw("badge", card, mark, **_tile(card, mark))


def reviews(card: ShopCard, mark: Mark) -> str:
    """The latest review and the score; narrow enough for a telephone, as high as the widget that takes its place."""
    shown = _review(card.reviews[0]) if card.reviews and card.shows_mark else None
    return _draw("reviews", card, mark, review=shown, **_score_line(card), **_tile(card, mark))


def _tile(card: ShopCard, mark: Mark) -> dict[str, Any]:
    """The lines beside the mark: a score, or the standing in words. An aspirant's always says so (terms 5.3)."""
    if not card.shows_mark:
        return _lines(gettext("Not a member"), [wording.standing(card)])
    if card.score is None:
        return _lines(mark.name, [wording.label(card.status), gettext("No reviews yet")])
    told = [wording.reviews_counted(card), wording.period()]
    return _lines("", told + ([wording.label(card.status)] if card.status == Status.ASPIRANT else []))


def _lines(head: str, lines: list[str]) -> dict[str, Any]:
    top, heights = _HEIGHTS[len(lines)]
    fitted = [fit(line, 140, (13, 12, 11, 10) if len(lines) < 3 else (12, 11, 10)) for line in lines]
    return {
        "top": top,
        "head": fit(head, 140, (16, 14, 12), bold=True),
        "lines": list(zip(heights, fitted, strict=True)),
    }


def _score_line(card: ShopCard) -> dict[str, Any]:
    if card.score is None:
        return {}
    return {"out_of": wording.out_of_five(card), "counted": f"{wording.reviews_counted(card)}, {wording.period()}"}


def _review(review: PublicReview) -> dict[str, Any]:
    return {
        "stars": review.stars,
        "title": Fitted(cut(plain(review.title), INSIDE, 15, bold=True), 15),
        "text": list(zip((76, 97, 118), wrap(plain(review.text), INSIDE, 15, 3), strict=False)),
        "who": cut(f"{plain(review.name)}, {day(review.published_at)}", INSIDE, 13),
        "verified": review.verified,
    }


def _draw(picture: str, card: ShopCard, mark: Mark, **facts: Any) -> str:
    facts |= {"card": card, "told": f"{mark.name}: {wording.told(card)}", "view_box": mark.view_box}
    facts["shapes"] = mark_safe(mark.shapes)  # the installation's own picture
    return render_to_string(f"widgets/{picture}.svg", facts)
