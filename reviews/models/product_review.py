"""What a buyer says about a product: public first, and changed or removed by its writer for ever."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Upper

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import terms
from reviews.chain import new_salt
from reviews.grounds import Grounds
from reviews.models.days import any_of
from reviews.models.invitation import Invitation
from reviews.models.ledger import Kind
from reviews.models.notice_queue import IN_REVIEW
from reviews.models.opinion import Opinion
from reviews.models.product import Product, ProductFigures, ProductQuerySet
from reviews.models.publication import PUBLIC, WRITABLE, Publication
from reviews.models.record import enter_product_review
from reviews.models.version import ProductReviewVersion
from reviews.statistics.spans import Span

if TYPE_CHECKING:
    from reviews.models.review import Review


class ProductReviewQuerySet(models.QuerySet["ProductReview"]):
    def public(self) -> "ProductReviewQuerySet":
        """What everybody may read now."""
        return self.filter(PUBLIC)

    def writable(self) -> "ProductReviewQuerySet":
        """What its writer may still change, held or not."""
        return self.filter(state__in=WRITABLE)

    def with_mark(self) -> "ProductReviewQuerySet":
        """With whether a notice about it is dealt with (A28)."""
        dealt_with = {"notices__state__in": IN_REVIEW, "notices__subject": "PRODUCT"}
        noticed = ProductReview.objects.filter(pk=OuterRef("pk"), **dealt_with)
        return self.annotate(under_review=Exists(noticed))

    def published_in(self, *spans: Span) -> "ProductReviewQuerySet":
        """Published on a day of one of these spans."""
        return self.filter(any_of("published_at", spans))

    def figures(self, products: Iterable[Product]) -> dict[int, ProductFigures]:
        """Of each of these products, by its number, what is public of it now: one query."""
        found: dict[int, dict[int, int]] = {product.pk: {} for product in products}
        rows = self.public().filter(product__in=found).order_by().values_list("product", "stars")
        for product, stars, times in rows.annotate(times=Count("pk")):
            found[product][stars] = times
        return {product: ProductFigures(counts) for product, counts in found.items()}

    def products(self) -> ProductQuerySet:
        """What they are about; what else a shop sells is nobody's business."""
        return Product.objects.filter(Exists(self.filter(product=OuterRef("pk"))))

    def newest_first(self) -> "ProductReviewQuerySet":
        return self.order_by("-published_at", "-pk")

    def latest_changed_first(self) -> "ProductReviewQuerySet":
        """For whoever keeps a copy: what was removed stays in the list, without its words."""
        return self.order_by("-changed_at", "-pk")

    def copied(self) -> "ProductReviewQuerySet":
        """Of products whose shop keeps copies: it told where, for all of them or for this one."""
        return self.filter(~Q(product__sync_url="") | Q(shop__sync_address__isnull=False))

    def not_in_shop(self) -> "ProductReviewQuerySet":
        """Whose copy was never made, or failed."""
        return self.filter(Q(push=None, state__in=["PUBLISHED", "EDITED"]) | Q(push__state="FAILED"))

    def held_by_rule(self, number: Any, at: datetime) -> "ProductReview | None":
        """This one, if a written rule holds it since that moment."""
        held = self.filter(pk=number, state=ProductReview.State.HELD, held_at=at).exclude(held_by_rule="")
        return held.select_related("shop", "product", "invitation").first()

    def managed_with(self, token: str) -> "ProductReviewQuerySet":
        """Those that this link opens: its own, or that of the shop review from the same invitation."""
        return self.filter(Q(manage_token=token) | Q(invitation__review__manage_token=token))


