"""A buyer's yes on the shop's thank-you page, before the shop reports the order."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction

from keurmerk.mail.suppression import address_hash
from keurmerk.outbox import record
from members.models import Shop
from reviews import terms


class ConsentQuerySet(models.QuerySet["Consent"]):
    def covers(self, shop_id: int, order_number: str) -> bool:
        """Did the buyer of this order say yes?"""
        return self.filter(shop_id=shop_id, order_number=order_number).exists()


class Consent(models.Model):
    """Who said yes to an invitation for which order: the address as a hash only.

    A yes invites nobody. It only lets the shop's plugin report an order that the shop itself knows, and there every
    rule of an invitation applies. So a yes that somebody made up gains nothing but an invitation that the shop might
    have sent without asking. `signed`: the shop's plugin vouched with its key for order and address.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="consents")
    order_number = models.CharField(max_length=80)
    email_hash = models.CharField(max_length=64)
    signed = models.BooleanField()
    given_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop", "order_number", "email_hash"], name="consent_once_per_order"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shop", "-given_at"], condition=models.Q(signed=True), name="consent_signed"),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk} for shop {self.shop_id}"

    @classmethod
    def give(cls, shop: Shop, *, order_number: str, email: str, signed: bool, at: datetime) -> "Consent":
        """Remembers the yes; a second one changes nothing."""
        with transaction.atomic():
            consent, fresh = cls.objects.get_or_create(
                shop=shop,
                order_number=order_number,
                email_hash=address_hash(email),
                defaults={"signed": signed, "given_at": at},
            )
            if fresh:
                facts = {"shop": shop.pk, "signed": signed}
                record("consent.given", subject=consent, actor="visitor", at=at, payload=facts)
        return consent

    @classmethod
    def expects_signature(cls, shop: Shop, *, at: datetime) -> bool:
        """A shop whose plugin signed lately signs always: an unsigned block of it is somebody else's."""
        return cls.objects.filter(shop=shop, signed=True, given_at__gt=at - terms.SIGNING_HABIT).exists()

    @classmethod
    def forget(cls, before: datetime) -> int:
        """After three years the proof goes with the invitation's guard (processing agreement, invitation)."""
        return cls.objects.filter(given_at__lt=before).delete()[0]
