"""Where a general link or QR code of a shop leads: the same form as without an invitation, labelled by its origin."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from frontend.consumer.open_review import begin
from reviews.models import LinkClosed, ReviewLink


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def review_link(request: HouseRequest, token: str) -> HttpResponse:
    """The form; its writer confirms an address before anything is public, and nothing here proves a purchase."""
    links = ReviewLink.objects.select_related("shop__member").prefetch_related("shop__grants")
    link = links.filter(token=token).first()
    if link is None:
        return render(request, "consumer/link_unknown.html", status=404)
    if not link.is_open(request.now):
        return _closed(request, link)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        link.note_opened()
    try:
        return begin(request, link.shop, origin=link.place, taken=lambda: link.note_written(at=request.now))
    except LinkClosed:
        return _closed(request, link)


def _closed(request: HouseRequest, link: ReviewLink) -> HttpResponse:
    """Withdrawn, no mark, or busy enough for today: what to do instead."""
    status = 410 if link.revoked_at else 200
    return render(request, "consumer/review_link_closed.html", {"link": link}, status=status)


urlpatterns = [path("l/<str:token>/", review_link, name="review_link")]
