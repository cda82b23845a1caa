"""Mails as Postmark hands them over. A hint like any other: checked, heeded once, answered with 200."""

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
from keurmerk.mail.arriving import postmark
from keurmerk.mail.arriving.door import Arrival, take_in
from keurmerk.mail.arriving.mail import Unreadable

MOST_BYTES = 50 * 1024 * 1024  # Postmark takes mails of 35 MB, and what is attached grows by a third
_LOG = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """A mail for an address of ours. What we cannot use is answered with 200: sending it again would not help."""
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
    """An address that nobody has is no reason to say so: who guesses learns nothing."""
    try:
        mail = postmark.mail(told)
    except Unreadable as refusal:
        _LOG.warning("A mail cannot be read: %s", refusal.code)
        return
    hashes = postmark.tokens(told, domain=settings.INBOUND_DOMAIN)
    vendor_id = told.get("MessageID")
    known = vendor_id[:80] if isinstance(vendor_id, str) else ""
    take_in(Arrival(mail, tuple(postmark.recipients(told)), tuple(hashes), known), at=clock.now())


urlpatterns = [path("webhooks/postmark/inbound", inbound)]
