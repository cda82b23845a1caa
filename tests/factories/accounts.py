"""People who can log in, with or without a second factor."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from keurmerk import clock
from members import code_app
from members.models import SecondFactor, User
from tests.factories import members


def person(**fields: Any) -> User:
    """Somebody whose address is confirmed."""
    made = members.user(**fields)
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


@dataclass
class App:
    """The app on somebody's phone, set up a while ago."""

    secret: str
    recovery_codes: list[str]

    def code(self) -> str:
        return code_app.code_at(self.secret, clock.real())

    def next_code(self) -> str:
        """The one after: for who logs in twice within half a minute."""
        return code_app.code_at(self.secret, clock.real() + timedelta(seconds=code_app.STEP))


def app_of(user: User) -> App:
    secret = code_app.new_secret()
    return App(secret, SecondFactor.add(user, secret, step=0, actor="test", at=members.LONG_AGO))


def give_password(client: Client, user: User, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": members.PASSWORD, **more})


def pass_second_step(client: Client, user: User) -> None:
    """A session that has a second factor behind it, without the pages."""
    client.force_login(user)
    session = client.session
    session["second_step"] = user.pk
    session.save()
