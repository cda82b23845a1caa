"""Product reviews for the shop's own pages: as JSON, and as Google's product-review feed 2.3 (plugin API 2.4).

What is out of sight stays in the list as deleted, for a shop keeps copies and must throw them away.
"""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from keurmerk.links import absolute
from reviews import addresses
from reviews.models import ProductReview
from reviews.models.product_review import ProductReviewQuerySet
from reviews.plugins.doors import key_of, page_of, plugin_route, reader_of
from reviews.plugins.moments import moment_in, stamp, zoned
from reviews.plugins.paging import rows_of
from reviews.plugins.push import address_of

MOST_IN_A_FEED = 5000
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = "http://www.google.com/shopping/reviews/schema/product/2.3/product_reviews.xsd"


@plugin_route("GET")
def product_reviews(request: HttpRequest) -> HttpResponse:
    """No status envelope here: the client reads `total` and the list."""
    rows = key_of(request).shop.product_reviews.all()
    if product := request.GET.get("product_id"):
        rows = rows.filter(product__external_id=product)
    page = rows_of(rows, page_of(request, "limit"), by="published_at").select_related("product", "invitation")
    return JsonResponse({"total": rows.count(), "product_reviews": [_row(review) for review in page]})


def _row(review: ProductReview) -> dict[str, Any]:
    return {
        "id": review.pk,
        "reviewer": {"name": review.display_name, "email": address_of(review)},
        "rating": review.stars,
        "review": words_of(review),
        "product_id": review.product.external_id,
        "deleted": not review.is_public,
        "created": stamp(review.published_at),
    }


def words_of(review: ProductReview) -> str:
    """Title and text, while everybody may read them."""
    return "\n".join(filter(None, [review.title, review.text])) if review.is_public else ""


def xml_envelope(message: str, _status: int = 200) -> HttpResponse:
    """A refusal as the reader of the feed knows it, with HTTP 200."""
    root = ET.Element("response")
    ET.SubElement(root, "status").text = "error"
    ET.SubElement(root, "message").text = message
    return as_xml(root)


@plugin_route("GET", refusal=xml_envelope)
def product_feed(request: HttpRequest) -> HttpResponse:
    """What changed last stands first: its `modified` comes back to us as `last_synced`."""
    key, secret = reader_of(request)
    detailed = secret and request.GET.get("detailed", "") not in {"", "0", "false"}
    rows = _changed(key.shop.product_reviews.all(), request.GET.get("last_synced", ""), detailed=detailed)
    return as_xml(_feed(rows.select_related("product", "invitation", "shop")[:MOST_IN_A_FEED], detailed=detailed))


def _changed(rows: ProductReviewQuerySet, said: str, *, detailed: bool) -> ProductReviewQuerySet:
    since = moment_in(said)
    if since:
        rows = rows.filter(changed_at__gt=since)
    return (rows if detailed else rows.public()).latest_changed_first()


def _feed(reviews: Sequence[ProductReview] | ProductReviewQuerySet, *, detailed: bool) -> ET.Element:
    feed = ET.Element("feed", {"xmlns:xsi": _XSI, "xsi:noNamespaceSchemaLocation": _SCHEMA})
    ET.SubElement(feed, "version").text = "2.3"
    ET.SubElement(ET.SubElement(feed, "aggregator"), "name").text = settings.BRAND["name"]
    publisher = ET.SubElement(feed, "publisher")
    ET.SubElement(publisher, "name").text = settings.BRAND["name"]
    ET.SubElement(publisher, "favicon").text = absolute("/favicon.ico")
    parent = ET.SubElement(feed, "reviews")
    for review in reviews:
        entry = _entry(parent, review)
        if detailed:
            _add_details(entry, review)
    return feed


def _entry(parent: ET.Element, review: ProductReview) -> ET.Element:
    entry = ET.SubElement(parent, "review")
    ET.SubElement(entry, "review_id").text = str(review.pk)
    name = ET.SubElement(ET.SubElement(entry, "reviewer"), "name")
    name.text = review.display_name or "Anonymous"
    if not review.display_name:
        name.set("is_anonymous", "true")
    ET.SubElement(entry, "review_timestamp").text = zoned(review.published_at)
    if review.title and review.is_public:
        ET.SubElement(entry, "title").text = review.title
    ET.SubElement(entry, "content").text = review.text if review.is_public else ""
    ET.SubElement(entry, "review_url", type="singleton").text = addresses.product_review(review)
    ET.SubElement(ET.SubElement(entry, "ratings"), "overall", min="1", max="5").text = str(review.stars)
    _add_product(ET.SubElement(ET.SubElement(entry, "products"), "product"), review)
    ET.SubElement(entry, "is_spam").text = "false"
    ET.SubElement(entry, "collection_method").text = "post_fulfillment"
    return entry


def _add_product(parent: ET.Element, review: ProductReview) -> None:
    product = review.product
    known = {"gtins": ("gtin", product.gtin), "mpns": ("mpn", product.mpn), "skus": ("sku", product.sku)}
    known["brands"] = ("brand", product.brand)
    if any(value for _name, value in known.values()):
        ids = ET.SubElement(parent, "product_ids")
        for group, (name, value) in known.items():
            if value:
                ET.SubElement(ET.SubElement(ids, group), name).text = value
    ET.SubElement(parent, "product_name").text = product.name
    ET.SubElement(parent, "product_url").text = product.url or review.shop.url
    ET.SubElement(parent, "external_id").text = product.external_id


def _add_details(entry: ET.Element, review: ProductReview) -> None:
    """What a shop needs to keep its copy in step, beside what Google reads."""
    ET.SubElement(entry, "email").text = address_of(review)
    ET.SubElement(entry, "valid").text = "1" if review.is_public else "0"
    ET.SubElement(entry, "deleted").text = None if review.is_public else "1"
    ET.SubElement(entry, "modified").text = zoned(review.changed_at)


def as_xml(root: ET.Element) -> HttpResponse:
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
