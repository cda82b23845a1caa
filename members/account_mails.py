"""The letters about somebody's own door: how one logs in, and what changed in that."""

from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from keurmerk import links
from keurmerk.mail import send
from members.applicant_mails import page
from members.browsers import Browser
from members.models import User


def second_factor_added(person: User, *, at: datetime, about: str) -> None:
    _tell("members/second_factor_added", person, at=at, about=about)


def second_factor_removed(person: User, *, at: datetime, about: str) -> None:
    _tell("members/second_factor_removed", person, at=at, about=about)


def second_factor_closed(person: User, *, at: datetime, about: str) -> None:
    """Who tries codes knows the password already."""
    _tell("members/second_factor_closed", person, at=at, about=about)


def recovery_codes_renewed(person: User, *, at: datetime, about: str) -> None:
    _tell("members/recovery_codes_renewed", person, at=at, about=about)


def recovery_code_used(person: User, left: int, *, at: datetime, about: str) -> None:
    _tell("members/recovery_code_used", person, at=at, about=about, left=left)


def email_change_asked(person: User, new: str, *, at: datetime) -> None:
    """To the address of now: it still is somebody's own when it was not he who asked."""
    about = f"members.user:{person.pk}:address:{at:%Y-%m-%dT%H:%M:%S.%f}"
    _tell("members/email_change_asked", person, at=at, about=about, new=new)


def passkey_added(person: User, *, at: datetime, about: str) -> None:
    _tell("members/passkey_added", person, at=at, about=about)


def passkey_removed(person: User, *, at: datetime, about: str) -> None:
    _tell("members/passkey_removed", person, at=at, about=about)


def new_device(person: User, browser: Browser, *, at: datetime, about: str) -> None:
    with translation.override(person.language):
        words = browser.in_words()
    _tell("members/new_device", person, at=at, about=about, browser=words, moment=at)


def _tell(letter: str, person: User, *, at: datetime, about: str, **facts: Any) -> None:
    known = {
        "name": person.name,
        "page": page("/accounts/security/", person.language),
        "password_reset_url": links.absolute("/accounts/password/reset/"),
    }
    send(letter, to=person.email, language=person.language, about=about, at=at, facts={**known, **facts})


_EXAMPLE = {
    "name": "Anna de Vries",
    "page": "https://keurtegel.example/accounts/security/",
    "password_reset_url": "https://keurtegel.example/accounts/password/reset/",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "members/second_factor_added": _EXAMPLE,
    "members/second_factor_removed": _EXAMPLE,
    "members/second_factor_closed": _EXAMPLE,
    "members/recovery_codes_renewed": _EXAMPLE,
    "members/recovery_code_used": {**_EXAMPLE, "left": 9},
    "members/passkey_added": _EXAMPLE,
    "members/email_change_asked": {**_EXAMPLE, "new": "anna@nieuw.example"},
    "members/passkey_removed": _EXAMPLE,
    "members/new_device": {**_EXAMPLE, "browser": "Firefox op Windows", "moment": datetime(2026, 3, 2, 9, tzinfo=UTC)},
}
