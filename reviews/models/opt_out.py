"""Buyers who want no more invitations: from one shop, or from all."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction

from keurmerk.outbox import record
from members.models import Shop


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def covers(self, shop_id: int, email_hash: str) -> bool:
        """Does this address refuse invitations of this shop, or of every shop?"""
        own_or_all = models.Q(shop_id=shop_id) | models.Q(shop=None)
        return self.filter(own_or_all, email_hash=email_hash).exists()

    def pairs(self, email_hashes: Collection[str]) -> set[tuple[str, int | None]]:
        """Which of these addresses refuse which shop; None is every shop. For invitations of many shops at once."""
        return set(self.filter(email_hash__any_of=email_hashes).values_list("email_hash", "shop_id"))


class OptOut(models.Model):
    """A refusal of invitations, kept as a hash only. Other letters, such as one's own review link, still come."""

    email_hash = models.CharField(max_length=64)
    shop = models.ForeignKey(Shop, models.CASCADE, null=True, related_name="opt_outs")
    since = models.DateTimeField()

    objects = OptOutQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["email_hash", "shop"], nulls_distinct=False, name="opt_out_once_per_address_and_shop"
            ),
        ]

    def __str__(self) -> str:
        return f"No invitations of {self.shop_id or 'any shop'}"

    @classmethod
    def note(cls, email_hash: str, *, shop: Shop | None, at: datetime) -> None:
        with transaction.atomic():
            refusal, fresh = cls.objects.get_or_create(email_hash=email_hash, shop=shop, defaults={"since": at})
            if fresh:
                record("opt_out.noted", subject=refusal, actor="buyer", at=at)
