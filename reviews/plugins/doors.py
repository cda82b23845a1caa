"""The door of the plugin API: who knocks with which key, and every fault as an envelope that plugins understand."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from reviews.models import PluginKey
from reviews.plugins.limits import Limit

MISSING = "Not all obligated variables are set."
WRONG_KEY = "Incorrect authentication credentials."
TOO_OFTEN = "Too many requests: wait a minute."
PER_MINUTE = Limit(60)
_LOG = logging.getLogger(__name__)

Refusal = Callable[[str, int], HttpResponse]


class Refused(Exception):
    """The call is refused; the message is for the merchant who reads his plugin's log.

    `status` is what HTTP would say. Only where a plugin can stand it, it is said (plugin API 1.1).
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def unexpected() -> str:
    return f"Unexpected error while processing. Please contact {settings.BRAND['name']}."


def envelope(message: str, _status: int = 200) -> HttpResponse:
    """A refusal as nearly every route gives it: HTTP 200, for anything else throws out of the shop's own page."""
    return JsonResponse({"status": "error", "message": message})


def success(message: str, **facts: Any) -> JsonResponse:
    return JsonResponse({"status": "success", "message": message, **facts})


def plugin_route(
    *methods: str, refusal: Refusal = envelope
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Opens a view to plugins: no login, no CSRF token, and never an error page. Credentials are not logged."""

    def lock(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
            if request.method not in methods:
                return refusal(f"Use {' or '.join(methods)}.", 405)
            try:
                _count(address_of(request), settings.PLUGIN_CALLS_PER_ADDRESS)
                return view(request, **parts)
            except Refused as reason:
                return refusal(str(reason), reason.status)
            except (SuspiciousOperation, BadRequest):
                return refusal("The request could not be read.", 400)
            except Exception:  # noqa: BLE001  # an error page would throw out of the shop's own checkout
                _LOG.exception("The plugin route %s failed", view.__name__)
                return refusal(unexpected(), 500)

        opened: Callable[..., HttpResponse] = csrf_exempt(login_not_required(answered))
        return opened

    return lock


def _count(who: str, most: int) -> None:
    """Raises Refused for who calls more often than `most` times a minute."""
    if not PER_MINUTE.passes(who, most):
        raise Refused(TOO_OFTEN, 429)


def address_of(request: HttpRequest) -> str:
    """Who calls: behind a proxy the last address that it heard, which nobody but the proxy can write."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def key_of(request: HttpRequest, *, under: str = "code") -> PluginKey:
    """The key behind `id` and `code` in the query string. Raises Refused."""
    return key_behind(request, request.GET.get("id", ""), request.GET.get(under, ""))


def key_behind(request: HttpRequest, number: str, code: str) -> PluginKey:
    """The working key of this shop with this secret code. Raises Refused."""
    if not number or not code:
        raise Refused(MISSING)
    return _used(request, PluginKey.objects.admitting(shop_number(number), code))


def reader_of(request: HttpRequest) -> tuple[PluginKey, bool]:
    """The key behind `code` or `public_code`, and whether it is the secret one. Raises Refused."""
    public = request.GET.get("public_code", "")
    if request.GET.get("code") or not public:
        return key_of(request), True
    return _used(request, PluginKey.objects.showing(shop_number(request.GET.get("id", "")), public)), False


def _used(request: HttpRequest, key: PluginKey | None) -> PluginKey:
    """The key, if it is one and was not used too often. Who guesses has fewer tries than who knows."""
    if key is None:
        _count(f"wrong {address_of(request)}", settings.PLUGIN_WRONG_KEYS_PER_ADDRESS)
        raise Refused(WRONG_KEY, 403)
    _count(f"key {key.pk}", settings.PLUGIN_CALLS_PER_KEY)
    key.note_use(at=request.now)  # type: ignore[attr-defined]  # put there by keurmerk.middleware
    return key


def shop_number(said: str) -> int:
    """The shop's number, as it stands in an address or a body. Raises Refused."""
    if not (said.isascii() and said.isdigit() and len(said) <= 18):
        raise Refused(WRONG_KEY, 403)
    return int(said)


def page_of(request: HttpRequest, *names: str) -> slice:
    """`offset` and the most rows, 1 to 100, under the first of `names` that was sent."""
    most = next((_number(request.GET[name], 100) for name in names if name in request.GET), 100)
    start = _number(request.GET.get("offset", "0"), 0)
    start = min(max(start, 0), 10**9)
    return slice(start, start + min(max(most, 1), 100))


def _number(said: str, otherwise: int) -> int:
    try:
        return int(said[:18])
    except ValueError:
        return otherwise
