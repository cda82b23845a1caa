"""Which feed files there are: pages of a fixed size in a fixed order, so that old pages seldom change."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar

from frontend.widgets import feeds
from frontend.widgets.card import ShopCard, Status
from frontend.widgets.facts import installed_mark, public_product_review, public_review, register
from frontend.widgets.feeds import FeedReview, SellerPage
from frontend.widgets.mark import Mark
from keurmerk.calendar import start_of_day
from reviews.models import ProductReview, Review

Item = TypeVar("Item")

SHOPS, REVIEWS = 1000, 5000  # in one file


def all_pages() -> Iterator[tuple[str, bytes]]:
    """Path under the published folder and bytes, one file at a time."""
    mark, cards = installed_mark(), list(register())
    paths = []
    for path, data in chain(_register(cards, mark), _products(cards, mark), _sellers(cards)):
        paths.append(path)
        yield path, data
    yield "feeds/index.json", json.dumps({"feeds": [f"{mark.site}/{path}" for path in paths]}).encode()


def _register(cards: Sequence[ShopCard], mark: Mark) -> Iterator[tuple[str, bytes]]:
    pages = list(_split(cards, SHOPS)) or [()]
    for number, page in enumerate(pages, 1):
        following = f"{mark.site}/{_path('register', number + 1, 'json')}" if number < len(pages) else None
        data = feeds.register(page, page=number, pages=len(pages), following=following)
        yield _path("register", number, "json"), data


def _products(cards: Sequence[ShopCard], mark: Mark) -> Iterator[tuple[str, bytes]]:
    """Of members, and of products that have a page in their shop: without it nobody can tell which one is meant."""
    members = [card.id for card in cards if card.shows_mark]
    known = ProductReview.objects.public().filter(shop_id__in=members).exclude(product__url="")
    number, last = 0, 0
    while number == 0 or last:
        number += 1
        rows = list(known.filter(pk__gt=last).select_related("product").order_by("pk")[:REVIEWS])
        last = rows[-1].pk if len(rows) == REVIEWS else 0
        yield _path("google/products", number, "xml"), feeds.products(map(public_product_review, rows), mark)


def _sellers(cards: Sequence[ShopCard]) -> Iterator[tuple[str, bytes]]:
    """Page 1 names every member and who is one no longer; each page names the sellers of its reviews."""
    members = {card.id: card for card in cards if card.shows_mark}
    gone = [(card.id, start_of_day(card.until)) for card in cards if card.status == Status.ENDED and card.until]
    number, last = 0, 0
    while number == 0 or last:
        number += 1
        page = _reviews_after(last, members)
        last = page[-1].review.id if len(page) == REVIEWS else 0
        named = members.values() if number == 1 else [members[shop] for shop in sorted({each.shop for each in page})]
        data = feeds.sellers(SellerPage(sellers=list(named), gone=gone if number == 1 else (), reviews=page))
        yield _path("google/sellers", number, "xml"), data


def _reviews_after(last: int, members: dict[int, ShopCard]) -> list[FeedReview]:
    rows = Review.objects.with_reply().filter(pk__gt=last, shop_id__in=members).order_by("pk")[:REVIEWS]
    return [
        FeedReview(
            shop=row.shop_id,
            review=public_review(row),
            changed_at=row.edited_at or row.published_at,
            gone_at=None if row.is_public else row.removed_at,
        )
        for row in rows
    ]


def _split(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _path(name: str, number: int, ending: str) -> str:
    return f"feeds/{name}.{ending}" if number == 1 else f"feeds/{name}-{number}.{ending}"
