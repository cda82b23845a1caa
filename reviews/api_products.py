"""Reviews of products over our API: those of any shop for everybody, and the shop's own with the order beside them."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.api_filters import chosen
from keurmerk.api_pages import page
from keurmerk.api_schema import PAGING
from keurmerk.keyset import page_of
from keurmerk.open_api import PublicView
from members.api_door import KeyedView
from members.models import Scope, Shop
from reviews import api_examples as examples
from reviews.api_examples import SCALE
from reviews.api_filters import ProductReviewFilter
from reviews.models import ProductReview


class ProductSerializer(serializers.Serializer[Any]):
    """What it is about."""

    external_id = serializers.CharField(help_text="The number that the shop gave it")
    name = serializers.CharField()


class ProductReviewSerializer(serializers.Serializer[Any]):
    """A public review of a product. It belongs to an order, always."""

    id = serializers.IntegerField()
    product = ProductSerializer()
    stars = serializers.IntegerField(help_text="1 to 5")
    title = serializers.CharField()
    text = serializers.CharField()
    name = serializers.CharField(source="display_name", help_text="First name and initial, or empty")
    published_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField()
    under_review = serializers.SerializerMethodField(
        help_text="A notice about it is being dealt with; it stays visible"
    )

    def get_under_review(self, review: ProductReview) -> bool:
        return bool(getattr(review, "under_review", False))


class OwnProductReviewSerializer(ProductReviewSerializer):
    """A review of a product of this shop."""

    order_number = serializers.SerializerMethodField(help_text="Of the order it is about, or empty")

    @extend_schema_field(serializers.CharField())
    def get_order_number(self, review: ProductReview) -> str:
        return review.invitation.order_number


class ProductReviewsView(PublicView):
    """A shop's product reviews."""

    @extend_schema(
        operation_id="shop_product_reviews",
        summary="A shop's public reviews of products, newest first",
        parameters=[*ProductReviewFilter.described(), *PAGING],
        responses=page("ProductReviewPage", ProductReviewSerializer(many=True), scale=serializers.CharField()),
        examples=[examples.PRODUCT_REVIEWS],
    )
    def get(self, request: Request, shop_id: int) -> Response:
        """They do not count in the score of the shop."""
        shop = get_object_or_404(Shop.objects.listed(), pk=shop_id)
        rows = chosen(ProductReviewFilter, request, _readable(shop))
        found = page_of(rows, request, by="published_at")
        return Response(found.around(ProductReviewSerializer(found.rows, many=True).data, scale=SCALE))


class OwnProductReviewsView(KeyedView):
    """The shop's reviews of products."""

    chapter = "Reviews"
    scopes = {"GET": Scope.REVIEWS_READ}

    @extend_schema(
        operation_id="product_reviews",
        summary="Your public reviews of products, newest first",
        parameters=[*ProductReviewFilter.described(), *PAGING],
        responses=page("OwnProductReviewPage", OwnProductReviewSerializer(many=True), scale=serializers.CharField()),
        examples=[examples.OWN_PRODUCT_REVIEWS],
    )
    def get(self, request: Request) -> Response:
        """As everybody sees them, with the order number beside it."""
        rows = chosen(ProductReviewFilter, request, _readable(self.shop).select_related("invitation"))
        found = page_of(rows, request, by="published_at")
        return Response(found.around(OwnProductReviewSerializer(found.rows, many=True).data, scale=SCALE))


def _readable(shop: Shop) -> Any:
    return shop.product_reviews.public().with_mark().select_related("product")
