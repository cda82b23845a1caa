"""Reviews of the shop and their summary (plugin API 2.3 and 2.5).

Mind the scales: `rating` is 1 to 5, `rating_average` is 0 to 10, its sub-scores are 0 to 5.
"""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from reviews.models import PluginKey, Rating, Review
from reviews.plugins.doors import page_of, plugin_route, reader_of, success
from reviews.plugins.moments import stamp
from reviews.plugins.paging import rows_of
from reviews.plugins.reading import language_of
from reviews.scoring import out_of_ten

_NAMES = {"shippingtime": "delivery", "customerservice": "service", "pricequality": "price", "aftersale": "aftersales"}


@plugin_route("GET")
def ratings(request: HttpRequest) -> HttpResponse:
    """Public reviews, newest first."""
    key, secret = reader_of(request)
    rows = key.shop.reviews.public().written_here()
    language = language_of(request.GET.get("language", ""))
    if language:
        rows = rows.filter(language=language)
    page = rows_of(rows, page_of(request, "limit"), by="published_at").select_related("reply", "invitation")
    found = [_row(review, key.shop.member.country, secret=secret) for review in page]
    total = rows.count() if language else _rating_of(key).public_count
    return success("Ratings successfully retrieved!", total=total, ratings=found)


def _row(review: Review, country: str, *, secret: bool) -> dict[str, Any]:
    reply = review.public_reply
    return {
        "id": review.pk,
        "name": review.display_name,
        "email": _address(review) if secret else "",
        "rating": review.stars,
        "ratings": {theirs: getattr(review, ours) or 0 for theirs, ours in _NAMES.items()},
        "comment": "\n".join(filter(None, [review.title, review.text])) or None,
        "date": f"{localtime(review.published_at):%Y-%m-%d}",
        "country": country,
        "language": review.language,
        "created": stamp(review.published_at),
        "read": True,
        "quarantine": False,
        "verified": review.verified,
        "reaction": reply.text if reply else "",
    }


def _address(review: Review) -> str:
    """The buyer's address, as the shop itself gave it to us with the order and as long as we keep it for that: a year.

    The protocol has the field and plugins know their customer by it; handed back to the secret key of the same shop it
    tells nothing that the shop did not tell us (rulebook 1.4, invitation). An address that its writer gave to us, with
    an open review, by a general link or in the store, is nobody else's: a shop never hears who wrote one (numbers.md
    6.5). Nobody gets an address with the public key.
    """
    return review.invitation.email if review.invitation else ""


@plugin_route("GET")
def summary(request: HttpRequest) -> HttpResponse:
    """The score of the last twelve months, converted to the scales that plugins know."""
    key, _ = reader_of(request)
    rating = _rating_of(key)
    facts = {
        "amount": rating.count,
        "rating_average": float(out_of_ten(rating.mean)),
        "ratings_average": {theirs: _score(getattr(rating, ours)) for theirs, ours in _NAMES.items()},
    }
    return success("Rating summary successfully retrieved!", data=facts)


def _rating_of(key: PluginKey) -> Rating:
    return Rating.objects.filter(shop=key.shop).first() or Rating(shop=key.shop)


def _score(mean: Decimal | None) -> float:
    return float(mean or 0)
