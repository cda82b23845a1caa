"""What browsers tell when a page asks for something that our content policy forbids: a fault of ours, or an attack.

One line in the log for each kind an hour. Which page it was is said by its name: an address may hold a key.
"""

import hashlib
import json
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, path, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

ADDRESS = "/content-policy"
LARGEST = 8192  # bytes; a report has a few hundred
MOST_KINDS, HOUR = 100, 3600  # lines in the log, in seconds
_LONGEST = 60
_LOG = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Says nothing back, whatever comes in: anybody may send anything here."""
    told = _told(request)
    if told:
        _note(_plain(told.get("effective-directive") or told.get("violated-directive")), _host(told), _page(told))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _told(request: HttpRequest) -> dict[str, Any]:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return {}
        found = json.loads(request.body)
    except (ValueError, RecursionError, BadRequest, SuspiciousOperation):
        return {}
    inner = found.get("csp-report") if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else {}


def _plain(said: Any) -> str:
    """A word of a report: short, and with nothing in it that could break a line of the log."""
    return "".join(each for each in str(said or "-")[:_LONGEST] if each.isascii() and each.isprintable()) or "-"


def _host(told: dict[str, Any]) -> str:
    blocked = str(told.get("blocked-uri", ""))
    try:
        return _plain(urlsplit(blocked).hostname or blocked)
    except ValueError:
        return "-"


def _page(told: dict[str, Any]) -> str:
    try:
        return _plain(resolve(urlsplit(str(told.get("document-uri", ""))).path).view_name)
    except (Resolver404, ValueError):
        return "-"


def _note(directive: str, blocked: str, page: str) -> None:
    kind = hashlib.sha256(f"{directive} {blocked} {page}".encode()).hexdigest()[:32]
    if not cache.add(f"content-policy:{kind}", 1, HOUR):
        return
    if int(cache.get_or_set("content-policy:kinds", 0, HOUR) or 0) < MOST_KINDS:
        _LOG.warning("The content policy stopped %s from %s on %s", directive, blocked, page)
    try:
        cache.incr("content-policy:kinds")
    except ValueError:  # forgotten between the two
        return


urlpatterns = [path(ADDRESS.lstrip("/"), report)]
