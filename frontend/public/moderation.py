"""What a shop asked us to look at, and what became of it: numbers, and a place for each review that is gone."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from frontend.paging import page_of
from members.models import Shop
from reviews.grounds import Grounds
from reviews.models import Notice, Review


@visitor
@require_safe
def moderation(request: HouseRequest, shop_id: int) -> HttpResponse:
    """Requests of the shop by ground and result, and every review that we hid or removed (product.md B4)."""
    shop = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    gone = shop.reviews.filter(state__in=[Review.State.HELD, Review.State.REMOVED])
    facts: dict[str, Any] = {
        "shop": shop,
        "numbers": Notice.objects.of(shop).in_numbers(),
        "grounds": _by_ground(shop),
        "page": page_of(gone, request, by="published_at"),
    }
    return render(request, "public/moderation.html", facts)


def _by_ground(shop: Shop) -> list[dict[str, Any]]:
    rows = Notice.objects.of(shop).order_by().values("grounds").annotate(n=Count("pk"))
    return [{"words": Grounds(row["grounds"]).label, "n": row["n"]} for row in rows.order_by("-n", "grounds")]


urlpatterns = [path("shops/<int:shop_id>/moderation/", moderation, name="moderation")]
