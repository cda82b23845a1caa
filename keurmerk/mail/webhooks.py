"""What Postmark tells us afterwards about a letter: a hint that is checked, heeded once, and never an order.

Unsigned by design of the vendor: the secret is basic auth in the address. A wrong one gets 401, because a 403 would
stop Postmark's retries for good (integrations.md 3). News comes at least once and in any order. Of an opening or a
click we keep the moment; address, place and machine of the reader are not looked at.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from keurmerk import clock
from keurmerk.mail.outcome import Sent
from keurmerk.mail.settling import settle
from keurmerk.mail.suppression import address_hash, suppress
from keurmerk.models import Heard, SentLetter
from keurmerk.outbox import record

_HARD = {"HardBounce", "BadEmailAddress", "SpamNotification", "SpamComplaint", "ManuallyDeactivated"}
_MOMENTS = ("DeliveredAt", "ReceivedAt", "BouncedAt", "ChangedAt")


@csrf_exempt
@login_not_required
@require_POST
def postmark(request: HttpRequest) -> HttpResponse:
    if not _knows_the_secret(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="postmark"'})
    try:
        told = json.loads(request.body)
    except ValueError:
        return HttpResponse(status=400)
    if isinstance(told, dict):
        _hear(told, now=clock.now())
    return HttpResponse(status=200)


def _hear(told: dict[str, Any], *, now: datetime) -> None:
    """Heeds what is about a letter of ours, once; whatever else it says is no business of ours."""
    heed = _HEEDED.get(str(told.get("RecordType")))
    letter = _letter_in(told)
    if heed is None or letter is None:
        return
    with transaction.atomic():
        _, fresh = Heard.objects.get_or_create(vendor="postmark", said=_identity(told), defaults={"at": now})
        if fresh:
            if not letter.vendor_id:
                settle([(letter, Sent(str(told["MessageID"])))])  # so it was taken, whatever the hand-over heard
            heed(letter, told, _moment(told, letter, now))


def _letter_in(told: dict[str, Any]) -> SentLetter | None:
    """The letter whose number travelled along, when message and person are its own as well."""
    metadata, message = told.get("Metadata"), told.get("MessageID")
    number = str(metadata.get("letter", "")) if isinstance(metadata, dict) else ""
    if not number.isdecimal() or len(number) > 18 or not isinstance(message, str) or not message:
        return None
    ours = Q(vendor_id=message[:80]) | Q(vendor_id="")
    return SentLetter.objects.filter(ours, pk=int(number), to__iexact=_person(told)).first()


def _person(told: dict[str, Any]) -> str:
    return str(told.get("Recipient") or told.get("Email") or "")


def _identity(told: dict[str, Any]) -> str:
    """Equal for what is told twice. Keyed, for it holds an address."""
    said = [str(told.get(name)) for name in ("RecordType", "MessageID", "ID", *_MOMENTS)]
    return address_hash("\n".join([*said, _person(told)]))


def _moment(told: dict[str, Any], letter: SentLetter, now: datetime) -> datetime:
    """When it happened; now, when the vendor names a moment before the letter or after today."""
    said = next((str(told[name]) for name in _MOMENTS if told.get(name)), "")
    try:
        moment = parse_datetime(said)
    except ValueError:
        return now
    if moment is None or moment.tzinfo is None:
        return now
    return moment if letter.queued_at <= moment <= now else now


def _note(letter: SentLetter, column: str, moment: datetime) -> bool:
    """The earliest moment counts. Says whether it is the first time that we hear of it."""
    mine = SentLetter.objects.filter(pk=letter.pk)
    if mine.filter(**{column: None}).update(**{column: moment}):
        return True
    mine.filter(**{f"{column}__gt": moment}).update(**{column: moment})
    return False


def _delivered(letter: SentLetter, told: dict[str, Any], moment: datetime) -> None:
    _note(letter, "delivered_at", moment)


def _opened(letter: SentLetter, told: dict[str, Any], moment: datetime) -> None:
    _note(letter, "opened_at", moment)


def _clicked(letter: SentLetter, told: dict[str, Any], moment: datetime) -> None:
    _note(letter, "clicked_at", moment)


def _bounced(letter: SentLetter, told: dict[str, Any], moment: datetime) -> None:
    """Only what is final; a full mailbox may be empty tomorrow."""
    if told.get("Type") in _HARD:
        _unreachable(letter, str(told["Type"]), "bounced", moment)


def _complained(letter: SentLetter, told: dict[str, Any], moment: datetime) -> None:
    _unreachable(letter, "SpamComplaint", "complained", moment)


def _changed(letter: SentLetter, told: dict[str, Any], moment: datetime) -> None:
    """The reader left by the vendor's own link. Coming back that way is no permission: only a person gives that."""
    if told.get("SuppressSending") is not True:
        return
    reason = told.get("SuppressionReason")
    if reason in {"HardBounce", "SpamComplaint"}:
        _unreachable(letter, str(reason), "complained" if reason == "SpamComplaint" else "bounced", moment)
    elif told.get("Origin") == "Recipient":
        _tell(letter, "letter.unsubscribed", moment)


def _unreachable(letter: SentLetter, reason: str, how: str, moment: datetime) -> None:
    suppress(letter.to, reason=reason[:40], at=moment)
    if _note(letter, f"{how}_at", moment):
        _tell(letter, f"letter.{how}", moment)


def _tell(letter: SentLetter, news: str, moment: datetime) -> None:
    told = {"letter": letter.letter, "about": letter.about}
    record(news, subject=letter, actor="postmark", at=moment, payload=told)


_HEEDED: dict[str, Callable[[SentLetter, dict[str, Any], datetime], None]] = {
    "Delivery": _delivered,
    "Open": _opened,
    "Click": _clicked,
    "Bounce": _bounced,
    "SpamComplaint": _complained,
    "SubscriptionChange": _changed,
}


def _knows_the_secret(request: HttpRequest) -> bool:
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        said = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    expected = settings.POSTMARK_WEBHOOK_SECRET
    return kind == "Basic" and bool(expected) and secrets.compare_digest(said.encode(), expected.encode())


urlpatterns = [path("webhooks/postmark", postmark)]
