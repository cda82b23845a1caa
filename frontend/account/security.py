"""How somebody logs in, on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, person
from members.models import LoginSession, RecoveryCode, SecondFactor
from members.models.passkey import Passkey


@person
@require_safe
def security(request: PersonRequest) -> HttpResponse:
    """Password, address, the second step with what is left of the recovery codes, and in how many browsers."""
    facts = {
        "second_factor": SecondFactor.objects.filter(user=request.user).first(),
        "passkeys": Passkey.objects.of(request.user),
        "sessions": LoginSession.objects.of(request.user).count(),
        "codes_left": RecoveryCode.objects.unused(request.user).count(),
    }
    return render(request, "account/security.html", facts)


urlpatterns = [path("security/", security, name="security")]
