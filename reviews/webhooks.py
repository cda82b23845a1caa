"""Copied order mails as Postmark hands them over. A hint like any other: checked, heeded once, answered with 200."""

import json
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from keurmerk import basic_auth, clock
from members.models import Shop
from reviews.imports.mails import postmark
from reviews.imports.mails.take import take_mail_in
from reviews.imports.unreadable import Unreadable
from reviews.models import OrderMailbox

MOST_BYTES = 40 * 1024 * 1024  # Postmark takes mails of 35 MB
_LOG = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """A mail for a shop's address. What we cannot use is answered with 200: sending it again would not help."""
    if not basic_auth.knows(request, settings.POSTMARK_INBOUND_SECRET):
        return basic_auth.refusal()
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    if isinstance(told, dict):
        _heed(told)
    return HttpResponse(status=200)


def _heed(told: dict[str, Any]) -> None:
    shop = _shop_of(told)
    if shop is None:
        return
    try:
        mail = postmark.mail(told)
    except Unreadable as refusal:
        _LOG.warning("A copied mail for shop %s cannot be read: %s", shop.pk, refusal.code)
        return
    vendor_id = told.get("MessageID")
    known = vendor_id[:80] if isinstance(vendor_id, str) else ""
    take_mail_in(shop, mail, vendor_id=known, actor="mail", at=clock.now())


def _shop_of(told: dict[str, Any]) -> Shop | None:
    """An address that nobody has is no reason to say so: who guesses learns nothing."""
    tokens = postmark.tokens(told, domain=settings.INBOUND_DOMAIN)
    boxes = {
        box.token: box.shop for box in OrderMailbox.objects.filter(token__in=tokens).select_related("shop__member")
    }
    return next((boxes[token] for token in tokens if token in boxes), None)


urlpatterns = [path("webhooks/postmark/inbound", inbound)]
