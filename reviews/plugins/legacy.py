"""The endpoints of 2015, which some shops still call (plugin API 2.11): plain text and XML."""

from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from keurmerk import clock
from keurmerk.links import absolute
from reviews.models import AlreadyInvited, Invitation, Rating, Review
from reviews.plugins.doors import key_of, plugin_route
from reviews.plugins.reading import order_from
from reviews.scoring import out_of_ten


def _plain(message: str, _status: int = 200) -> HttpResponse:
    return HttpResponse(f"Error: {message}", content_type="text/plain; charset=utf-8")


@plugin_route("GET", "POST", refusal=_plain)
def invite(request: HttpRequest) -> HttpResponse:
    """An order in the query string; the answer starts with "Success:", whatever came before it."""
    key = key_of(request, under="password")
    said: dict[str, Any] = {
        **request.GET.dict(),
        "language": request.GET.get("lang") or request.GET.get("language", ""),
    }
    try:
        Invitation.schedule(key.shop, order_from(said), actor=f"plugin:{key.pk}", at=clock.now())
    except AlreadyInvited:
        return HttpResponse("Success: invite already sent for this order.", content_type="text/plain; charset=utf-8")
    return HttpResponse("Success: invite added to queue.", content_type="text/plain; charset=utf-8")


@plugin_route("GET", refusal=_plain)
def statistics(request: HttpRequest) -> HttpResponse:
    """Counts and means as XML; with `showall` the reviews too."""
    shop = key_of(request, under="password").shop
    rating = Rating.objects.filter(shop=shop).first() or Rating(shop=shop)
    root = ET.Element("webwinkelkeur")
    for name, value in _figures(rating).items():
        ET.SubElement(root, name).text = str(value)
    ET.SubElement(root, "company").text = shop.name
    ET.SubElement(root, "link").text = absolute(f"/shops/{shop.pk}/")
    if request.GET.get("showall"):
        reviews = ET.SubElement(root, "reviews")
        for review in shop.reviews.public().written_here().newest_first()[:1000]:
            _add(reviews, review)
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _figures(rating: Rating) -> dict[str, Any]:
    stars = {int(n): times for n, times in rating.distribution.items()}
    groups = {
        "positive": stars.get(4, 0) + stars.get(5, 0),
        "neutral": stars.get(3, 0),
        "negative": stars.get(1, 0) + stars.get(2, 0),
    }
    figures = {
        "votes": rating.count,
        "average": f"{out_of_ten(rating.mean):.1f}",
        "average_stars": f"{rating.mean or 0:.1f}",
    }
    for name, number in groups.items():
        figures[f"number_{name}"] = number
        figures[f"percentage_{name}"] = round(100 * number / rating.count) if rating.count else 0
    return figures


def _add(reviews: ET.Element, review: Review) -> None:
    row = ET.SubElement(reviews, "review")
    facts = {
        "hash": review.pk,
        "name": review.display_name,
        "experience": review.text,
        "date": f"{localtime(review.published_at):%Y-%m-%d}",
        "rating": review.stars,
    }
    for name, value in facts.items():
        ET.SubElement(row, name).text = str(value)
    scores = ET.SubElement(row, "ratings")
    parts = {
        "delivery_time": review.delivery,
        "userfriendlyness": review.service,
        "price_quality": review.price,
        "aftersales": review.aftersales,
    }
    for name, given in parts.items():
        ET.SubElement(scores, name).text = str(given or 0)
