"""Every request knows its moment and who acts, so that views hand both on."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from keurmerk import clock

NO_DATABASE = {"/healthz", "/readyz"}  # a monitor asks them when it is away; in the sandbox the clock lies in it


def moment_and_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.now` (the installation's clock) and `request.actor`.

    An address with a NUL leads nowhere: no token has one, and the database refuses to look for it.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        if request.path in NO_DATABASE:
            return get_response(request)
        request.now = clock.now()  # type: ignore[attr-defined]
        request.actor = str(_actor(request))  # type: ignore[attr-defined]
        response = get_response(request)
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response

    return handle


def _actor(request: HttpRequest) -> str:
    return f"user:{request.user.pk}" if request.user.is_authenticated else "visitor"