class ProductReview(Publication):
    """A review of a product of an order (rulebook 2.6). Always from an invitation, so always verified."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="product_reviews")
    product = models.ForeignKey(Product, models.PROTECT, related_name="reviews")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="product_reviews")
    state = models.CharField(max_length=20, choices=Publication.State, default=Publication.State.PUBLISHED)
    stars = models.PositiveSmallIntegerField()
    title = personal(models.CharField(max_length=120, blank=True))
    text = personal(models.TextField(max_length=terms.MOST_CHARACTERS, blank=True))
    display_name = personal(models.CharField(max_length=40, blank=True))
    salt = personal(models.CharField(max_length=64, blank=True, default=new_salt))  # of these words, in the ledger
    email = personal(models.EmailField(blank=True))
    language = models.CharField(max_length=2, default="nl")
    consent_version = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    grounds = models.CharField(max_length=20, choices=Grounds, blank=True)  # why it is held or was removed by us
    held_by_rule = models.CharField(max_length=20, blank=True)  # of reviews/objections.py; empty: a person held it
    manage_token = models.CharField(max_length=64, unique=True, default=new_token)

    objects = ProductReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitation", "product"], name="product_review_once_per_order"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="product_review_has_one_to_five_stars"),
            models.CheckConstraint(
                condition=~Q(state="REMOVED_BY_AUTHOR") | Q(text="", title="", display_name="", email="", salt=""),
                name="product_review_removed_by_its_writer_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["REMOVED_BY_AUTHOR", "REMOVED"]) | Q(removed_at__isnull=False),
                name="removed_product_review_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="EDITED") | Q(edited_at__isnull=False), name="edited_product_review_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="HELD") | Q(held_at__isnull=False), name="held_product_review_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["HELD", "REMOVED"]) | ~Q(grounds=""), name="restricted_product_review_says_why"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shop", "-changed_at", "-id"], name="product_review_changes"),
            models.Index(fields=["shop", "-published_at", "-id"], name="product_review_list"),
            models.Index(
                fields=["product", "-published_at", "-id"],
                include=["stars"],
                condition=PUBLIC,
                name="product_review_public",
            ),
            models.Index(Upper("email"), condition=~Q(email=""), name="product_review_writer"),  # who asks what we hold
        ]

    def __str__(self) -> str:
        return f"Product review {self.pk} of shop {self.shop_id}"

    @property
    def verified(self) -> bool:
        """It belongs to an order, always."""
        return True

    @property
    def letters_in(self) -> str:
        return self.language

    @property
    def shop_review(self) -> "Review | None":
        """What the same buyer wrote about the shop: there the shop answers."""
        return getattr(self.invitation, "review", None)

    @classmethod
    def publish(
        cls, invitation: Invitation, product: Product, opinion: Opinion, *, actor: str, at: datetime, language: str = ""
    ) -> "ProductReview":
        """Public at once, whatever its stars (rulebook 2.6; BW 6:193g). Of an opinion: stars, title, text and name.

        Follows the shop review that spends the invitation; an order that asks for products alone spends it here.
        Raises IllegalMove when the link is closed, the product is not of this order, or was reviewed already.
        """
        with transaction.atomic():
            if not invitation.lines.filter(product=product).exists():
                raise IllegalMove(f"Product {product.pk} is not of invitation {invitation.pk}")
            if not invitation.asks_shop and invitation.state == Invitation.State.SENT:
                invitation.use(actor=actor, at=at)
            if invitation.state != Invitation.State.USED:
                raise IllegalMove(f"Invitation {invitation.pk} is {invitation.state}: no review was written from it")
            review = cls._create(
                shop_id=invitation.shop_id,
                product=product,
                invitation=invitation,
                email=invitation.email,
                language=language or invitation.language,
                consent_version=terms.CONSENT_VERSION,
                published_at=at,
                changed_at=at,
                **_words(opinion),
            )
            facts = {"shop": review.shop_id}
            record("product_review.published", subject=review, actor=actor, at=at, payload=facts)
            enter_product_review(review, Kind.PRODUCT_PUBLISHED, at=at)
            review._heed_the_rules(at=at)
        return review

    @classmethod
    def _create(cls, **facts: Any) -> "ProductReview":
        try:
            with transaction.atomic():
                return cls.objects.create(**facts)
        except IntegrityError as twice:
            raise IllegalMove("This product of this order was reviewed already") from twice

    def edit(self, opinion: Opinion, *, actor: str, at: datetime) -> None:
        """The writer changes it: the words from before are kept inside, "edited" is shown (rulebook 2.6).

        What a rule held comes back when its words are gone; what a person held is still for that person to judge.
        """
        with transaction.atomic():
            before = self._locked_to_edit()
            ProductReviewVersion.keep(before, until=at)
            self._become_edited(before, actor=actor, at=at, **_words(opinion))

    def remove_by_author(self, *, actor: str, at: datetime) -> None:
        """The writer takes it back: every word and version is gone (rulebook 2.6, PA)."""
        gone = {"text": "", "title": "", "display_name": "", "email": "", "salt": ""}
        with transaction.atomic():
            self._become(self.State.REMOVED_BY_AUTHOR, "removed_by_author", actor=actor, at=at, removed_at=at, **gone)
            self.versions.all().delete()

    def _become(
        self, state: str, kind: str, *, actor: str, at: datetime, reason: str = "", by: str = "", **fields: Any
    ) -> None:
        """The one way in which it changes: its row locked, its news told, a line in the ledger of its shop."""
        fields.setdefault("held_by_rule", "")
        told = {"reason": reason, "by": by} if reason else {}
        facts = {"shop": self.shop_id, **told}
        with transaction.atomic():
            now_there = ProductReview.objects.select_for_update().get(pk=self.pk)
            self._move(state, f"product_review.{kind}", actor=actor, at=at, payload=facts, changed_at=at, **fields)
            for name, value in {"state": state, **fields}.items():
                setattr(now_there, name, value)
            enter_product_review(now_there, f"product_{kind}", at=at, reason=reason, by=by)


def _words(opinion: Opinion) -> dict[str, Any]:
    return {name: getattr(opinion, name) for name in ("stars", "title", "text", "display_name")}
