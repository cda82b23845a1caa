"""One of us looks along as somebody else: the browser sees what that person sees, and changes nothing.

Two locks: every method but reading is refused here, before any view, in the API as well; and the database itself
refuses to write for as long as such a request runs.
"""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse

from frontend.access import VIEWING, viewing_of
from members.models import User, Viewing
from members.second_step import has_passed, must_pass

_READING = {"GET", "HEAD", "OPTIONS"}


class ViewAs:
    """Stands before every view. Without a viewing in the session it does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        viewing = _running(request)
        if viewing is None or request.path == reverse("desk:end_viewing"):
            return self.get_response(request)
        request.viewing = viewing
        if request.method not in _READING:
            return _refused(request)
        request.user = viewing.person
        return self._only_reading(request)

    def _only_reading(self, request: HttpRequest) -> HttpResponse:
        """Whatever is asked, nothing is kept."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            response = self.get_response(request)
            transaction.set_rollback(True)
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """How somebody logs in is nobody else's to see."""
        found = request.resolver_match
        is_account = found is not None and (
            found.namespace == "account" or (found.url_name or "").startswith("account_")
        )
        return _refused(request) if is_account and viewing_of(request) else None

    def process_exception(self, request: Any, fault: Exception) -> HttpResponse | None:
        """A page that writes when it is read is not shown."""
        wrote = isinstance(fault, DatabaseError) and "read-only transaction" in str(fault)
        return _refused(request) if wrote and viewing_of(request) else None


def _running(request: Any) -> Viewing | None:
    """The viewing of this session, as long as it may go on; one that may not is ended."""
    if not hasattr(request, "now") or not request.user.is_authenticated or VIEWING not in request.session:
        return None
    mine = Viewing.objects.select_related("person", "by").filter(pk=request.session[VIEWING], by=request.user)
    found = mine.first()
    if found and found.ended_at is None and request.now < found.ends_at and _may_go_on(request, found):
        return found
    if found:
        found.end(at=request.now)
    del request.session[VIEWING]
    return None


def _may_go_on(request: Any, viewing: Viewing) -> bool:
    """Still the manager, who came in with the second factor; still somebody who is not one of us."""
    ours: User = request.user
    proved = not must_pass(ours) or has_passed(request)
    return ours.has_role() and proved and viewing.person.is_active and not Viewing.is_one_of_us(viewing.person)


def _refused(request: Any) -> HttpResponse:
    """Asks no query: the transaction may be spoiled."""
    facts = {
        "person": str(request.viewing.person),
        "csrf_token": get_token(request),
        "end": reverse("desk:end_viewing"),
    }
    return HttpResponse(render_to_string("desk/only_looking.html", facts), status=403)
