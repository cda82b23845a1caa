"""The ledger for everybody, as JSON Lines: what anybody needs to find the same hashes and the same score."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from keurmerk.canonical import canonical
from keurmerk.links import absolute
from keurmerk.open_api import PublicView
from members.models import Shop
from reviews.api_examples import LEDGER
from reviews.models import LedgerEntry, ProductReview, Rating, Review
from reviews.models.record import ANSWERS, PRODUCT_WORDS, WITH_WORDS, words_of, words_of_reply

MOST = 10_000  # lines in one answer
AT_ONCE = 500  # of these in memory


class JSONLines(JSONRenderer):
    """So that a caller may ask for JSON Lines by name; the view writes them itself, and problems are plain JSON."""

    media_type = "application/jsonl"
    format = "jsonl"


class FromNumber(serializers.Serializer[Any]):
    """From where on, and how many."""

    after = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=MOST)


class LedgerLineSerializer(serializers.Serializer[Any]):
    """One entry of a shop's ledger."""

    at = serializers.CharField(help_text="When it happened, in UTC with six decimals")
    by = serializers.CharField(help_text="writer, shop, mark, or law: an authority ordered it")
    facts = serializers.DictField(
        allow_null=True, help_text="What the score of the shop, or the mean of a product, is made of from then on"
    )
    hash = serializers.CharField(help_text="SHA-256 of this line without hash and shown")
    kind = serializers.CharField(help_text="What happened")
    number = serializers.IntegerField(help_text="From 1 on, without a gap")
    previous = serializers.CharField(help_text="The hash of the entry before")
    product_review = serializers.IntegerField(
        required=False, help_text="To which review of a product; only where `kind` begins with product_"
    )
    reason = serializers.CharField(allow_blank=True, help_text="On which grounds it was held or removed")
    review = serializers.IntegerField(
        allow_null=True, help_text="To which review of the shop; null where it is about a review of a product"
    )
    shop = serializers.IntegerField(help_text="Of which shop")
    shown = serializers.DictField(allow_null=True, help_text="The words and their salt, while they are public")
    words = serializers.CharField(allow_null=True, help_text="SHA-256 of the words with their salt")


class LedgerView(PublicView):
    """A shop's ledger."""

    renderer_classes = (JSONLines, JSONRenderer)

    @extend_schema(
        operation_id="shop_ledger",
        summary="A shop's ledger: everything that ever happened to its reviews, one JSON object a line",
        parameters=[
            OpenApiParameter(
                "after",
                {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
                description="The number of the last entry you have; 0 when not given",
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MOST},
                description=f"1 to {MOST}; {MOST} when not given",
            ),
        ],
        responses={(200, JSONLines.media_type): LedgerLineSerializer},
        examples=[LEDGER],
    )
    def get(self, request: Request, shop_id: int) -> HttpResponseBase:
        """Each line is canonical JSON. `hash` is the SHA-256 of the line without `hash` and `shown`; `previous` is the
        hash of the line before. `shown` holds the words and their salt while they are public. There is more when the
        answer has a Link to the next page. The page "the ledger" tells how to check it.
        """
        shop = get_object_or_404(Shop.objects.listed(), pk=shop_id)
        asked = FromNumber(data=request.query_params)
        asked.is_valid(raise_exception=True)
        after, limit = asked.validated_data["after"], asked.validated_data["limit"]
        answer = StreamingHttpResponse(_lines(shop.pk, after, after + limit), content_type=JSONLines.media_type)
        rating = Rating.objects.filter(shop=shop).first()
        if rating is not None and rating.ledger_length > after + limit:
            there = absolute(f"/api/v1/shops/{shop.pk}/ledger?after={after + limit}&limit={limit}")
            answer["Link"] = f'<{there}>; rel="next"'
        return answer


def _lines(shop_id: int, after: int, until: int) -> Iterator[str]:
    """The entries with numbers above `after`, up to `until`, one query of some hundreds at a time."""
    entries = LedgerEntry.objects.filter(shop_id=shop_id, number__lte=until)
    while chunk := list(entries.after(after)[:AT_ONCE]):
        reviews, products = _readable(chunk), _readable_products(chunk)
        for entry in chunk:
            body = json.loads(entry.body)
            shown = _product_shown(body, products) if entry.product_review_id else _shown(body, reviews)
            yield canonical({**body, "hash": entry.hash, "shown": shown}) + "\n"
        after = chunk[-1].number


def _readable(entries: Sequence[LedgerEntry]) -> dict[int, Review]:
    ids = {entry.review_id for entry in entries if entry.kind in WITH_WORDS | ANSWERS}
    return Review.objects.public().with_reply().in_bulk(ids)


def _readable_products(entries: Sequence[LedgerEntry]) -> dict[int, ProductReview]:
    ids = {entry.product_review_id for entry in entries if entry.kind in PRODUCT_WORDS}
    return ProductReview.objects.public().in_bulk(ids) if ids else {}


def _product_shown(body: Mapping[str, Any], reviews: Mapping[int, ProductReview]) -> dict[str, str] | None:
    review = reviews.get(body["product_review"])
    if review is None or body["words"] is None or body["words"] != words_of(review):
        return None
    return _words(review)


def _words(review: Review | ProductReview) -> dict[str, str]:
    return {"salt": review.salt, "name": review.display_name, "text": review.text, "title": review.title}


def _shown(body: Mapping[str, Any], reviews: Mapping[int, Review]) -> dict[str, str] | None:
    """The words of this entry while everybody may read them: not of what was edited, held or removed since."""
    review = reviews.get(body["review"])
    if review is None or body["words"] is None:
        return None
    if body["kind"] in WITH_WORDS and body["words"] == words_of(review):
        return _words(review)
    reply = review.public_reply
    if reply is not None and body["kind"] in ANSWERS and body["words"] == words_of_reply(reply):
        return {"salt": reply.salt, "text": reply.text}
    return None
