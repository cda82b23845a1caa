"""A shop's own reviews and score over our API, and its replies."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.api_filters import chosen
from keurmerk.api_schema import PAGING
from keurmerk.idempotency import once
from keurmerk.keyset import page_of
from members.api_door import KeyedView
from members.models import Scope
from reviews import api_examples as examples
from reviews.api import RatingSerializer, ReplySerializer, ReviewSerializer
from reviews.api_examples import SCALE
from reviews.api_filters import ReviewFilter
from reviews.content import cleaned
from reviews.models import Rating, Review


class OwnReviewSerializer(ReviewSerializer):
    """A review of this shop."""

    order_number = serializers.SerializerMethodField(help_text="Of the order it is about, or empty")
    origin = serializers.ChoiceField(Review.Origin.values, help_text="How it came about")
    recommends = serializers.BooleanField(allow_null=True, help_text="Would the writer recommend the shop?")

    def get_order_number(self, review: Review) -> str:
        return review.invitation.order_number if review.invitation else ""


class ScaledReviewSerializer(OwnReviewSerializer):
    """A review of this shop."""

    scale = serializers.SerializerMethodField(help_text="The scale of every score here")

    def get_scale(self, review: Review) -> str:
        return SCALE


class WordsSerializer(serializers.Serializer[Any]):
    """The reply of the shop."""

    text = serializers.CharField(max_length=2000, help_text="Public, under the review. The writer gets an e-mail")

    def validate_text(self, value: str) -> str:
        text = cleaned(value)
        if not text:
            raise serializers.ValidationError("This field may not be blank.")
        return text


PageSerializer = inline_serializer(
    "OwnReviewPage",
    {
        "scale": serializers.CharField(),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": OwnReviewSerializer(many=True),
    },
)


class OwnReviewsView(KeyedView):
    """The shop's reviews."""

    chapter = "Reviews"
    scopes = {"GET": Scope.REVIEWS_READ}

    @extend_schema(
        operation_id="reviews",
        summary="Your public reviews, newest first",
        parameters=[*ReviewFilter.described(), *PAGING],
        responses=PageSerializer,
        examples=[examples.OWN_REVIEWS],
    )
    def get(self, request: Request) -> Response:
        """As everybody sees them, with the order number beside it."""
        rows = chosen(ReviewFilter, request, self.shop.reviews.public().with_reply().select_related("invitation"))
        page = page_of(rows, request, by="published_at")
        return Response(page.around(OwnReviewSerializer(page.rows, many=True).data, scale=SCALE))


class OwnReviewView(KeyedView):
    """One review."""

    chapter = "Reviews"
    scopes = {"GET": Scope.REVIEWS_READ}

    @extend_schema(
        operation_id="review", summary="One review", responses=ScaledReviewSerializer, examples=[examples.OWN_REVIEW]
    )
    def get(self, request: Request, review_id: int) -> Response:
        """As everybody sees it, with the order number beside it."""
        return Response(ScaledReviewSerializer(_public(self, review_id)).data)


class ReplyView(KeyedView):
    """The shop's answer to a review."""

    chapter = "Reviews"
    scopes = {"PUT": Scope.REPLIES_WRITE, "POST": Scope.REPLIES_WRITE}

    @extend_schema(
        operation_id="put_reply",
        summary="Reply to a review, or change the reply",
        request=WordsSerializer,
        responses={201: ReplySerializer, 200: ReplySerializer},
        examples=[examples.REPLY, examples.REPLIED],
    )
    @once
    def put(self, request: Request, review_id: int) -> Response:
        """One public reply per review. The first time the answer is 201; after that the reply is edited, which its
        readers see.
        """
        return self._write(request, review_id)

    @extend_schema(
        operation_id="post_reply",
        summary="Reply to a review, for clients that know no PUT",
        request=WordsSerializer,
        responses={201: ReplySerializer, 200: ReplySerializer},
        examples=[examples.REPLY, examples.REPLIED],
    )
    @once
    def post(self, request: Request, review_id: int) -> Response:
        """Does the same as PUT."""
        return self._write(request, review_id)

    def _write(self, request: Request, review_id: int) -> Response:
        words: Any = WordsSerializer(data=request.data)
        words.is_valid(raise_exception=True)
        review = _public(self, review_id)
        fresh = not hasattr(review, "reply")
        reply = review.reply_with(words.validated_data["text"], actor=self.caller, at=self.now)
        return Response(ReplySerializer(reply).data, status=201 if fresh else 200)


class ScoreView(KeyedView):
    """The shop's score."""

    chapter = "Reviews"
    scopes = {"GET": Scope.REVIEWS_READ}

    @extend_schema(
        operation_id="score", summary="Your score, now", responses=RatingSerializer, examples=[examples.SCORE]
    )
    def get(self, request: Request) -> Response:
        """The mean of verified reviews of the last twelve months, beside the one of all time, each with its count."""
        rating = Rating.objects.filter(shop=self.shop).first() or Rating(shop=self.shop)
        return Response(RatingSerializer(rating).data)


def _public(view: KeyedView, review_id: int) -> Review:
    rows = view.shop.reviews.public().with_reply().select_related("invitation")
    review: Review = get_object_or_404(rows, pk=review_id)
    return review
