"""The second step of logging in: a code. Who stands here has given the right password already."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from frontend.account.proof import code_field, lets_in
from members.models import SecondFactor, User
from members.second_step import SecondStep, note_passed


class CodeForm(forms.Form):
    code = code_field(label=_("Code"), help_text=_("The six digits in your app, or one of your recovery codes."))

    def __init__(self, person: User, request: Any) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.person, self.request = person, request

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        lets_in(self.person, typed, self.request)
        return typed


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@login_stage_required(stage=SecondStep.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def second_step(request: Any) -> HttpResponse:
    """With a right code the person is logged in, and goes on to where the password would have led."""
    stage = request._login_stage
    if not SecondFactor.guards(stage.login.user):  # it was switched off meanwhile, elsewhere
        gone: HttpResponse = stage.abort()
        return gone
    form = CodeForm(stage.login.user, request)
    if form.is_valid():
        note_passed(request, stage.login.user)
        response: HttpResponse = stage.exit()
        return response
    return render(request, "account/second_step.html", {"form": form})


urlpatterns = [path("second-step/", second_step, name="second_step")]
