"""Forms of which the first question is whether it is really you."""

import json
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.access import HouseRequest, PersonRequest
from keurmerk import clock
from members.models import SecondFactor, TooManyGuesses, User
from members.models.passkey import Passkey

_ASKED = "passkey_asked"  # in the session: the question to the person's devices; it is answered once


def code_field(**fields: Any) -> forms.CharField:
    """Telephones offer digits, and what an app or a password manager knows."""
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(max_length=40, widget=forms.TextInput(attrs=attributes), **fields)


def answer_field(**fields: Any) -> forms.CharField:
    """What a passkey says, put there by a script (js/components/passkey.js)."""
    return forms.CharField(max_length=20_000, widget=forms.HiddenInput, **fields)


def as_said(answer: str) -> Any:
    """None for what is no JSON at all."""
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return None


def _typed(request: HouseRequest) -> Any:
    return request.POST if request.method == "POST" else None


class SecondFactorForm(forms.Form):
    """Asks for the second factor: a code of the app or of the paper, or a passkey."""

    code = code_field(
        label=gettext_lazy("Code"),
        required=False,
        help_text=gettext_lazy("The six digits in your app, or one of your recovery codes."),
    )
    passkey = answer_field(required=False)

    def __init__(self, request: HouseRequest, person: User) -> None:
        super().__init__(_typed(request))
        self.request, self.person = request, person

    def clean(self) -> dict[str, Any]:
        """Nothing is used up while something else is wrong."""
        cleaned: dict[str, Any] = super().clean() or {}
        state = self.request.session.pop(_ASKED, None)
        if not self.errors:
            try:
                self._prove(cleaned, state)
            except ValidationError as fault:
                self.add_error("code", fault)
        return cleaned

    def question(self) -> str:
        """What the script asks of a device, as JSON; empty for who has none. Asked anew each time the page is shown."""
        asked = Passkey.ask(self.person)
        if asked is None:
            return ""
        self.request.session[_ASKED] = {"person": self.person.pk, **asked[1]}
        return json.dumps(asked[0])

    def _prove(self, cleaned: dict[str, Any], state: dict[str, Any] | None) -> None:
        if cleaned.get("passkey"):
            said, at = as_said(cleaned["passkey"]), self.request.now
            if not state or state.pop("person") != self.person.pk:
                raise _not_this_device()
            if not Passkey.lets_in(self.person, state=state, said=said, at=at):
                raise _not_this_device()
        elif cleaned.get("code"):
            _lets_in(self.person, cleaned["code"], self.request)
        else:
            raise ValidationError(forms.Field.default_error_messages["required"], code="required")


def _not_this_device() -> ValidationError:
    return ValidationError(_("This passkey was not accepted. Try it again, or enter a code."), code="wrong_passkey")


def _lets_in(person: User, typed: str, request: HouseRequest) -> None:
    """Raises ValidationError unless it is a code of this person; a right one is used up."""
    try:
        right = SecondFactor.lets_in(person, typed, moment=clock.real(), at=request.now)
    except TooManyGuesses as fault:
        raise ValidationError(
            _("There were too many wrong codes. Wait before you try again, or use a recovery code."), code="closed"
        ) from fault
    if not right:
        raise ValidationError(
            _("This code is not right, or it was used before. Wait for the next one."), code="wrong_code"
        )


def right_password(person: User, typed: str, request: Any) -> str:
    """Raises ValidationError for a wrong one, and for any one after too many."""
    if not ratelimit.consume(request, action="reauthenticate", user=person):
        raise ValidationError(_("You tried this too often. Wait a few minutes and try again."))
    if not person.check_password(typed):
        raise ValidationError(_("This is not your password."))
    return typed


class PasswordForm(forms.Form):
    """Asks for the password of who is logged in: a browser that was left open changes nothing."""

    request: PersonRequest
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: PersonRequest) -> None:
        super().__init__(_typed(request))
        self.request = request

    def clean_password(self) -> str:
        return right_password(self.request.user, self.cleaned_data["password"], self.request)


class BothFactorsForm(SecondFactorForm, PasswordForm):  # type: ignore[misc]  # a request of somebody is one of the house
    """Asks for both. A code or a signature is looked at only when the password was right."""

    field_order = ("password", "code", "passkey")

    def __init__(self, request: PersonRequest) -> None:
        forms.Form.__init__(self, _typed(request))
        self.request, self.person = request, request.user
