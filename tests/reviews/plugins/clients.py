"""What the public plugins send, word for word in shape: request bodies per system, and their consent blocks."""

import hashlib
import hmac
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from reviews.models import PluginKey

ORDER_DATA = {
    "order": {"id": 4087, "status": "completed", "meta_data": [{}]},
    "customer": {"email": "jan@example.com"},
    "products": [
        {
            "id": 77,
            "name": "Fietsbel",
            "url": "https://shop.example/fietsbel",
            "image_url": "https://shop.example/fietsbel.jpg",
            "sku": "BEL-1",
            "gtin": "8712345678906",
            "reviews_allowed": True,
        }
    ],
    "invoice_address": {"city": "Zwolle"},
    "delivery_address": {"city": "Zwolle"},
}
_OPENCART = {"products": [{"product_id": "77", "model": "BEL-1", "ean": "8712345678906", "name": "Fietsbel",
                           "image_urls": ["https://shop.example/image/bel.jpg"]}]}  # fmt: skip
_VIRTUEMART = {"products": [{"virtuemart_product_id": "77", "product_name": "Fietsbel", "images": []}]}
_SHOPWARE = {
    "products": [
        {
            "id": "0123456789abcdef0123456789abcdef",
            "name": "Fietsbel",
            "url": "https://shop.example/fietsbel",
            "image_url": None,
            "gtin": None,
            "sku": "BEL-1",
            "mpn": None,
            "sync_url": "https://shop.example/webwinkelkeur/sync_product_reviews?salesChannelId=abc",
        }
    ]
}
_COMMON = {"email": "jan@example.com", "customer_name": "Jan Jansen", "delay": "3", "order_total": "19.950000"}

# system: body, how it travels, extra query, the number of the product it was for
ORDERS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "woocommerce": (
        {**_COMMON, "order": "4087", "language": "", "client": "wordpress", "phone_numbers[0]": "0612345678",
         "plugin_version": "3.29", "platform_version": "wp-6.8.2-wc-9.9.5", "max_invitations_per_email": "1",
         "order_data": json.dumps(ORDER_DATA)},
        "form", "", "77",
    ),
    "prestashop": (
        {**_COMMON, "order": "4087", "language": "nl_nl", "client": "prestashop", "platform_version": "8.1.6",
         "plugin_version": "$VERSION$", "order_data": json.dumps(ORDER_DATA)},
        "form", "", "77",
    ),
    "prestashop of old": (
        {"email": "jan@example.com", "order": "4087", "delay": "3", "noremail": "0", "customername": "Jan Jansen"},
        "form", "", "",
    ),
    "opencart": (
        {**_COMMON, "order": "4087", "language": "nl_nl", "client": "opencart3", "phone_numbers[0]": "",
         "platform_version": "3.0.3.8", "plugin_version": "$VERSION$", "order_data": json.dumps(_OPENCART)},
        "form", "&max_invitations_per_email=1", "77",
    ),
    "virtuemart": (
        {**_COMMON, "order": "VM0001", "language": "nl-NL", "client": "virtuemart", "phone_numbers[0]": "0612345678",
         "platform_version": "j-4.4.0-vm-4.2.4", "order_data": json.dumps(_VIRTUEMART)},
        "form", "", "77",
    ),
    "hikashop": ({**_COMMON, "order": "B4", "language": "nl-NL", "client": "hikashop"}, "form", "", ""),
    "magento 1": (
        {"email": "jan@example.com", "order": "000000123", "delay": "3", "customer_name": "Jan Jansen",
         "client": "magento1", "platform_version": "1.9.4.5", "language": "be",
         "order_data": json.dumps({"order": {}, "products": ORDER_DATA["products"]})},
        "multipart", "", "77",
    ),
    "magento 2": (
        {**_COMMON, "order": "000000123", "client": "magento2", "platform_version": "2.4.7", "plugin_version": "2.6.0",
         "noremail": "1", "language": "cus", "order_data": json.dumps({"products": ORDER_DATA["products"]})},
        "multipart", "", "77",
    ),
    "shopware": (
        {**_COMMON, "order": "10001", "language": "nl-NL", "client": "shopware", "order_data": json.dumps(_SHOPWARE)},
        "multipart", "", "0123456789abcdef0123456789abcdef",
    ),
    "php client": ({"email": "jan@example.com", "order": 4087, "delay": 1, "customer_name": "Jan Jansen",
                    "phone_numbers": ["0612345678"], "order_data": ORDER_DATA}, "json", "", "77"),
    "axios": ({"email": "jan@example.com", "order": "4087", "delay": 0, "language": "nl", "client": "node",
               "with_product_reviews": 1, "with_shop_reviews": 1, "order_data": ORDER_DATA}, "json", "", "77"),
}  # fmt: skip


def php_signature(key: PluginKey, facts: dict[str, Any]) -> str:
    """As PHP does it: hash_hmac("sha512", http_build_query($facts), "$id:$key"), written independently of ours."""
    said = {name: ("1" if value is True else value) for name, value in facts.items() if value is not None}
    query = urlencode(said, quote_via=lambda text, *_: quote(text, safe=" ").replace("~", "%7E").replace(" ", "+"))
    return hmac.new(f"{facts['webshopId']}:{key.code}".encode(), query.encode(), hashlib.sha512).hexdigest()


def _facts(key: PluginKey, **changed: Any) -> dict[str, Any]:
    facts = {"webshopId": str(key.shop_id), "orderNumber": "4087", "email": "jan@example.com", "firstName": "Jan"}
    return {**facts, "inviteDelay": 3, **changed}


def _signed(key: PluginKey, **changed: Any) -> dict[str, Any]:
    facts = _facts(key, **changed)
    return {**facts, "signature": php_signature(key, facts)}


def _wordpress(key: PluginKey) -> tuple[str, str]:
    text = json.dumps(_signed(key, firstName="J~n & Zn 'x'"))
    return text.replace("&", "\\u0026").replace("'", "\\u0027"), "4087"


def _magento1(key: PluginKey) -> tuple[str, str]:
    return json.dumps(_signed(key, orderNumber="000000123", inviteDelay="3")), "000000123"


def _shopware(key: PluginKey) -> tuple[str, str]:
    return json.dumps(_signed(key, webshopId=key.shop_id, inviteDelay=None), indent=4), "4087"


def _prestashop(key: PluginKey) -> tuple[str, str]:
    return f"\n    {json.dumps(_facts(key, orderNumber=1001))}\n", "1001"


def _magento2(key: PluginKey) -> tuple[str, str]:
    return f"\n  {html.escape(json.dumps(_facts(key, inviteDelay='3')))}\n", "4087"


BLOCKS: dict[str, Callable[[PluginKey], tuple[str, str]]] = {
    "wordpress": _wordpress,
    "magento1": _magento1,
    "shopware": _shopware,
    "prestashop": _prestashop,
    "magento2": _magento2,
}
