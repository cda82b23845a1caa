"""Keeps the list of where somebody is logged in true, at the cost of one small query an hour."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from members.login import NOTED
from members.models import LoginSession

_SEEN: dict[int, datetime] = {}  # by this process: the hour in which each session was written down last
_MOST = 10_000


def visits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Follows a session to its new key, and out of the door; notes the hour in which it was seen."""

    def handle(request: Any) -> HttpResponse:
        before, noted = request.session.session_key, None
        if before and hasattr(request, "now") and request.user.is_authenticated:
            noted = request.session.get(NOTED)
        if noted is not None:
            _note(noted, request.now.replace(minute=0, second=0, microsecond=0))
        response = get_response(request)
        if noted is not None and request.session.session_key != before:
            _follow(noted, request.session.session_key)
        return response

    return handle


def _note(noted: int, hour: datetime) -> None:
    if _SEEN.get(noted) == hour:
        return
    if len(_SEEN) >= _MOST:
        _SEEN.clear()
    _SEEN[noted] = hour
    LoginSession.objects.filter(pk=noted, last_seen_at__lt=hour).update(last_seen_at=hour)


def _follow(noted: int, key: str | None) -> None:
    """A changed password gives the session a new key; logging out leaves it with none."""
    row = LoginSession.objects.filter(pk=noted)
    if key:
        row.update(session_key=key)
    else:
        row.delete()
