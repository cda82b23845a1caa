"""Somebody has erased what we hold about an address: noted first, done, and done again after a restore (GDPR 17, A24).

The list of erasures (keurmerk/erasures.py) lies outside the database. A line of it holds the hashed address only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from keurmerk import personal_data
from keurmerk.erasures import again_together, remember
from keurmerk.mail.suppression import address_hashes
from keurmerk.models import Erasure
from keurmerk.outbox import record
from keurmerk.personal_data import ACTOR, Erased

_KIND = "person"


def forget(address: str, *, at: datetime) -> Erased:
    """Erases all that may be. Raises OSError when the list cannot be written: then nothing was erased."""
    digest = address_hashes(address)[0]
    remember(_KIND, at=at, address_hash=digest)
    with transaction.atomic():
        noted = Erasure.objects.create(address_hash=digest, asked_at=at)
        record("erasure.asked", subject=noted, actor=ACTOR, at=at)
    done = personal_data.erase(address, at=at)
    facts = {"gone": dict(done.gone), "kept": len(done.kept)}
    record("erasure.done", subject=noted, actor=ACTOR, at=at, payload=facts)
    return done


@again_together(_KIND)
def forget_again(listed: Sequence[dict[str, Any]], now: datetime) -> int:
    """Erases what is on the list and is there all the same; what came after an erasure stays."""
    asked: dict[str, datetime] = {}
    for facts in listed:
        digest = str(facts["address_hash"])
        asked[digest] = max(facts["at"], asked.get(digest, facts["at"]))
    done = 0
    for address in sorted({each.strip().lower() for each in personal_data.addresses()}):
        moments = [asked[digest] for digest in address_hashes(address) if digest in asked]
        if moments:
            done += personal_data.erase(address, at=now, before=max(moments)).gone.total()
    return done
