"""Product reviews on their way to the shop's own site: here we are the client (plugin API 2.9).

The protocol has no key against doubles: an answer that is lost after the shop took a review makes a second copy there.
"""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from keurmerk.outside.guard import Fetched, Guard, Limits
from keurmerk.outside.unreadable import Unreadable
from reviews.models import PluginKey, ProductReview, Push
from reviews.plugins.moments import stamp

LIMITS = Limits(size=65_536, connect=3, read=5, total=8)  # less than the lock on a push is waited for
_LOCALES = {"nl": "nl-NL", "en": "en-GB"}
_Problem = Push.Problem
# What a status means, and whether another time may be better: a key that is being replaced, a server that restarts.
_MEANINGS = {
    401: (_Problem.KEY, True),
    403: (_Problem.SWITCHED_OFF, True),
    404: (_Problem.UNKNOWN, False),
    408: (_Problem.UNREACHABLE, True),
    429: (_Problem.BROKEN, True),
}


def push(waiting: Push, now: datetime) -> None:
    """Brings the shop's copy in step: makes it, changes it, or takes it away. Call with the row locked."""
    review = waiting.review
    url = review.product.sync_url or getattr(getattr(review.shop, "sync_address", None), "url", "")
    key = PluginKey.objects.of(review.shop).working().first()
    if not review.is_public and not waiting.shop_review_id:
        waiting.settle("", at=now)  # there is no copy to take away
    elif key is None:
        waiting.stumble(_Problem.NO_KEY, again=True, at=now)
    else:
        _hand_over(waiting, url, message(waiting, key), now)


def _hand_over(waiting: Push, url: str, said: dict[str, Any], now: datetime) -> None:
    try:
        answer = client().post(url, json.dumps(said).encode(), content_type="application/json")
    except Unreadable:
        waiting.stumble(_Problem.UNREACHABLE, again=True, at=now)
        waiting.postpone_others()
        return
    deleted, known = said["product_review"]["deleted"], waiting.shop_review_id
    if answer.status == 200:
        waiting.settle("" if deleted else _number_in(answer) or known, at=now)
    elif answer.status == 404 and deleted:
        waiting.settle("", at=now)  # gone already
    elif answer.status == 404 and known:
        waiting.forget_copy(at=now)
    else:
        problem, again = _MEANINGS.get(answer.status, (_Problem.REFUSED, False))
        if answer.status >= 500:
            problem, again = _Problem.BROKEN, True
        waiting.stumble(problem, again=again, at=now)


def _number_in(answer: Fetched) -> str:
    """The shop's number of the review: an integer or a word of hexadecimal digits; nothing when it says none."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    number = said.get("review_id") if isinstance(said, dict) else None
    plain = isinstance(number, str | int) and not isinstance(number, bool) and number
    return str(number)[:64] if plain else ""


def message(waiting: Push, key: PluginKey) -> dict[str, Any]:
    """What the shop's receiver reads. It wants every field there, and no text empty."""
    review = waiting.review
    with translation.override(review.language):
        name = review.display_name or _("Anonymous")
    title = review.title or review.product.name
    return {
        "webshop_id": review.shop_id,
        "api_key": key.code,
        "product_review": {
            "id": waiting.shop_review_id or None,
            "product_id": review.product.external_id,
            "title": title,
            "review": review.text or title,
            "rating": review.stars,
            "created": stamp(review.published_at),
            "deleted": not review.is_public,
            "reviewer": {"name": name, "email": address_of(review) or _nobody()},
            "locale": _LOCALES.get(review.language, "nl-NL"),
        },
    }


def address_of(review: ProductReview) -> str:
    """The buyer's address as the shop gave it to us with the order (rulebook 1.4): there is no other way in.

    Plugins find their copy by number, product and address, also to delete it, so it goes along until the writer removes
    the review; without it the copy could never be taken away. Of reviews of the shop there are no copies to find, and
    the address is handed back for a year only (ratings.py).
    """
    return review.email or review.invitation.email


def _nobody() -> str:
    """An address for a writer whose own is forgotten: receivers refuse a review without one."""
    return f"removed@{urlsplit(settings.SITE_URL).hostname}"


def client() -> Guard:
    """The guarded client: a shop may name any address, and not every address may be called."""
    agent = f"{settings.BRAND['name']} (+{settings.SITE_URL})"
    return Guard(user_agent=agent, allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK, limits=LIMITS)
