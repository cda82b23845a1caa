"""The public record of what happened to a shop's reviews: nobody can change it unseen, ourselves included."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.canonical import digest
from members.models import Shop
from reviews.chain import entry_body
from reviews.models.rating import Rating


class Kind(models.TextChoices):
    """What may happen to a review, as the ledger and the events call it."""

    PUBLISHED = "published", _("Published")
    IMPORTED = "imported", _("Brought from elsewhere")
    EDITED = "edited", _("Edited")
    HELD = "held", _("Put on hold")
    RELEASED = "released", _("Shown again after a look")
    REMOVED = "removed", _("Removed")
    REINSTATED = "reinstated", _("Reinstated")
    REMOVED_BY_AUTHOR = "removed_by_author", _("Removed by the writer")
    WITHDRAWN = "withdrawn", _("Taken back by the webshop that brought it")
    REPLIED = "replied", _("Answered")
    REPLY_EDITED = "reply_edited", _("Answer edited")
    REPLY_HELD = "reply_held", _("Answer put on hold")
    REPLY_RELEASED = "reply_released", _("Answer shown again after a look")
    REPLY_REMOVED = "reply_removed", _("Answer removed")
    REPLY_REINSTATED = "reply_reinstated", _("Answer reinstated")
    PRODUCT_PUBLISHED = "product_published", _("Product review published")
    PRODUCT_EDITED = "product_edited", _("Product review edited")
    PRODUCT_HELD = "product_held", _("Product review put on hold")
    PRODUCT_RELEASED = "product_released", _("Product review shown again after a look")
    PRODUCT_REMOVED = "product_removed", _("Product review removed")
    PRODUCT_REINSTATED = "product_reinstated", _("Product review reinstated")
    PRODUCT_REMOVED_BY_AUTHOR = "product_removed_by_author", _("Product review removed by the writer")


class By(models.TextChoices):
    """On whose part it happened. LAW: an authority or a judge ordered it."""

    WRITER = "writer", _("the writer")
    SHOP = "shop", _("the shop")
    MARK = "mark", _("the mark")
    LAW = "law", _("by order of an authority")


BY: dict[str, By] = {
    Kind.PUBLISHED: By.WRITER,
    Kind.EDITED: By.WRITER,
    Kind.REMOVED_BY_AUTHOR: By.WRITER,
    Kind.IMPORTED: By.SHOP,
    Kind.WITHDRAWN: By.SHOP,
    Kind.REPLIED: By.SHOP,
    Kind.REPLY_EDITED: By.SHOP,
    Kind.REPLY_HELD: By.MARK,
    Kind.REPLY_RELEASED: By.MARK,
    Kind.REPLY_REMOVED: By.MARK,
    Kind.REPLY_REINSTATED: By.MARK,
    Kind.HELD: By.MARK,
    Kind.RELEASED: By.MARK,
    Kind.REMOVED: By.MARK,
    Kind.REINSTATED: By.MARK,
    Kind.PRODUCT_PUBLISHED: By.WRITER,
    Kind.PRODUCT_EDITED: By.WRITER,
    Kind.PRODUCT_REMOVED_BY_AUTHOR: By.WRITER,
    Kind.PRODUCT_HELD: By.MARK,
    Kind.PRODUCT_RELEASED: By.MARK,
    Kind.PRODUCT_REMOVED: By.MARK,
    Kind.PRODUCT_REINSTATED: By.MARK,
}


@dataclass(frozen=True)
class Note:
    """One line for the ledger, before it is one. `words` is a commitment to personal words, never the words.

    It is about a review of the shop or about one of a product.
    """

    kind: str
    review_id: int | None
    at: datetime
    reason: str = ""
    by: str = ""
    words: str | None = None
    facts: dict[str, Any] | None = field(default=None)
    product_review_id: int | None = None


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def after(self, number: int) -> "LedgerEntryQuerySet":
        return self.filter(number__gt=number).order_by("number")

    def newest_first(self) -> "LedgerEntryQuerySet":
        return self.order_by("-number")


class LedgerEntry(models.Model):
    """One line of a shop's ledger: `body` is its exact form, and `hash` its digest, with the hash before it inside.

    The columns repeat what is in the body, to find it by. The database refuses a gap, a wrong hash, every update and
    every delete (migration append_only_ledger).
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="ledger", db_index=False)
    number = models.PositiveBigIntegerField()
    review = models.ForeignKey("reviews.Review", models.PROTECT, null=True, related_name="entries", db_index=False)
    product_review = models.ForeignKey(
        "reviews.ProductReview", models.PROTECT, null=True, related_name="entries", db_index=False
    )
    kind = models.CharField(max_length=30, choices=Kind)
    at = models.DateTimeField()
    body = models.TextField()
    hash = models.CharField(max_length=64)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop", "number"], name="ledger_entry_numbered_once"),
            models.CheckConstraint(
                condition=Q(kind__startswith="product_", review=None, product_review__isnull=False)
                | Q(~Q(kind__startswith="product_"), review__isnull=False, product_review=None),
                name="ledger_entry_is_about_one_review",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shop", "review", "number"], name="ledger_of_review"),
            models.Index(
                fields=["shop", "product_review", "number"],
                condition=Q(product_review__isnull=False),
                name="ledger_of_product_review",
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.number} of shop {self.shop_id}"

    @property
    def told(self) -> dict[str, Any]:
        """What is in its body."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @classmethod
    def append(cls, rating: Rating, notes: Iterable[Note]) -> None:
        """Writes these lines at the end. Call with the shop's rating locked, and save it afterwards."""
        LedgerEntry.objects.bulk_create((cls._next(rating, note) for note in notes), batch_size=1000)

    @classmethod
    def _next(cls, rating: Rating, note: Note) -> "LedgerEntry":
        number = rating.ledger_length + 1
        body = entry_body(
            shop=rating.shop_id,
            number=number,
            previous=rating.ledger_head,
            at=note.at,
            kind=str(note.kind),
            by=note.by or BY[note.kind].value,
            review=note.review_id,
            reason=note.reason,
            words=note.words,
            facts=note.facts,
            product_review=note.product_review_id,
        )
        rating.ledger_length, rating.ledger_head = number, digest(body)
        return LedgerEntry(
            shop_id=rating.shop_id,
            number=number,
            review_id=note.review_id,
            product_review_id=note.product_review_id,
            kind=note.kind,
            at=note.at,
            body=body,
            hash=rating.ledger_head,
        )
