"""Passkeys: adding a device that signs, giving it another name, taking it away."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from frontend.access import PersonRequest, person
from frontend.account import recovery_codes
from frontend.account.proof import BothFactorsForm, PasswordForm, answer_field, as_said
from members.browsers import Browser
from members.models import LoginSession, SecondFactor
from members.models.passkey import Passkey
from members.passkeys import NotAccepted
from members.second_step import forget_passed, note_passed

_ASKED = "passkey_new"  # in the session: the question to the new device; it is answered once
page = require_http_methods(["GET", "HEAD", "POST"])


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What do you call it?"), max_length=40)


class PasskeyForm(NameForm, PasswordForm):
    """A name to tell it by, the password, and what the device says."""

    field_order = ("name", "password", "passkey")
    passkey = answer_field(error_messages={"required": gettext_lazy("Your browser has to ask the device first.")})

    def __init__(self, request: PersonRequest) -> None:
        PasswordForm.__init__(self, request)
        self.fields["name"].initial = Browser.of(request.headers.get("User-Agent", "")).in_words()


@person
@sensitive_post_parameters("password")
@page
def add(request: PersonRequest) -> HttpResponse:
    """With the password alone, as for the first second factor; every browser elsewhere is logged out by that one."""
    state = request.session.pop(_ASKED, None)
    form = PasskeyForm(request)
    if form.is_valid():
        guarded = SecondFactor.guards(request.user)
        try:
            codes = _keep(request, form, state)
        except NotAccepted:
            form.add_error("name", _("This device was not accepted. Is it there already? Try again."))
        else:
            if not guarded:
                here = request.session.session_key
                LoginSession.end_others(request.user, here, actor=request.actor, at=request.now)
                note_passed(request, request.user)
            messages.success(request, _("Your passkey is ready."))
            return recovery_codes.show(request, codes, first=True) if codes else redirect("account:security")
    asked, request.session[_ASKED] = Passkey.ask_for_new(request.user)
    return render(request, "account/passkey.html", {"form": form, "question": json.dumps(asked)})


def _keep(request: PersonRequest, form: PasskeyForm, state: dict[str, str] | None) -> list[str]:
    if not state:
        raise NotAccepted
    said = as_said(form.cleaned_data["passkey"])
    name = form.cleaned_data["name"]
    return Passkey.add(request.user, name, state=state, said=said, actor=request.actor, at=request.now)


@person
@page
def rename(request: PersonRequest, passkey_id: int) -> HttpResponse:
    passkey = get_object_or_404(Passkey.objects.of(request.user), pk=passkey_id)
    form = NameForm(request.POST or None, initial={"name": passkey.name})
    if form.is_valid():
        passkey.rename(form.cleaned_data["name"])
        return redirect("account:security")
    return render(request, "account/passkey_rename.html", {"form": form, "passkey": passkey})


@person
@sensitive_post_parameters("code", "password")
@page
def remove(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """With both factors, as for the app."""
    passkey = get_object_or_404(Passkey.objects.of(request.user), pk=passkey_id)
    form = BothFactorsForm(request)
    if form.is_valid():
        SecondFactor.remove_passkey(passkey, actor=request.actor, at=request.now)
        if not SecondFactor.guards(request.user):
            forget_passed(request)
        messages.success(request, _("The passkey is taken away."))
        return redirect("account:security")
    facts = {"form": form, "passkey": passkey, "question": form.question()}
    return render(request, "account/passkey_remove.html", facts)


urlpatterns = [
    path("passkeys/", add, name="add_passkey"),
    path("passkeys/<int:passkey_id>/name/", rename, name="rename_passkey"),
    path("passkeys/<int:passkey_id>/remove/", remove, name="remove_passkey"),
]
