"""One review under its own address: what everybody may read of it now, or why it is not there."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from members.models import Shop
from reviews.models import ProductReview, Review


@visitor
@require_safe
def review(request: HouseRequest, review_id: int) -> HttpResponse:
    """What was held or removed leaves a place behind that says on which ground (frontend.md, Reviews)."""
    listed = Review.objects.with_all().select_related("shop").filter(shop__in=Shop.objects.listed())
    found = get_object_or_404(listed, pk=review_id)
    return render(request, "public/review.html", {"review": found, "shop": found.shop})


@visitor
@require_safe
def product_review(request: HouseRequest, review_id: int) -> HttpResponse:
    """The same for a review of a product."""
    listed = ProductReview.objects.with_mark().select_related("shop", "product").filter(shop__in=Shop.objects.listed())
    found = get_object_or_404(listed, pk=review_id)
    return render(request, "public/review.html", {"review": found, "shop": found.shop, "product": found.product})


urlpatterns = [
    path("reviews/<int:review_id>/", review, name="review"),
    path("product-reviews/<int:review_id>/", product_review, name="product_review"),
]
