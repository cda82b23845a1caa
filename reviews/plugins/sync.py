"""Where a shop wants its product reviews pushed: its plugin tells us (plugin API 2.8).

Shopware tells it with every product of an order instead (order_data.py).
"""

import json
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse

from reviews.models import SyncAddress
from reviews.plugins.doors import MISSING, Refused, key_behind, plugin_route
from reviews.plugins.reading import MOST_BYTES


@plugin_route("POST")
def sync_url(request: HttpRequest) -> HttpResponse:
    """Credentials stand in the body here. The answer is an empty object: one client wants an array or nothing."""
    said = _body(request)
    key = key_behind(request, str(said.get("webshop_id") or ""), str(said.get("api_key") or ""))
    url = str(said.get("url") or "").strip()
    if not url:
        raise Refused(MISSING)
    if not _is_web_address(url):
        raise Refused("The url is not a web address.")
    now = request.now  # type: ignore[attr-defined]  # put there by keurmerk.middleware
    SyncAddress.register(key.shop, url, actor=f"plugin:{key.pk}", at=now)
    return JsonResponse({})


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Refused("The request is too large.")
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as fault:
        raise Refused(MISSING) from fault
    return found if isinstance(found, dict) else {}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None and len(url) <= 500
