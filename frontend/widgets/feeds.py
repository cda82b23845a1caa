"""Feeds for search engines and partners: seller ratings, product reviews, and the register."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from xml.etree.ElementTree import Element, SubElement, tostring

from frontend.widgets.card import PublicReview, ShopCard, plain
from frontend.widgets.mark import Mark

Item = TypeVar("Item")

XSI = "http://www.w3.org/2001/XMLSchema-instance"
SELLERS = "http://schemas.google.com/merchant_reviews/5.0"
SELLERS_SCHEMA = "http://www.gstatic.com/productsearch/static/reviews/5.0/merchant_reviews.xsd"
PRODUCTS_SCHEMA = "http://www.google.com/shopping/reviews/schema/product/2.3/product_reviews.xsd"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReview:
    """A review in a feed, and the shop it is about; `gone_at` when it is public no longer."""

    shop: int
    review: PublicReview
    changed_at: datetime
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerPage:
    """One file of the seller feed: it stands on its own, so it names the sellers of its reviews."""

    sellers: Sequence[ShopCard]
    gone: Sequence[tuple[int, datetime]] = ()
    reviews: Sequence[FeedReview] = field(default=())


def sellers(page: SellerPage) -> bytes:
    """Google's merchant review feed 5.0: members only; what is gone is named as gone."""
    feed = Element("feed", {"xmlns": SELLERS, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{SELLERS} {SELLERS_SCHEMA}"})
    for parent, card in _under(feed, "merchants", page.sellers):
        _seller(parent, card)
    for parent, (shop, moment) in _under(feed, "deleted_merchants", page.gone):
        _gone(parent, "deleted_merchant", shop, moment)
    for parent, each in _under(feed, "reviews", [each for each in page.reviews if not each.gone_at]):
        _seller_review(parent, each)
    for parent, each in _under(feed, "deleted_reviews", [each for each in page.reviews if each.gone_at]):
        _gone(parent, "deleted_review", each.review.id, each.gone_at or each.changed_at)
    return _written(feed)


def products(reviews: Iterable[PublicReview], mark: Mark) -> bytes:
    """Google's product review feed 2.3. It names what is public now; what is gone is left out."""
    feed = Element("feed", {"xmlns:xsi": XSI, "xsi:noNamespaceSchemaLocation": PRODUCTS_SCHEMA})
    SubElement(feed, "version").text = "2.3"
    SubElement(SubElement(feed, "aggregator"), "name").text = plain(mark.name)
    publisher = SubElement(feed, "publisher")
    SubElement(publisher, "name").text = plain(mark.name)
    SubElement(publisher, "favicon").text = f"{mark.site}/w/mark.svg"
    parent = SubElement(feed, "reviews")
    for review in reviews:
        _product_review(parent, review)
    return _written(feed)


def register(cards: Sequence[ShopCard], *, page: int, pages: int, following: str | None) -> bytes:
    """Who is a member, and who was: one object per shop, in the order of their numbers."""
    facts = {"page": page, "pages": pages, "next": following, "shops": [_entry(card) for card in cards]}
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def _entry(card: ShopCard) -> dict[str, object]:
    return {
        "id": card.id,
        "name": plain(card.name),
        "host": card.host,
        "status": card.status,
        "since": card.since.isoformat() if card.since else None,
        "until": card.until.isoformat() if card.until else None,
        "score": None if card.score is None else float(card.score),
        "count": card.count if card.shows_mark else 0,
        "scale": "1-5",
        "url": card.page,
        "certificate": card.certificate,
    }


def _under(feed: Element, name: str, items: Sequence[Item]) -> Iterable[tuple[Element, Item]]:
    """The items with their container, which the schema forbids to be empty."""
    container = SubElement(feed, name) if items else feed
    return [(container, item) for item in items]


def _seller(parent: Element, card: ShopCard) -> None:
    seller = SubElement(parent, "merchant", id=str(card.id))
    SubElement(seller, "name").text = plain(card.name)
    SubElement(seller, "merchant_url").text = card.url
    SubElement(seller, "rating_url").text = card.page
    if card.since:
        SubElement(seller, "create_timestamp").text = f"{card.since.isoformat()}T00:00:00Z"


def _seller_review(parent: Element, each: FeedReview) -> None:
    review = SubElement(parent, "review", id=str(each.review.id), mid=str(each.shop))
    if each.review.name:
        SubElement(review, "reviewer_name").text = plain(each.review.name)
    SubElement(review, "create_timestamp").text = _moment(each.review.published_at)
    SubElement(review, "last_update_timestamp").text = _moment(each.changed_at)
    SubElement(review, "country_code").text = "NL"
    if each.review.title:
        SubElement(review, "title").text = plain(each.review.title)
    SubElement(review, "content").text = plain(each.review.text)
    _stars(review, each.review.stars)
    SubElement(review, "collection_method").text = "after_fulfillment" if each.review.verified else "unsolicited"


def _product_review(parent: Element, each: PublicReview) -> None:
    if each.product is None:
        return
    review = SubElement(parent, "review")
    SubElement(review, "review_id").text = str(each.id)
    name = SubElement(SubElement(review, "reviewer"), "name")
    name.text = plain(each.name) or "Anonymous"
    if not each.name:
        name.set("is_anonymous", "true")
    SubElement(review, "review_timestamp").text = _moment(each.published_at)
    if each.title:
        SubElement(review, "title").text = plain(each.title)
    SubElement(review, "content").text = plain(each.text)
    SubElement(review, "review_url", type="singleton").text = each.page
    _stars(review, each.stars)
    product = SubElement(SubElement(review, "products"), "product")
    known = {kind: plain(getattr(each.product, kind)) for kind in ("gtin", "mpn", "sku", "brand")}
    if any(known.values()):
        ids = SubElement(product, "product_ids")
        for kind, value in known.items():
            if value:
                SubElement(SubElement(ids, f"{kind}s"), kind).text = value
    SubElement(product, "product_name").text = plain(each.product.name)
    SubElement(product, "product_url").text = each.product.url
    SubElement(review, "is_spam").text = "false"
    SubElement(review, "collection_method").text = "post_fulfillment"


def _stars(parent: Element, stars: int) -> None:
    overall = SubElement(SubElement(parent, "ratings"), "overall", min="1", max="5")
    overall.text = str(stars)


def _gone(parent: Element, name: str, number: int, moment: datetime) -> None:
    SubElement(SubElement(parent, name, id=str(number)), "last_update_timestamp").text = _moment(moment)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _written(feed: Element) -> bytes:
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written
