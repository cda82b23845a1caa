"""The product's addresses, and beside them the peers that it is held against, on the same server."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from frontend.widgets.data import as_json
from frontend.widgets.facts import card_for, installed_mark
from keurmerk import clock
from keurmerk.urls import urlpatterns as product
from members.models import Shop
from reviews import terms
from reviews.api import ShopView
from reviews.models import Invitation


@csrf_exempt
@login_not_required
def bare_insert(request: HttpRequest) -> HttpResponse:
    """The least that Django needs to keep the same order: no key, no checks, no event; one row."""
    now = request.now  # type: ignore[attr-defined]
    Invitation.objects.create(
        shop_id=request.GET["id"],
        email=request.POST["email"],
        email_hash=sha256(request.POST["email"].encode()).hexdigest(),
        order_number=request.POST["order"],
        received_at=now,
        send_at=now + terms.INVITATION_LIFE,
        expires_at=now + terms.INVITATION_LIFE,
    )
    return JsonResponse({"status": "success"})


@login_not_required
def asked_each_time(request: HttpRequest, shop_id: int) -> HttpResponse:
    """The published answer, made from the database at every request."""
    shop = get_object_or_404(Shop.objects.with_standing(), pk=shop_id)
    return HttpResponse(as_json(card_for(shop, clock.now()), installed_mark()), content_type="application/json")


urlpatterns = [
    path("bench/insert", bare_insert),
    path("bench/shops/<int:shop_id>", asked_each_time),
    path("bench/api/shops/<int:shop_id>", login_not_required(ShopView.as_view(throttle_classes=()))),  # no limit here
    *product,
]
