"""What a shop sold, as its orders name it: a buyer may review it in the same flow as the shop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from members.models import Shop
from reviews.orders import OrderedProduct
from reviews.scoring import mean

if TYPE_CHECKING:
    from reviews.models.invitation import Invitation
    from reviews.models.invited_order import InvitedOrder


class ProductQuerySet(models.QuerySet["Product"]):
    def to_review(self, invitation: "Invitation") -> "ProductQuerySet":
        """The products of this order that wait for a review: not those for which the shop takes none."""
        waiting = self.filter(ordered__invitation=invitation, reviews_allowed=True)
        return waiting.exclude(reviews__invitation=invitation).order_by("ordered__pk")


@dataclass(frozen=True)
class ProductFigures:
    """What the public reviews of one product come to: how many gave each number of stars, and their plain mean."""

    distribution: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(self.distribution.values())

    @property
    def mean(self) -> Decimal | None:
        """Of all its public reviews, on a scale of 1 to 5; none without one."""
        return mean(sum(stars * times for stars, times in self.distribution.items()), self.count)


class Product(models.Model):
    """A product of one shop. `external_id` is the shop's own: a number, or 32 hexadecimal digits.

    Its facts are those of the latest order that named it.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="products")
    external_id = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=500, blank=True)
    image_url = models.CharField(max_length=500, blank=True)
    sku = models.CharField(max_length=80, blank=True)
    gtin = models.CharField(max_length=40, blank=True)
    mpn = models.CharField(max_length=80, blank=True)
    brand = models.CharField(max_length=80, blank=True)
    reviews_allowed = models.BooleanField(default=True)
    sync_url = models.CharField(max_length=500, blank=True)  # where the shop wants reviews of this product pushed
    seen_at = models.DateTimeField()

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop", "external_id"], name="product_once_per_shop"),
            models.CheckConstraint(condition=~models.Q(external_id="") & ~models.Q(name=""), name="product_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def note(cls, orders: "Iterable[tuple[InvitedOrder, Sequence[OrderedProduct]]]", *, at: datetime) -> None:
        """Remembers what these orders of one shop were for, in the transaction that makes their invitations."""
        lines = [(invitation, product) for invitation, ordered in orders for product in ordered]
        if not lines:
            return
        known = {product.external_id: product for _invitation, product in lines}
        shop_id = lines[0][0].shop_id
        rows = [  # sorted, so that two orders with the same products never wait for each other
            cls(shop_id=shop_id, seen_at=at, **asdict(known[number])) for number in sorted(known)
        ]
        facts = [field.name for field in fields(OrderedProduct) if field.name != "external_id"]
        made = cls.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["shop", "external_id"], update_fields=[*facts, "seen_at"]
        )
        numbers = {product.external_id: product.pk for product in made}
        pairs = dict.fromkeys((invitation.pk, numbers[product.external_id]) for invitation, product in lines)
        OrderLine.objects.bulk_create(OrderLine(invitation_id=mine, product_id=product) for mine, product in pairs)


class OrderLine(models.Model):
    """One product of one order; forgotten with the order number."""

    invitation = models.ForeignKey("reviews.Invitation", models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.CASCADE, related_name="ordered")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitation", "product"], name="order_line_once_per_product"),
        ]

    def __str__(self) -> str:
        return f"Product {self.product_id} of invitation {self.invitation_id}"
