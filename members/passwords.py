"""What a password must hold (processing agreement, Security): eight characters, a letter, a number and a symbol."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.models import Member, Shop, User

_SHORTEST = 4  # a piece of somebody's data that is shorter stands in many words


class LetterDigitSymbolValidator:
    """At least one letter, one number and one symbol (processing agreement, Security: password)."""

    def validate(self, password: str, user: Any = None) -> None:
        if not (re.search(r"[^\W\d_]", password) and re.search(r"\d", password) and re.search(r"[\W_]", password)):
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("Use at least one letter, one number and one symbol, such as ! or ?.")


class NotOwnDataValidator:
    """Nothing that was given to us before: name, address, webshop, company numbers (PA security: password; A23)."""

    def validate(self, password: str, user: Any = None) -> None:
        joined = "".join(_words(password))
        if isinstance(user, User) and any(piece in joined for piece in _pieces(user)):
            raise ValidationError(self.get_help_text(), code="password_of_own_data")

    def get_help_text(self) -> str:
        return _("Leave your name, e-mail address, webshop and company numbers out of your password.")


def _pieces(user: User) -> Iterator[str]:
    """Each word and number that we know of this person, and what is written apart or in one as well."""
    for said in (user.name, *_address(user.email), *_of_companies(user)):
        words = _words(said)
        yield from (word for word in words if len(word) >= _SHORTEST)
        yield from (together for together in ("".join(words),) if len(together) >= _SHORTEST)


def _address(email: str) -> tuple[str, str]:
    """Before the @, and behind it without the ending that everybody has."""
    name, _at, host = email.partition("@")
    return name, host.rpartition(".")[0]


def _of_companies(user: User) -> Iterator[str]:
    if user._state.adding:  # signing up
        return
    for name, host in Shop.objects.run_by(user).values_list("name", "host"):
        yield from (name, host.rpartition(".")[0])
    mine = Member.objects.filter(shops__seats__user=user).distinct()
    for company in mine.values_list("legal_name", "kvk_number", "vat_number", "phone", "postcode"):
        yield from company


def _words(text: str) -> list[str]:
    """Without accents, capitals and signs, so that "Café-12" is found in "cafe12"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)
