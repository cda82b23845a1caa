"""A shop's own sender address for tests, and the sandbox's name servers."""

from datetime import datetime
from typing import Any

from keurmerk.dns.sandbox import OUTAGE
from keurmerk.models import SandboxRecord
from members.models import Shop
from reviews import own_sender
from reviews.models import Sender
from tests.factories import reviews
from tests.factories.members import LONG_AGO, NUMBER


def chosen(*, of: Shop | None = None, at: datetime = LONG_AGO, address: str = "") -> Sender:
    """An address that the shop typed; nothing proves it yet."""
    shop = of or reviews.inviting_shop()
    return own_sender.choose(shop, address or f"post@winkel{next(NUMBER)}.example", actor="test", at=at)


def set_records(sender: Sender, *names: str) -> None:
    """What the shop was told to set, in the sandbox's name servers; all of it, or these."""
    for row in own_sender.rows_of(sender):
        if not names or row.name in names:
            SandboxRecord.objects.update_or_create(host=row.host, kind=row.kind, defaults={"value": row.value})


def remove_records(sender: Sender, *names: str) -> None:
    for row in own_sender.rows_of(sender):
        if not names or row.name in names:
            SandboxRecord.objects.filter(host=row.host, kind=row.kind).delete()


def outage(sender: Sender) -> SandboxRecord:
    return SandboxRecord.objects.create(host=sender.domain, kind=OUTAGE)


def active(*, of: Shop | None = None, at: datetime = LONG_AGO, **facts: Any) -> Sender:
    """In use: its records are there and its reader said yes."""
    sender = chosen(of=of, at=at, **facts)
    set_records(sender)
    sender.confirm(actor="test", at=at)
    return own_sender.look(sender, actor="test", at=at)
