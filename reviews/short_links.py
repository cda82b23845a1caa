"""Links for text messages: short, yet nobody guesses one. The number of the invitation, and a signature over it."""

import hashlib
import hmac

from django.conf import settings

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike on a small screen
_SIGNATURE = 8  # letters: 46 bits, so a million tries a second would take a year


def code_for(invitation_id: int) -> str:
    """Some dozen letters."""
    return _signature(invitation_id, settings.SECRET_KEY) + _written(invitation_id)


def invitation_id(code: str) -> int | None:
    """The number that `code_for` was given; None when we did not make this code."""
    signature, rest = code[:_SIGNATURE], code[_SIGNATURE:]
    number = _read(rest)
    if number is None or number > 2**63 - 1:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return number if any(hmac.compare_digest(signature, _signature(number, key)) for key in keys) else None


def _signature(number: int, key: str) -> str:
    digest = hmac.new(key.encode(), f"keurmerk.short_link:{number}".encode(), hashlib.sha256).digest()
    return _written(int.from_bytes(digest[:8], "big") | 1 << 63)[:_SIGNATURE]


def _written(number: int) -> str:
    letters = ""
    while number or not letters:
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return letters


def _read(letters: str) -> int | None:
    number = 0
    if not 0 < len(letters) <= 12 or any(letter not in _LETTERS for letter in letters):
        return None
    for letter in reversed(letters):
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    return number if _written(number) == letters else None  # one code per number
