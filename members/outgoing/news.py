"""What a shop's own software can hear of: every app adds its kinds, and tells them from its own reactions.

Facts go down as arguments: members knows the shop and its endpoints, and nothing of reviews or invoices.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django_q.tasks import async_task

from keurmerk.canonical import moment
from keurmerk.models import Event
from members.models import Shop, WebhookEndpoint, WebhookMessage

Facts = Mapping[str, Any]
KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """A kind of news: its name in the message, in words, and what `data` looks like. Ids and public facts only."""

    name: str
    words: str | Promise
    example: Facts

    def __post_init__(self) -> None:
        if self.name in KINDS:
            raise ValueError(f"Two kinds of news are called {self.name}")
        KINDS[self.name] = self

    def message(self, facts: Facts, at: datetime) -> dict[str, Any]:
        """As Standard Webhooks wants it; `at` is when it happened, not when it is sent."""
        return {"type": self.name, "timestamp": moment(at), "data": dict(facts)}

    def payload(self, facts: Facts, at: datetime) -> str:
        """The very text that is sent, and signed, at every attempt."""
        return json.dumps(self.message(facts, at), ensure_ascii=False)


def tell(shops: Shop | Iterable[Shop], kind: Kind, event: Event, facts: Facts) -> int:
    """Writes it down for every endpoint of these shops that wants it, and has it sent. Says for how many.

    Told again about the same event, it adds nothing. `data` begins with the shop's own number.
    """
    wanted = [shops] if isinstance(shops, Shop) else list(shops)
    told = 0
    with transaction.atomic():
        for shop in wanted:
            endpoints = [each for each in WebhookEndpoint.objects.of(shop) if each.hears(kind.name)]
            if endpoints:
                payload = kind.payload({"shop": shop.pk, **facts}, event.happened_at)
                told += WebhookMessage.write(endpoints, kind.name, payload, event=event.pk, at=event.happened_at)
        if told:
            hand_over()
    return told


def hand_over() -> None:
    """Has what was written down sent: the queue row is part of the caller's transaction."""
    async_task("members.outgoing.sending.send", task_name="webhooks")
