"""The second step of logging in: a code, or a passkey. Who stands here has given the right password already."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from frontend.account.proof import SecondFactorForm
from members.models import SecondFactor
from members.second_step import SecondStep, note_passed


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@login_stage_required(stage=SecondStep.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def second_step(request: Any) -> HttpResponse:
    """With the second factor the person is logged in, and goes on to where the password would have led."""
    stage = request._login_stage
    if not SecondFactor.guards(stage.login.user):  # it was switched off meanwhile, elsewhere
        gone: HttpResponse = stage.abort()
        return gone
    form = SecondFactorForm(request, stage.login.user)
    if form.is_valid():
        note_passed(request, stage.login.user)
        response: HttpResponse = stage.exit()
        return response
    return render(request, "account/second_step.html", {"form": form, "question": form.question()})


urlpatterns = [path("second-step/", second_step, name="second_step")]
