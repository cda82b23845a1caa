"""Is everything up? For everybody, and for the machines of everybody: what works, not how."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from keurmerk import clock, copies
from keurmerk.models import Beat, Delivery, SentLetter

SILENCE = timedelta(seconds=90)  # of the queue, as /readyz has it
LATE_COPY = timedelta(minutes=1)
LATE_LETTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Part:
    """A part of the house as a visitor knows it."""

    code: str
    name: str | Promise
    up: bool


def parts(real: datetime) -> list[Part]:
    """Only whether each is up: no figure, no vendor, no version, of which somebody could make use."""
    beats = Beat.objects.filter(name="queue", at__gte=real - SILENCE).exists()
    overdue = Delivery.objects.waiting().filter(attempts=0, next_attempt_at__lt=real - LATE_LETTER).exists()
    late = SentLetter.objects.queued().filter(next_attempt_at__lt=real - LATE_LETTER).exists()
    return [
        Part("pages", _("Pages, dashboard and API"), up=True),  # or this would not have come so far
        Part("seals", _("Seals and widgets tell the latest"), up=copies.lag(real) < LATE_COPY.total_seconds()),
        Part("letters", _("E-mails and invitations go out"), up=beats and not late),
        Part("tasks", _("What follows by itself, follows"), up=beats and not overdue),
    ]


@visitor
@require_safe
@cache_control(public=True, max_age=15)
def status(request: HouseRequest) -> HttpResponse:
    found = parts(clock.real())
    return render(request, "public/status.html", {"parts": found, "all_up": all(part.up for part in found)})


@visitor
@require_safe
@cache_control(public=True, max_age=15)
def status_json(request: HouseRequest) -> JsonResponse:
    """503 without a database, so that a monitor needs to read nothing."""
    try:
        found = parts(clock.real())
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "down", "parts": {}}, status=503)
    states = {part.code: "up" if part.up else "degraded" for part in found}
    return JsonResponse({"status": "up" if all(part.up for part in found) else "degraded", "parts": states})


urlpatterns = [path("status", status, name="state"), path("status.json", status_json, name="state_json")]
