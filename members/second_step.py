"""The second step at the door: after the password a code, of who set that up. The browser waits half logged in."""

from allauth.account.stages import LoginStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from members.models import SecondFactor, User

_PASSED = "second_step"  # in the session: the id of who took the second step in it


class SecondStep(LoginStage):  # type: ignore[misc]  # allauth has no types
    """Between the password and the session of somebody with a second factor."""

    key = "second_step"
    urlname = "account:second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Sends the browser on to the code, or lets it pass."""
        if SecondFactor.guards(self.login.user):
            return redirect(self.urlname), True
        return None, True


def must_pass(user: User) -> bool:
    """Our own people must have a second factor (processing agreement, Security: access), but in the sandbox."""
    return settings.SECOND_FACTOR_FOR_STAFF and bool(user.staff_role or user.is_staff or user.is_superuser)


def note_passed(request: HttpRequest, user: User) -> None:
    request.session[_PASSED] = user.pk


def has_passed(request: HttpRequest) -> bool:
    """Did who is logged in show a second factor in this session? It is worth nothing for somebody else."""
    return request.user.is_authenticated and request.session.get(_PASSED) == request.user.pk


def forget_passed(request: HttpRequest) -> None:
    request.session.pop(_PASSED, None)
