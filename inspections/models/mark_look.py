"""Our mark on a shop's own page, as it stood when the shop last had us look."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction

from keurmerk.outbox import record
from members.models import Shop


class MarkLookQuerySet(models.QuerySet["MarkLook"]):
    def of(self, shop: Shop) -> "MarkLookQuerySet":
        return self.filter(shop=shop)

    def missing(self) -> "MarkLookQuerySet":
        """The page was read, and the mark did not stand there."""
        return self.filter(read=True, shown=False)


class MarkLook(models.Model):
    """One row per shop: the last look at its page. `findings` are codes with their facts, in the order of the page.

    `read` says whether the page could be read at all, `shown` whether a mark of this shop stands there as it should.
    """

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="mark_look")
    url = models.URLField(max_length=1000)
    looked_at = models.DateTimeField()
    read = models.BooleanField()
    shown = models.BooleanField()
    findings = models.JSONField(default=list)

    objects = MarkLookQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(read=True) | models.Q(shown=False), name="mark_look_shown_is_read"
            ),
        ]

    def __str__(self) -> str:
        return f"Look at {self.url}"

    @classmethod
    def keep(cls, shop: Shop, *, url: str, read: bool, shown: bool, findings: Sequence[dict[str, Any]],
             actor: str, at: datetime) -> "MarkLook":  # fmt: skip
        """This look in the place of the one before."""
        facts = {"url": url[:1000], "looked_at": at, "read": read, "shown": shown, "findings": list(findings)}
        with transaction.atomic():
            look, _fresh = cls.objects.update_or_create(shop=shop, defaults=facts)
            seen = {"shop": shop.pk, "shown": shown, "codes": [each["code"] for each in findings]}
            record("mark.looked_for", subject=look, actor=actor, at=at, payload=seen)
        return look
