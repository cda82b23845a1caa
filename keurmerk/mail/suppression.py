"""Addresses that may not be written to: remembered as a keyed hash, so the list holds no addresses."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from keurmerk.models import Suppression
from keurmerk.outbox import record


def address_hash(address: str) -> str:
    """A keyed SHA-256 of the address in lower case: equal addresses match, nobody can read them back."""
    return _hashed(address, settings.SECRET_KEY)


def address_hashes(address: str) -> list[str]:
    """That of now first, then those by keys that were in use before (SECRET_KEY_FALLBACKS)."""
    return [_hashed(address, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _hashed(address: str, key: str) -> str:
    return hmac.new(key.encode(), address.strip().lower().encode(), hashlib.sha256).hexdigest()


def suppress(address: str, *, reason: str, at: datetime) -> None:
    with transaction.atomic():
        kept, fresh = Suppression.objects.get_or_create(
            address_hash=address_hash(address), defaults={"reason": reason, "since": at}
        )
        if fresh:
            record("address.suppressed", subject=kept, actor="post", at=at)


def is_suppressed(address: str) -> bool:
    return Suppression.objects.filter(address_hash=address_hash(address)).exists()


def suppressed_among(hashes: Collection[str]) -> set[str]:
    """Which of these hashed addresses may not be written to, in one query."""
    return set(Suppression.objects.filter(address_hash__any_of=hashes).values_list("address_hash", flat=True))
