"""Where one is logged in, and ending that from here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import PersonRequest, person
from members.models import LoginSession


@person
@require_safe
def sessions(request: PersonRequest) -> HttpResponse:
    mine = list(LoginSession.objects.of(request.user))
    return render(request, "account/sessions.html", {"sessions": mine, "here": request.session.session_key})


@person
@require_POST
def end_session(request: PersonRequest, session_id: int) -> HttpResponse:
    """One of one's own; the one of this page ends by logging out."""
    mine = LoginSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    ended = get_object_or_404(mine, pk=session_id)
    LoginSession.objects.filter(pk=ended.pk).end()
    messages.success(request, _("You are logged out there."))
    return redirect("account:sessions")


@person
@require_POST
def end_other_sessions(request: PersonRequest) -> HttpResponse:
    LoginSession.end_others(request.user, request.session.session_key, actor=request.actor, at=request.now)
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("account:sessions")


urlpatterns = [
    path("sessions/", sessions, name="sessions"),
    path("sessions/end-others/", end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:session_id>/end/", end_session, name="end_session"),
]
