"""What Mailchimp tells us of its readers. Unsigned by design of the vendor: the secret is in the address.

Heard at least once and in any order. It only ever takes somebody off, or asks us to look; back on comes a reader by
their own act in the dashboard alone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from keurmerk import clock
from members.models import NewsletterReader

_LONGEST_ADDRESS = 254


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_changed(request: HttpRequest, secret: str) -> HttpResponse:
    """An empty question is how Mailchimp tries the address; a wrong secret finds nothing there."""
    expected = settings.MAILCHIMP_WEBHOOK_SECRET
    if not (expected and constant_time_compare(secret, expected)):
        return HttpResponse(status=404)
    if request.method == "POST" and request.POST.get("data[list_id]") == settings.MAILCHIMP_LIST:
        heed = _HEEDED.get(request.POST.get("type", ""))
        if heed:
            heed(request.POST, clock.now())
    return HttpResponse(status=200)


def _unsubscribed(told: Mapping[str, str], now: datetime) -> None:
    """Their own act. Put away by hand is not: then the list is looked at."""
    with transaction.atomic():
        for reader in _readers(told.get("data[email]", "")):
            if told.get("data[action]", "unsub") == "unsub":
                reader.unsubscribe(actor="mailchimp", at=now, told=True)
            else:
                NewsletterReader.look_again(reader.user, at=now)


def _cleaned(told: Mapping[str, str], now: datetime) -> None:
    with transaction.atomic():
        for reader in _readers(told.get("data[email]", "")):
            reader.mark_cleaned(reader.listed_as, at=now)


def _readdressed(told: Mapping[str, str], now: datetime) -> None:
    email = told.get("data[new_email]", "").strip()
    try:
        validate_email(email)
    except ValidationError:
        return
    if len(email) > _LONGEST_ADDRESS:
        return
    with transaction.atomic():
        for reader in _readers(told.get("data[old_email]", "")):
            reader.choose(email, at=now)


def _readers(email: str) -> list[NewsletterReader]:
    """Whom the list has under this address: one, and nobody for a stranger's."""
    found = NewsletterReader.objects.known_by(email.strip()) if email.strip() else NewsletterReader.objects.none()
    return list(found.select_for_update(of=("self",)).select_related("user"))


_HEEDED: dict[str, Callable[[Mapping[str, str], datetime], None]] = {
    "unsubscribe": _unsubscribed,
    "cleaned": _cleaned,
    "upemail": _readdressed,
}

urlpatterns = [path("webhooks/newsletter/<str:secret>", newsletter_changed)]
