"""Setting up the app that gives the codes of the second step, and doing away with it."""

import io

import segno
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from frontend.access import PersonRequest, person
from frontend.account import recovery_codes
from frontend.account.proof import BothFactorsForm, PasswordForm, code_field
from keurmerk import clock
from keurmerk.sealing import seal, unseal
from members import code_app
from members.models import LoginSession, SecondFactor
from members.models.passkey import Passkey
from members.second_step import forget_passed, has_passed, must_pass, note_passed

_PENDING = "second_factor_secret"  # in the session, sealed: the secret that the app was shown and has not proved yet
page = require_http_methods(["GET", "HEAD", "POST"])


class AppForm(PasswordForm):
    """The password, and the first code of the app: it proves that the secret came across."""

    code = code_field(label=gettext_lazy("Code from the app"), help_text=gettext_lazy("Six digits."))

    def __init__(self, request: PersonRequest, secret: str) -> None:
        super().__init__(request)
        self.secret = secret
        self.order_fields(["code", "password"])

    def clean_code(self) -> int:
        """The half minute of the code."""
        step = code_app.step_of(self.secret, self.cleaned_data["code"], moment=clock.real())
        if step is None:
            raise ValidationError(_("This code is not right. Is the clock of your phone?"))
        return step


@person
@sensitive_post_parameters("code", "password")
@page
def set_up(request: PersonRequest) -> HttpResponse:
    """Shows the secret as a picture and as text; a code of the app and the password switch the second step on."""
    if SecondFactor.objects.filter(user=request.user).exists():
        return redirect("account:security")
    secret = _pending_secret(request)
    form = AppForm(request, secret)
    if form.is_valid():
        step = form.cleaned_data["code"]
        codes = SecondFactor.add(request.user, secret, step=step, actor=request.actor, at=request.now)
        here = request.session.session_key  # whoever is in elsewhere came without the second step
        LoginSession.end_others(request.user, here, actor=request.actor, at=request.now)
        del request.session[_PENDING]
        note_passed(request, request.user)
        return recovery_codes.show(request, codes, first=True) if codes else redirect("account:security")
    address = code_app.address_of(secret, person=request.user.email, issuer=settings.BRAND["name"])
    picture = {"address": address, "picture": _picture(address), "key": code_app.in_groups(secret)}
    forced = must_pass(request.user) and not has_passed(request)
    return render(request, "account/second_factor.html", {"form": form, "forced": forced, **picture})


@person
@sensitive_post_parameters("code", "password")
@page
def remove(request: PersonRequest) -> HttpResponse:
    """With the password and a code alone: who found a browser open, or a phone, has one of the two."""
    factor = get_object_or_404(SecondFactor, user=request.user)
    form = BothFactorsForm(request)
    if form.is_valid():
        factor.remove(actor=request.actor, at=request.now)
        if not SecondFactor.guards(request.user):
            forget_passed(request)
        messages.success(request, _("We do not ask for codes of your app any more."))
        return redirect("account:security")
    facts = {"form": form, "question": form.question(), "passkeys": Passkey.objects.of(request.user).exists()}
    return render(request, "account/second_factor_remove.html", facts)


def _pending_secret(request: PersonRequest) -> str:
    """The same one until it is proved, so that a typing error does not ask for another scan."""
    try:
        return unseal(request.session[_PENDING])
    except (KeyError, InvalidToken):
        secret = code_app.new_secret()
        request.session[_PENDING] = seal(secret)
        return secret


def _picture(address: str) -> SafeString:
    drawn = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, dark="#16213e", light="#fff")
    return mark_safe(drawn.getvalue().decode())  # drawn from squares alone


urlpatterns = [
    path("second-factor/", set_up, name="second_factor"),
    path("second-factor/remove/", remove, name="remove_second_factor"),
]
