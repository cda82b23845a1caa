"""The member page: what everybody may know of a shop that carries, or carried, the mark."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import conditional_page, require_safe

from disputes import figures
from frontend import linked_data
from frontend.access import HouseRequest, visitor
from frontend.coverage import told_of
from frontend.guides import by_point
from frontend.paging import page_of
from frontend.public.membership_history import history_of
from frontend.public.shop_reviews import PublicReviewFilter
from frontend.public.sitemaps import AFTER_THE_END
from inspections.models import Finding, Inspection
from members.models import Shop
from reviews.models import Notice, Rating, RatingMonth

MONTHS = 13  # this month, and the twelve that the score is of
REVIEWS_TOLD = 5  # of them search engines are told, as the page shows them


@visitor
@require_safe
@conditional_page
def shop(request: HouseRequest, shop_id: int) -> HttpResponse:
    """Only shops that were approved once have a page; the mark's standing is said first (terms 5.3, 8.1)."""
    found = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    chosen = PublicReviewFilter(request.GET, queryset=found.reviews.public().with_all(), shop=found)
    rating = Rating.objects.filter(shop=found).first()
    page = page_of(chosen.qs, request, by="published_at", size=20)
    facts: dict[str, Any] = {
        "shop": found,
        "standing": found.standing,
        "rating": rating,
        "months": RatingMonth.latest(found.pk, MONTHS),
        "filter": chosen,
        "page": page,
        "hidden": found.ended_at is not None and found.ended_at < request.now - AFTER_THE_END,
        "data": linked_data.of_shop(found, rating, page.rows[:REVIEWS_TOLD]) if found.shows_seal() else "",
        "history": history_of(found),
        "inspection": last_inspection(found),
        "disputes": figures.of_shop(found),
        "has_products": bool(chosen.products),
        "coverage": told_of(found, request.now),
        "requests": Notice.objects.of(found).in_numbers(),
    }
    return render(request, "public/shop.html", facts)


@visitor
@require_safe
def inspected(request: HouseRequest, shop_id: int) -> HttpResponse:
    """Every point that was looked at, in the public's words."""
    found = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    inspection = last_inspection(found)
    findings = inspection.findings.select_related("criterion") if inspection else Finding.objects.none()
    shown = list(findings.filter(verdict__in=["MET", "NOT_MET"]))
    guides = by_point(finding.criterion.code for finding in shown)
    facts = {"shop": found, "inspection": inspection, "findings": shown, "guides": guides}
    return render(request, "public/inspected.html", facts)


def last_inspection(shop: Shop) -> Inspection | None:
    return shop.inspections.filter(state=Inspection.State.PASSED).order_by("-decided_at").first()


urlpatterns = [
    path("shops/<int:shop_id>/", shop, name="shop"),
    path("shops/<int:shop_id>/inspection/", inspected, name="inspected"),
]
