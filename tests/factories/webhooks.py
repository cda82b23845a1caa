"""Endpoints of webhooks for tests, and news for them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from keurmerk import outbox
from members.models import Shop, WebhookEndpoint, WebhookMessage
from members.outgoing import sending
from members.outgoing.news import KINDS
from tests.factories import members
from tests.factories.members import LONG_AGO


def endpoint(
    url: str = "https://shop.example/hooks",
    *,
    of: Shop | None = None,
    kinds: Sequence[str] = (),
    at: datetime = LONG_AGO,
) -> tuple[WebhookEndpoint, str]:
    """An endpoint that hears everything unless told otherwise, and its secret."""
    shop = of or members.shop()
    outbox.drain()  # what happened before is no news
    return WebhookEndpoint.make(shop, url, kinds=kinds, actor="test", at=at)


def message(to: WebhookEndpoint, *, at: datetime) -> WebhookMessage:
    """Written down, not sent yet."""
    to.test(actor="test", at=at)
    outbox.drain()
    found = to.messages.order_by("pk").last()
    assert found is not None
    return found


def send(at: datetime, **facts: Any) -> int:
    """What is due at this moment."""
    return sending.send_due(lambda: at, **facts)


def told(shop: Shop, *, since: int = 0) -> list[tuple[str, dict[str, Any]]]:
    """What the software of this shop was told, in order: kind and data. Each is as its example promised."""
    outbox.drain()
    found = []
    for each in WebhookMessage.objects.filter(endpoint__shop=shop, pk__gt=since).order_by("event", "pk"):
        data = json.loads(each.payload)["data"]
        assert data["shop"] == shop.pk
        assert set(data) == set(KINDS[each.kind].example), each.kind
        found.append((each.kind, data))
    return found
