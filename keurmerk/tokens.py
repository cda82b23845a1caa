"""Links that prove something: unguessable tokens, and signed values with a purpose of their own."""

import secrets
from functools import cache

from django.conf import settings
from django.core import signing


class BadToken(Exception):
    """The token was not made by us, was cut short, is for another purpose, or is too old."""


def new_token() -> str:
    """256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def sign(purpose: str, value: str | int) -> str:
    return _signer(purpose, settings.SECRET_KEY).sign(str(value))


@cache
def _signer(purpose: str, key: str) -> signing.TimestampSigner:
    """Made once: a hundred thousand letters have a signed link each."""
    return signing.TimestampSigner(key=key, salt=f"keurmerk.{purpose}")


def unsign(purpose: str, token: str, *, max_age: int | None = None) -> str:
    """The value that `sign` was given. `max_age` in seconds. Raises BadToken."""
    try:
        return signing.TimestampSigner(salt=f"keurmerk.{purpose}").unsign(token, max_age=max_age)
    except signing.BadSignature as fault:
        raise BadToken from fault
