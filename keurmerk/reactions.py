"""What the kernel does when something happened in it."""

from datetime import datetime
from typing import Any

from keurmerk import erasures
from keurmerk.models import Event, Suppression
from keurmerk.outbox import on


@on("address.suppressed")
def remember_suppression(event: Event) -> None:
    """Reading A24: an address that may not be written to stays so when a backup from before is put back."""
    kept = Suppression.objects.filter(pk=event.subject_id).first()
    if kept:
        erasures.remember("address", at=kept.since, address_hash=kept.address_hash, reason=kept.reason)


@erasures.again("address")
def suppress_again(facts: dict[str, Any], now: datetime) -> bool:
    kept = {"reason": facts["reason"], "since": facts["at"]}
    return Suppression.objects.get_or_create(address_hash=facts["address_hash"], defaults=kept)[1]
