"""Bird (Amsterdam), by its own client: https://bird.com/docs/api. Its words stay in this file."""

import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import httpx
from django.conf import settings

from reviews.texting import Answered, Forged, Moved, Refused, Taken, Text, Unavailable

with warnings.catch_warnings():  # one of its models has a field called schema
    warnings.simplefilter("ignore")
    from bird import APIConnectionError, APIStatusError, Bird, WebhookVerificationError

_TIMEOUT = 10.0
_NOT_MADE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)  # nothing left this machine
_LATER = {401, 402, 403, 408, 429, 503}  # our key, our balance, or their load: the message was not taken
_FAILED = {"undelivered", "failed", "rejected", "canceled", "expired"}


@lru_cache(maxsize=1)
def _client(key: str, url: str, secret: str) -> Bird:
    return Bird(
        api_key=key,
        base_url=url or None,
        webhook_secret=secret or None,
        timeout=_TIMEOUT,
        max_retries=0,  # the post decides what to send again
        default_headers={"Bird-Enrichment": "0"},  # tells nothing about what runs us
    )


class Provider:
    """One account, one sender; metadata carries our key."""

    @property
    def _bird(self) -> Bird:
        return _client(settings.BIRD_API_KEY, settings.BIRD_API_URL, settings.BIRD_WEBHOOK_SECRET)

    def send(self, text: Text) -> Taken | None:
        try:
            message = self._bird.sms.send(
                to=text.to,
                from_=settings.BIRD_SENDER,
                text=text.words,
                category="service",
                metadata={"key": text.key},
                smart_encoding=True,
                options={"idempotency_key": text.key},
            )
        except APIConnectionError as fault:
            if isinstance(fault.__cause__, _NOT_MADE):
                raise Unavailable from fault
            return None
        except APIStatusError as fault:
            _judge(fault)
            return None
        except ValueError:  # accepted, with an answer that cannot be read
            return None
        return _taken(message)

    def find(self, key: str, *, to: str, since: datetime) -> Taken | None:
        after = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            for message in self._bird.sms.list(to=to, direction="outbound", created_after=after, limit=100):
                if (message.metadata or {}).get("key") == key:
                    return _taken(message)
        except (APIConnectionError, APIStatusError, ValueError) as fault:
            raise Unavailable from fault
        return None

    def look_up(self, vendor_id: str) -> Taken | None:
        try:
            return _taken(self._bird.sms.get(vendor_id))
        except APIStatusError as fault:
            if fault.status_code == 404:
                return None
            raise Unavailable from fault
        except (APIConnectionError, ValueError) as fault:
            raise Unavailable from fault

    def heard(self, body: bytes, headers: Mapping[str, str]) -> Answered | Moved | None:
        try:
            event = self._bird.webhooks.unwrap(body, headers).root
        except WebhookVerificationError as fault:
            raise Forged from fault
        told: Any = event.data
        if event.type == "sms.received":
            return Answered(told.sms_id, told.from_, told.text or "")
        return Moved(told.sms_id) if event.type.startswith("sms.") and hasattr(told, "sms_id") else None


def _judge(fault: APIStatusError) -> None:
    """After a status between, such as 500 or 409, the message may have been taken: nobody knows."""
    if fault.status_code in _LATER:
        raise Unavailable from fault
    if 400 <= fault.status_code < 500 and fault.status_code != 409:
        raise Refused(fault.code or str(fault.status_code)) from fault


def _taken(message: Any) -> Taken:
    status = str(getattr(message.status, "value", message.status))
    error = message.last_error.code if message.last_error else status
    return Taken(
        vendor_id=message.id,
        parts=message.segments.count,
        cost=Decimal(message.cost.amount) if message.cost else None,
        delivered=status == "delivered",
        failed=str(getattr(error, "value", error))[:60] if status in _FAILED else "",
    )
