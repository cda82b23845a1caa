"""The data file the widgets read. Its keys are a promise to shops and partners: add, never change."""

import json
from typing import Any

from django.utils import translation

from frontend.widgets.card import (
    SHOWN_REVIEWS,
    WINDOW_MONTHS,
    InvitationFigures,
    PublicReview,
    ShopCard,
    clipped,
    plain,
)
from frontend.widgets.mark import Mark
from frontend.widgets.wording import GERMAN, label

LONGEST_TEXT = 240  # characters; the widget shows two lines, the member page the rest


def as_json(card: ShopCard, mark: Mark) -> str:
    """Score on a scale of 1 to 5 over the last 12 months; null without reviews or without a mark."""
    return json.dumps(_facts(card, mark), ensure_ascii=False, separators=(",", ":"))


def _facts(card: ShopCard, mark: Mark) -> dict[str, Any]:
    shown = card.reviews[:SHOWN_REVIEWS] if card.shows_mark else ()
    return {
        "id": card.id,
        "name": plain(card.name),
        "host": card.host,
        "status": card.status,
        "member": card.shows_mark,
        "label": _labels(card),
        "since": card.since.isoformat() if card.since else None,
        "until": card.until.isoformat() if card.until else None,
        "score": None if card.score is None else float(card.score),
        "count": card.count if card.shows_mark else 0,
        "best": 5,
        "worst": 1,
        "scale": "1-5",
        "period": f"last {WINDOW_MONTHS} months, verified shop reviews",
        "window_months": WINDOW_MONTHS,
        "total": card.total if card.shows_mark else 0,
        "invitations": _invitations(card.invitations),
        "mark": mark.name,
        "url": card.page,
        "certificate": card.certificate,
        "method": mark.method,
        "updated": card.updated_at.isoformat(timespec="seconds") if card.updated_at else None,
        "reviews": [_review(review) for review in shown],
    }


def _invitations(figures: InvitationFigures | None) -> dict[str, Any] | None:
    """Of the orders that the shop reported, how many buyers were asked; what is neither still waits for its day."""
    if figures is None:
        return None
    return {
        "since": figures.since.isoformat(),
        "until": figures.until.isoformat(),
        "orders_reported": figures.reported,
        "invited": figures.invited,
        "not_invited": figures.not_invited,
    }


def _labels(card: ShopCard) -> dict[str, str]:
    found = {"de": GERMAN[card.status]}
    for language in ("nl", "en"):
        with translation.override(language):
            found[language] = label(card.status)
    return found


def _review(review: PublicReview) -> dict[str, Any]:
    return {
        "id": review.id,
        "stars": review.stars,
        "title": plain(review.title),
        "text": clipped(plain(review.text), LONGEST_TEXT),
        "name": plain(review.name),
        "lang": review.language,
        "verified": review.verified,
        "published": review.published_at.date().isoformat(),
        "reply": clipped(plain(review.reply), LONGEST_TEXT) or None,
    }
