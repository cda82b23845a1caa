"""The sandbox's vendor: takes every message and shows it on the phone page. A number that ends in 000 is refused."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from reviews.texting import Answered, Forged, Moved, Refused, Taken, Text

_ONE_PART = 160


class Provider:
    """Nothing leaves this machine, and nothing is charged."""

    def send(self, text: Text) -> Taken | None:
        if text.to.endswith("000"):
            raise Refused("invalid_destination")
        return self._taken(f"sandbox-{text.key}", len(text.words))

    def find(self, key: str, *, to: str, since: datetime) -> Taken | None:
        return None  # what was not answered here was never taken

    def look_up(self, vendor_id: str) -> Taken | None:
        return Taken(vendor_id, delivered=True)

    def heard(self, body: bytes, headers: Mapping[str, str]) -> Answered | Moved | None:
        """The phone page writes back in this shape."""
        if not settings.SANDBOX:
            raise Forged
        try:
            told = json.loads(body)
            return Answered(str(told["id"]), str(told["from"]), str(told["text"]))
        except (ValueError, KeyError, TypeError) as fault:
            raise Forged from fault

    @staticmethod
    def _taken(number: str, length: int) -> Taken:
        parts = -(-length // _ONE_PART)
        return Taken(number, parts, cost=Decimal(settings.TEXT_PRICE) * parts, delivered=True)
