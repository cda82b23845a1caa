"""The dump of an order that plugins send along: which products it was for. Whatever is odd is left out."""

import json
from collections.abc import Mapping
from typing import Any

from reviews.content import one_line
from reviews.orders import OrderedProduct

MOST_PRODUCTS = 50
_NUMBERS = ("id", "product_id", "virtuemart_product_id", "external_id")  # by client; the last is our own word


def products_in(order_data: object) -> tuple[OrderedProduct, ...]:
    """The products of an order: from text, as most plugins send it, or from an object. Each of them once."""
    if isinstance(order_data, str):
        try:
            order_data = json.loads(order_data)
        except (ValueError, RecursionError):
            return ()
    rows = order_data.get("products") if isinstance(order_data, Mapping) else None
    if isinstance(rows, Mapping):  # PHP writes a list with gaps as an object
        rows = list(rows.values())
    if not isinstance(rows, list):
        return ()
    found = (_product(row) for row in rows[:MOST_PRODUCTS] if isinstance(row, Mapping))
    return tuple({product.external_id: product for product in found if product}.values())


def _product(row: Mapping[str, Any]) -> OrderedProduct | None:
    external_id = _first(row, *_NUMBERS, most=80)
    if not external_id:
        return None
    return OrderedProduct(
        external_id=external_id,
        name=_first(row, "name", "title", most=200) or external_id,
        url=_link(row, "url"),
        image_url=_link(row, "image_url", "image_urls", "images"),
        sku=_first(row, "sku", "model", most=80),
        gtin=_first(row, "gtin", "ean", "gtin13", "upc", most=40),
        mpn=_first(row, "mpn", most=80),
        brand=_first(row, "brand", most=80),
        reviews_allowed=str(row.get("reviews_allowed", True)).lower() not in {"false", "0", "no"},
        sync_url=_link(row, "sync_url"),
    )


def _first(row: Mapping[str, Any], *names: str, most: int) -> str:
    """The first of these fields that says something; of a list, its first member."""
    for name in names:
        said = row.get(name)
        said = said[0] if isinstance(said, list) and said else said
        if isinstance(said, str | int | float) and not isinstance(said, bool) and (words := one_line(str(said), most)):
            return words
    return ""


def _link(row: Mapping[str, Any], *names: str) -> str:
    """A web address of the shop, or nothing; one that is too long is no address any more."""
    said = _first(row, *names, most=501)
    plain = said.startswith(("http://", "https://")) and " " not in said and len(said) <= 500
    return said if plain else ""
