"""The shop takes its reviews along: ask for an export and fetch it, bring reviews from elsewhere (product.md B9)."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.dashboard.review_imports import BringForm
from frontend.paging import page_of
from reviews.models import ReviewExport


@for_shop
@require_safe
def review_transfer(request: ShopRequest) -> HttpResponse:
    exports = ReviewExport.objects.filter(shop=request.shop).newest_first()[:5]
    facts = {
        "exports": exports,
        "public": request.shop.reviews.public().count(),
        "form": BringForm(),
        "page": page_of(request.shop.review_imports.all(), request, by="uploaded_at", size=10),
    }
    return render(request, "dashboard/review_transfer.html", facts)


@for_shop
@require_POST
def ask_export(request: ShopRequest) -> HttpResponse:
    ReviewExport.ask(request.shop, actor=request.actor, at=request.now)
    messages.success(request, _("Your export is being made. It stands ready here in a few minutes."))
    return redirect("dashboard:review_transfer", shop_id=request.shop.pk)


@for_shop
@require_safe
def download_export(request: ShopRequest, export_id: int) -> HttpResponseBase:
    """The owner alone: it holds the words of people."""
    kept = ReviewExport.objects.filter(shop=request.shop).kept().filter(expires_at__gt=request.now)
    export = get_object_or_404(kept, pk=export_id)
    name = f"reviews-{request.shop.pk}-{export.asked_at:%Y-%m-%d}.zip"
    return FileResponse(default_storage.open(export.path), as_attachment=True, filename=name)


urlpatterns = [
    path("shops/<int:shop_id>/reviews/transfer/", review_transfer, name="review_transfer"),
    path("shops/<int:shop_id>/reviews/transfer/export/", ask_export, name="ask_export"),
    path("shops/<int:shop_id>/reviews/transfer/<int:export_id>/", download_export, name="download_export"),
]
