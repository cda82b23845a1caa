"""What customers say about products, and whether the shop's own site has it too."""

from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.paging import page_of
from reviews.models import ProductReview, Push, SyncAddress
from reviews.models.product_review import ProductReviewQuerySet


class ProductReviewFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which reviews: of a product by part of its name, in which state, and how far the copy in the shop is."""

    product = django_filters.CharFilter(
        label=gettext_lazy("Product"), field_name="product__name", lookup_expr="icontains"
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), empty_label=gettext_lazy("All"), choices=ProductReview.State.choices
    )
    copy = django_filters.ChoiceFilter(
        label=gettext_lazy("In your shop"),
        field_name="push__state",
        empty_label=gettext_lazy("All"),
        choices=Push.State.choices,
    )

    class Meta:
        model = ProductReview
        fields = ("product", "state", "copy")


@for_shop
@require_safe
def product_reviews(request: ShopRequest) -> HttpResponse:
    chosen = ProductReviewFilter(request.GET, queryset=_reviews(request).with_mark().select_related("product", "push"))
    facts: dict[str, Any] = {
        "filter": chosen,
        "page": page_of(chosen.qs, request, by="published_at"),
        "address": SyncAddress.objects.filter(shop=request.shop).first(),
    }
    return render(request, "dashboard/product_reviews.html", facts)


@for_shop
@require_POST
def push_again(request: ShopRequest, review_id: int) -> HttpResponse:
    """The owner repaired something in the shop: the copy is tried anew, from now on."""
    review = get_object_or_404(_reviews(request).filter(push__state=Push.State.FAILED), pk=review_id)
    Push.want(review, at=request.now)
    messages.success(request, _("We try again within a few minutes."))
    return redirect("dashboard:product_reviews", shop_id=request.shop.pk)


def _reviews(request: ShopRequest) -> ProductReviewQuerySet:
    found: ProductReviewQuerySet = request.shop.product_reviews.all()
    return found


urlpatterns = [
    path("shops/<int:shop_id>/product-reviews/", product_reviews, name="product_reviews"),
    path("shops/<int:shop_id>/product-reviews/<int:review_id>/push/", push_again, name="push_product_review"),
]
