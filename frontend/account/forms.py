"""allauth's forms in our words: no placeholders, one password field, the rules said beforehand."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.account.proof import right_password
from frontend.controls import Segmented
from frontend.email_field import end
from keurmerk import clock
from members import account_mails
from members.models import User
from members.passwords import NotOwnDataValidator

LONGEST = 1000  # of a password: to hash more is work for nothing
PASSWORD_RULES = _(
    "At least 8 characters, with a letter, a number and a symbol such as ! or ?. Without your name, address or webshop."
)


def _plain(form: forms.BaseForm, **labels: Any) -> None:
    """Hints stand above a control, never in it; nobody types a password twice; and every text has an end."""
    form.fields.pop("password2", None)
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        end(field, otherwise=LONGEST)


class LoginForm(allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, login=_("E-mail address"), password=_("Password"), remember=_("Stay logged in on this device"))
        self.fields["password"].help_text = ""


class SignUpForm(allauth.SignupForm):  # type: ignore[misc]
    """A person: name, address, password and the language we write in."""

    field_order = ("name", "email", "password1", "language")

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language of our letters to you"), choices=settings.LANGUAGES, widget=Segmented, initial=get_language
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, email=_("E-mail address"), password1=_("Password"))
        self.fields["password1"].help_text = PASSWORD_RULES

    def clean(self) -> dict[str, Any]:
        """allauth compares the password with the address; we with the name too (processing agreement, Security)."""
        cleaned: dict[str, Any] = super().clean()
        own = User(name=cleaned.get("name", ""))
        try:
            for rule in (UserAttributeSimilarityValidator(["name"]), NotOwnDataValidator()):
                rule.validate(cleaned.get("password1", ""), own)
        except ValidationError as fault:
            self.add_error("password1", fault)
        return cleaned


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, oldpassword=_("Current password"), password1=_("New password"))
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = PASSWORD_RULES


class SetPasswordForm(allauth.SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, password1=_("New password"))
        self.fields["password1"].help_text = PASSWORD_RULES


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, email=_("E-mail address"))


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, password1=_("New password"))
        self.fields["password1"].help_text = PASSWORD_RULES


class AddEmailForm(allauth.AddEmailForm):  # type: ignore[misc]
    """The new address, and the password: who found a browser open does not take the account along."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, email=_("New e-mail address"))

    def clean_password(self) -> str:
        return right_password(self.user, self.cleaned_data["password"], context.request)

    def save(self, request: Any) -> Any:
        """The old address is told at once; the new one is asked to confirm."""
        account_mails.email_change_asked(self.user, self.cleaned_data["email"], at=clock.now())
        return super().save(request)


class ReauthenticateForm(allauth.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, password=_("Password"))
        self.fields["password"].help_text = ""
