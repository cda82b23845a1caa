"""The keys of the shop's own plugin: make one, replace it, withdraw it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from reviews.models import PluginKey


@for_shop
@require_safe
def keys(request: ShopRequest) -> HttpResponse:
    of_shop = PluginKey.objects.of(request.shop)
    facts = {"working": of_shop.working(), "revoked": of_shop.exclude(revoked_at=None), "host": settings.SITE_URL}
    return render(request, "dashboard/keys.html", facts)


@for_shop
@require_POST
def issue_key(request: ShopRequest) -> HttpResponse:
    PluginKey.issue(request.shop, actor=request.actor, at=request.now)
    messages.success(request, _("The key is ready. Copy it into your plugin."))
    return redirect("dashboard:keys", shop_id=request.shop.pk)


@for_shop
@require_POST
def rotate_key(request: ShopRequest, key_id: int) -> HttpResponse:
    """A new key in the place of the old one, which stops at once."""
    _working_key(request, key_id).rotate(actor=request.actor, at=request.now)
    messages.success(request, _("The old key stopped. Copy the new one into your plugin."))
    return redirect("dashboard:keys", shop_id=request.shop.pk)


@for_shop
@require_POST
def revoke_key(request: ShopRequest, key_id: int) -> HttpResponse:
    _working_key(request, key_id).revoke(actor=request.actor, at=request.now)
    messages.success(request, _("The key does not work any more."))
    return redirect("dashboard:keys", shop_id=request.shop.pk)


def _working_key(request: ShopRequest, key_id: int) -> PluginKey:
    return get_object_or_404(PluginKey.objects.of(request.shop).working(), pk=key_id)


urlpatterns = [
    path("shops/<int:shop_id>/keys/", keys, name="keys"),
    path("shops/<int:shop_id>/keys/issue/", issue_key, name="issue_key"),
    path("shops/<int:shop_id>/keys/<int:key_id>/rotate/", rotate_key, name="rotate_key"),
    path("shops/<int:shop_id>/keys/<int:key_id>/revoke/", revoke_key, name="revoke_key"),
]
