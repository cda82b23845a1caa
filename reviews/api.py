"""Reviews and scores for everybody: no key, nothing personal, every score recomputable."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.api_filters import chosen
from keurmerk.api_pages import page
from keurmerk.api_schema import PAGING
from keurmerk.canonical import moment
from keurmerk.keyset import page_of
from keurmerk.open_api import PublicView
from members.api import ShopSerializer
from members.models import Shop
from reviews import api_examples as examples
from reviews.api_examples import SCALE
from reviews.api_filters import PublicReviewFilter
from reviews.models import Notice, Rating, Review

_PLAIN_MEAN = "A plain mean on a scale of 1 to 5, cut off after four decimals"


class MeansSerializer(serializers.Serializer[Any]):
    """The means of the four sub-scores on a scale of 1 to 5, or null where nobody gave one."""

    delivery = serializers.FloatField(allow_null=True, help_text="Delivery time")
    service = serializers.FloatField(allow_null=True, help_text="Customer service")
    price = serializers.FloatField(allow_null=True, help_text="Price and quality")
    aftersales = serializers.FloatField(allow_null=True, help_text="After-sales")


class PartsSerializer(serializers.Serializer[Any]):
    """The four sub-scores on a scale of 1 to 5, or null where none was given."""

    delivery = serializers.IntegerField(allow_null=True, help_text="Delivery time")
    service = serializers.IntegerField(allow_null=True, help_text="Customer service")
    price = serializers.IntegerField(allow_null=True, help_text="Price and quality")
    aftersales = serializers.IntegerField(allow_null=True, help_text="After-sales")


class RatingSerializer(serializers.Serializer[Any]):
    """A score with its count, period and scale beside it."""

    scale = serializers.SerializerMethodField(help_text="The scale of every score here")
    score = serializers.DecimalField(
        5, 4, source="mean", coerce_to_string=False, allow_null=True, help_text=_PLAIN_MEAN
    )
    count = serializers.IntegerField(help_text="Verified public reviews of the last 12 months")
    distribution = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many gave each number of stars"
    )
    parts = MeansSerializer(source="*", help_text="The means of the four sub-scores")
    score_all_time = serializers.DecimalField(
        5, 4, source="mean_all", coerce_to_string=False, allow_null=True, help_text=_PLAIN_MEAN
    )
    count_all_time = serializers.IntegerField(source="count_all")
    recommends = serializers.DecimalField(
        5, 4, coerce_to_string=False, allow_null=True, help_text="Share of those asked who recommend the shop, 0 to 1"
    )
    public_count = serializers.IntegerField(help_text="All public reviews that were written here, the unverified too")
    as_of = serializers.SerializerMethodField(help_text="Counted is what counts after this moment; null: nothing yet")

    def get_scale(self, rating: Rating) -> str:
        return SCALE

    def get_as_of(self, rating: Rating) -> str | None:
        return moment(rating.as_of) if rating.as_of else None


class LedgerSerializer(serializers.Serializer[Any]):
    """How far a shop's ledger has come. The score beside it is what these entries come to."""

    length = serializers.IntegerField(source="ledger_length", help_text="The number of its last entry")
    head = serializers.CharField(source="ledger_head", help_text="The hash of its last entry")


class RequestsSerializer(serializers.Serializer[Any]):
    """What the shop asked us to take away, and what became of it: the same numbers as on its page."""

    requests = serializers.IntegerField(help_text="Requests for moderation that the shop filed")
    granted = serializers.IntegerField(help_text="The review was changed or removed")
    refused = serializers.IntegerField(help_text="The review stayed")
    open = serializers.IntegerField(help_text="Not decided yet")


class RatedShopSerializer(ShopSerializer):
    """One shop in the register, with its score."""

    rating = serializers.SerializerMethodField()
    ledger = serializers.SerializerMethodField()
    moderation = serializers.SerializerMethodField()

    @extend_schema_field(RequestsSerializer)
    def get_moderation(self, shop: Shop) -> dict[str, Any]:
        return dict(RequestsSerializer(Notice.objects.of(shop).in_numbers()).data)

    @extend_schema_field(RatingSerializer)
    def get_rating(self, shop: Shop) -> dict[str, Any]:
        return dict(RatingSerializer(_rating_of(shop)).data)

    @extend_schema_field(LedgerSerializer)
    def get_ledger(self, shop: Shop) -> dict[str, Any]:
        return dict(LedgerSerializer(_rating_of(shop)).data)


def _rating_of(shop: Shop) -> Rating:
    return getattr(shop, "rating", None) or Rating(shop=shop)


class ReplySerializer(serializers.Serializer[Any]):
    """The shop's answer."""

    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class ReviewSerializer(serializers.Serializer[Any]):
    """A public review. No address, no order number."""

    id = serializers.IntegerField()
    stars = serializers.IntegerField(help_text="1 to 5")
    parts = PartsSerializer(source="*", help_text="The four sub-scores")
    title = serializers.CharField()
    text = serializers.CharField()
    name = serializers.CharField(source="display_name", help_text="First name and initial, or empty")
    verified = serializers.BooleanField(help_text="Written from an invitation that belongs to an order")
    brought_from = serializers.CharField(
        source="source",
        help_text="The platform from which the shop brought it: not checked by us, in no score. Empty: written here",
    )
    published_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField()
    under_review = serializers.SerializerMethodField(
        help_text="A notice about it is being dealt with; it stays visible"
    )
    reply = serializers.SerializerMethodField()

    def get_under_review(self, review: Review) -> bool:
        return bool(getattr(review, "under_review", False))

    @extend_schema_field(ReplySerializer(allow_null=True))
    def get_reply(self, review: Review) -> dict[str, Any] | None:
        reply = review.public_reply
        return dict(ReplySerializer(reply).data) if reply else None


class ShopView(PublicView):
    """One shop."""

    @extend_schema(
        operation_id="shop",
        summary="One shop, its company and its score",
        responses=RatedShopSerializer,
        examples=[examples.SHOP],
    )
    def get(self, request: Request, shop_id: int) -> Response:
        """Every shop that was ever approved; `status` says what it is now."""
        shop = get_object_or_404(Shop.objects.listed().with_standing().select_related("rating"), pk=shop_id)
        return Response(RatedShopSerializer(shop).data)


class ReviewsView(PublicView):
    """A shop's reviews."""

    @extend_schema(
        operation_id="shop_reviews",
        summary="A shop's public reviews, newest first",
        parameters=[*PublicReviewFilter.described(), *PAGING],
        responses=page("ReviewPage", ReviewSerializer(many=True), scale=serializers.CharField()),
        examples=[examples.REVIEWS],
    )
    def get(self, request: Request, shop_id: int) -> Response:
        """Verified ones count in the score, the others are labelled. High and low alike (rulebook 2.6)."""
        shop = get_object_or_404(Shop.objects.listed(), pk=shop_id)
        rows = chosen(PublicReviewFilter, request, shop.reviews.public().with_reply())
        found = page_of(rows, request, by="published_at")
        return Response(found.around(ReviewSerializer(found.rows, many=True).data, scale=SCALE))
