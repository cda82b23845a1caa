"""What buyers say about the products of a shop: which ones, and each on its own page."""

from typing import Any

import django_filters
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend import linked_data
from frontend.access import HouseRequest, visitor
from frontend.paging import page_of
from keurmerk.links import absolute
from members.models import Shop
from reviews.models import Product, ProductReview
from reviews.models.product import ProductFigures


class ProductFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which product, by part of its name."""

    name = django_filters.CharFilter(label=_("Product"), lookup_expr="icontains")

    class Meta:
        model = Product
        fields = ("name",)


@visitor
@require_safe
def products(request: HouseRequest, shop_id: int) -> HttpResponse:
    """Those that were reviewed, the one that was ordered last first."""
    found = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    chosen = ProductFilter(request.GET, queryset=found.product_reviews.all().products())
    page = page_of(chosen.qs, request, by="seen_at")
    figures = ProductReview.objects.figures(page.rows)
    facts: dict[str, Any] = {
        "shop": found,
        "standing": found.standing,
        "filter": chosen,
        "page": page,
        "rows": [(product, figures[product.pk]) for product in page.rows],
    }
    return render(request, "public/products.html", facts)


@visitor
@require_safe
def product(request: HouseRequest, shop_id: int, product_id: int) -> HttpResponse:
    """Its reviews, what they come to, and how they were collected (BW 6:193e; UCPD 7(6))."""
    shop = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    found = get_object_or_404(shop.product_reviews.all().products(), pk=product_id)
    figures = ProductReview.objects.figures([found])[found.pk]
    reviews = found.reviews.public().with_mark()
    facts: dict[str, Any] = {
        "shop": shop,
        "standing": shop.standing,
        "product": found,
        "figures": figures,
        "page": page_of(reviews, request, by="published_at", size=20),
        "data": _linked_data(found, figures) if shop.shows_seal() else "",
    }
    return render(request, "public/product.html", facts)


def _linked_data(product: Product, figures: ProductFigures) -> str:
    """Of a member, from real reviews of this product alone; nothing without one (frontend.md, Rich snippet)."""
    if figures.mean is None:
        return ""
    here = absolute(reverse("public:product", args=[product.shop_id, product.pk]))
    known = {"gtin": product.gtin, "sku": product.sku, "mpn": product.mpn, "url": product.url}
    facts: dict[str, Any] = {"@type": "Product", "name": product.name, "mainEntityOfPage": here}
    facts |= {name: value for name, value in known.items() if value}
    if product.brand:
        facts["brand"] = {"@type": "Brand", "name": product.brand}
    return linked_data.script(facts | {"aggregateRating": linked_data.aggregate(figures.mean, figures.count)})


urlpatterns = [
    path("shops/<int:shop_id>/products/", products, name="products"),
    path("shops/<int:shop_id>/products/<int:product_id>/", product, name="product"),
]
