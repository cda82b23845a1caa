"""What happens when somebody has got in: the browser is written down, and a new device is told of by letter."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from keurmerk.outbox import record
from keurmerk.tokens import BadToken, sign, unsign
from keurmerk.whereabouts import Whereabouts
from members.browsers import Browser
from members.models import Device, LoginSession, User
from members.terms import DEVICE_KNOWN

NOTED = "login_session"  # in the session: the id of its row
_COOKIE = "device"  # who logged in from this browser before; only ever set by logging in
_PEOPLE = 5  # that one browser remembers


def note(request: HttpRequest, response: HttpResponse, user: User, *, at: datetime) -> None:
    """Writes the session down, and tells the person of a device that was never seen before."""
    browser = Browser.of(request.headers.get("User-Agent", ""))
    if not request.session.session_key:
        request.session.save()
    key = request.session.session_key
    assert key is not None  # it was saved
    request.session[NOTED] = LoginSession.open(user, key, browser, at=at).pk
    if not _is_known(request, user):
        facts = {"family": browser.family, "system": browser.system}
        record("device.added", subject=user, actor=f"user:{user.pk}", at=at, payload=facts)
    Device.note(user, Whereabouts.of(request), at=at)
    _remember(request, response, user)


def _is_known(request: HttpRequest, user: User) -> bool:
    """By its cookie, or by its hash; the very first device of a person is no news either."""
    if str(user.pk) in _people(request):
        return True
    devices = Device.objects.filter(user=user)
    return not devices.exists() or devices.filter(device=Whereabouts.of(request).device).exists()


def _people(request: HttpRequest) -> list[str]:
    try:
        said = unsign(_COOKIE, request.COOKIES.get(_COOKIE, ""), max_age=_seconds(DEVICE_KNOWN))
    except BadToken:
        return []
    return said.split(".")


def _remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    others = [each for each in _people(request) if each != str(user.pk)]
    response.set_cookie(
        _COOKIE,
        sign(_COOKIE, ".".join([str(user.pk), *others][:_PEOPLE])),
        max_age=_seconds(DEVICE_KNOWN),
        secure=not settings.SANDBOX,
        httponly=True,
        samesite="Lax",
    )


def _seconds(long: timedelta) -> int:
    return int(long.total_seconds())
