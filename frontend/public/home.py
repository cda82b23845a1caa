"""The front page: find a shop, get help, join."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from members.models import Shop
from reviews.models import Review


@visitor
@require_safe
def home(request: HouseRequest) -> HttpResponse:
    listed = Shop.objects.listed().with_standing().select_related("rating").filter(ended_at=None)
    latest = Review.objects.public().verified().filter(shop__ended_at=None).select_related("shop").newest_first()[:3]
    facts = {"shops": listed.order_by("-registered_at")[:6], "reviews": latest, "number": listed.count()}
    return render(request, "public/home.html", facts)


urlpatterns = [path("", home, name="home")]
