"""Who else has this case open now: a warning, and no lock, for the state of a case says whose it is.

Kept in the cache alone: by number of person, for a minute and a half after the page was last asked for.
"""

from datetime import timedelta

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from keurmerk import clock
from members.models import User

FRESH = timedelta(seconds=90)
KINDS = {"inspection": "inspector", "notice": "moderator", "dispute": "mediator"}  # and the role that works on it


def also_open(kind: str, pk: int, user: User) -> list[User]:
    """Notes that this person looks, and names the colleagues who do too."""
    key, now = f"open:{kind}:{pk}", clock.real().timestamp()
    seen: dict[int, float] = cache.get(key) or {}
    fresh = {who: at for who, at in seen.items() if now - at < FRESH.total_seconds()}
    cache.set(key, {**fresh, user.pk: now}, FRESH.total_seconds())
    others = set(fresh) - {user.pk}
    return list(User.objects.filter(pk__in=others).order_by("name")) if others else []


@staff("inspector", "moderator", "mediator")
@require_safe
def look(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    """Asked every half minute by the page that is open."""
    if kind not in KINDS or not request.user.has_role(KINDS[kind]):
        raise Http404
    return render(request, "desk/parts/also_open.html", {"colleagues": also_open(kind, pk, request.user)})


urlpatterns = [path("open/<slug:kind>/<int:pk>/", look, name="also_open")]
