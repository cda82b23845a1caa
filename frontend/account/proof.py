"""Forms of which the first question is whether it is really you."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.access import HouseRequest, PersonRequest
from keurmerk import clock
from members.models import SecondFactor, TooManyGuesses, User


def code_field(**fields: Any) -> forms.CharField:
    """Telephones offer digits, and what an app or a password manager knows."""
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(max_length=40, widget=forms.TextInput(attrs=attributes), **fields)


def lets_in(person: User, typed: str, request: HouseRequest) -> None:
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


class PasswordForm(forms.Form):
    """Asks for the password of who is logged in: a browser that was left open changes nothing."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: PersonRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.request.user):
            raise ValidationError(_("You tried this too often. Wait a few minutes and try again."))
        if not self.request.user.check_password(typed):
            raise ValidationError(_("This is not your password."))
        return typed


class PasswordAndCodeForm(PasswordForm):
    """Asks for both factors. The code is looked at only when the password was right, so that it is not used up."""

    code = code_field(
        label=gettext_lazy("Code"), help_text=gettext_lazy("The six digits in your app, or one of your recovery codes.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "password" in cleaned and "code" in cleaned:
            try:
                lets_in(self.request.user, cleaned["code"], self.request)
            except ValidationError as fault:
                self.add_error("code", fault)
        return cleaned
