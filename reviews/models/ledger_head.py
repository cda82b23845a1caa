"""Once a day: how far every shop's ledger had come, signed, so that no later version of it can be told."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction

from keurmerk import signing
from keurmerk.calendar import amsterdam_date
from keurmerk.canonical import canonical, digest, moment
from keurmerk.outbox import record
from reviews.chain import START
from reviews.models.rating import Rating

FORMAT = "keurmerk ledger head 1"


class LedgerHead(models.Model):
    """The signed list of all shops' last hashes on one day, with the hash of the head before it inside.

    `body` is the published file, letter for letter. The database refuses every update and every delete.
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    body = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return f"Ledger head of {self.day}"

    @classmethod
    def make(cls, *, actor: str, at: datetime) -> "LedgerHead | None":
        """Today's head; None when it was made already."""
        day = amsterdam_date(at)
        with transaction.atomic():
            last = cls.objects.select_for_update().order_by("-day").first()
            if last is not None and last.day >= day:
                return None
            body = canonical(signing.sealed(cls._document(day, last, at), at=at))
            head = cls.objects.create(day=day, made_at=at, body=body, hash=digest(body))
            record("ledger.head_made", subject=head, actor=actor, at=at)
        return head

    @classmethod
    def _document(cls, day: date, last: "LedgerHead | None", at: datetime) -> dict[str, Any]:
        return {
            "date": day.isoformat(),
            "format": FORMAT,
            "made_at": moment(at),
            "mark": settings.BRAND["name"],
            "previous": last.hash if last else START,
            "shops": [list(shop) for shop in _ledgers()],
        }


def _ledgers() -> Iterator[tuple[int, int, str]]:
    """Shop, number of its last entry, hash of it: every shop at one and the same moment, for it is one query."""
    rows = Rating.objects.filter(ledger_length__gt=0).order_by("shop_id")
    return rows.values_list("shop_id", "ledger_length", "ledger_head").iterator()
