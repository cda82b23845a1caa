"""schema.org as JSON-LD in a page: data for search engines, that can never become a script."""

import json
from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from frontend.widgets.card import plain, public_name
from keurmerk.links import absolute
from members.models import Shop
from reviews.models import Rating, Review

_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(facts: Mapping[str, Any]) -> SafeString:
    """The element that holds these facts; "</script>" in a name stays text."""
    written = json.dumps({"@context": "https://schema.org", **facts}, ensure_ascii=False)
    escaped = mark_safe(written.translate(_HARMLESS))  # whatever could end the element is escaped
    return format_html('<script type="application/ld+json">{}</script>', escaped)


def aggregate(score: Decimal | str, count: int) -> dict[str, Any]:
    """A mean on a scale of 1 to 5, with how many reviews it is made of."""
    said = {"@type": "AggregateRating", "ratingValue": str(score), "reviewCount": count}
    return {**said, "bestRating": "5", "worstRating": "1"}


def of_shop(shop: Shop, rating: Rating | None, shown: Iterable[Review]) -> SafeString:
    """A member with its score and the reviews that the page shows: what people read, and nothing else."""
    page = absolute(reverse("public:shop", kwargs={"shop_id": shop.pk}))
    facts: dict[str, Any] = {"@type": "Organization", "@id": page, "name": plain(shop.name), "url": shop.url}
    facts |= {"legalName": plain(shop.member.legal_name), "sameAs": page}
    if rating and rating.count and rating.mean is not None:
        facts["aggregateRating"] = aggregate(rating.mean.quantize(Decimal("0.1"), ROUND_FLOOR), rating.count)
    told = [_review(each) for each in shown]
    return script(facts | ({"review": told} if told else {}))


def _review(review: Review) -> dict[str, Any]:
    stars = {"@type": "Rating", "ratingValue": review.stars, "bestRating": 5, "worstRating": 1}
    facts = {
        "@type": "Review",
        "author": {"@type": "Person", "name": public_name(review.display_name)},
        "datePublished": review.published_at.date().isoformat(),
        "reviewRating": stars,
        "reviewBody": plain(review.text),
        "inLanguage": review.language,
    }
    return facts | ({"name": plain(review.title)} if review.title else {})
