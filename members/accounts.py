"""How sign-up, confirmation and password reset (django-allauth) write our letters and respect our terms."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from keurmerk import clock
from keurmerk.mail import send
from keurmerk.tokens import new_token
from members import login, mails
from members.models import FormerPassword, LoginSession, User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Letters of allauth go through our post, in the language of the person, or else of the page that asked."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Contact us if you think that is wrong."),
        "duplicate_email": _("You already use this e-mail address."),
        "email_password_mismatch": _("The e-mail address and password do not match. Check both and try again."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("Enter your e-mail address and password."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "rate_limited": _("You tried this too often. Wait a few minutes and try again."),
        "same_as_current": _("This is the address you already use."),
        "too_many_login_attempts": _("Too many failed attempts. Wait five minutes and try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """`account/email/email_confirmation` becomes the letter `members/email_confirmation`."""
        user = context.get("user") or self._visitor()
        facts = mails.account_facts(
            context, name=getattr(user, "name", ""), email=email, password_reset=reverse("account_reset_password")
        )
        send(
            f"members/{template_prefix.rpartition('/')[2]}",
            to=email,
            language=getattr(user, "language", "") or get_language() or "nl",
            about=f"asking:{new_token()[:16]}",  # each asking is a letter of its own, also to the same person
            at=clock.now(),
            facts=facts,
        )

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keeps the name and language that our sign-up form asks as well."""
        user.name = form.cleaned_data.get("name", "")
        user.language = form.cleaned_data.get("language") or get_language() or "nl"
        return super().save_user(request, user, form, commit)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """allauth tells the old address of a change; the new one hears that it is done too."""
        before = email_address.user.email
        done: bool = super().confirm_email(request, email_address)
        if done and before.lower() != email_address.email.lower():
            self.send_mail("account/email/email_confirm", email_address.email, {"user": email_address.user})
        return done

    def clean_password(self, password: str, user: Any = None) -> str:
        """The house's password rules; and none of the last few again (processing agreement, Security; A23)."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.pk and FormerPassword.knows(user, password):
            raise ValidationError(_("Choose a password that you have not used before."), code="password_reused")
        return cleaned

    def set_password(self, user: Any, password: str) -> None:
        """Remembers the hash of the old one, so that it does not come back; whoever knew it is out, but for here."""
        FormerPassword.keep(user)
        super().set_password(user, password)
        if user.pk is None:  # signing up
            return
        here = self.request.session.session_key if self._visitor() == user else None
        LoginSession.end_others(user, here, actor=f"user:{user.pk}", at=clock.now())

    def get_login_stages(self) -> list[str]:
        """After the password and the proved address: the second step, of who has one."""
        return [*super().get_login_stages(), "members.second_step.SecondStep"]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Remembers where, and tells of a device that was never seen before."""
        response = super().post_login(request, user, **kwargs)
        login.note(request, response, user, at=clock.now())
        return response

    def _visitor(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None
