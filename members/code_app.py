"""Codes of an app on a phone (TOTP, RFC 6238): six digits that change every half minute."""

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS = 6
STEP = 30  # seconds
_DRIFT = 1  # steps that a phone's clock may be off


def new_secret() -> str:
    """160 bits, in the letters and digits that people may have to type."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, moment: datetime) -> str:
    return _code(secret, _step_at(moment))


def step_of(secret: str, code: str, *, moment: datetime) -> int | None:
    """The half minute of which this is the code, around `moment`; None when it is of none."""
    here = _step_at(moment)
    typed = "".join(code.split()).encode()
    fitting = [step for step in range(here - _DRIFT, here + _DRIFT + 1) if _fits(secret, typed, step)]
    return max(fitting, default=None)


def address_of(secret: str, *, person: str, issuer: str) -> str:
    """What the QR code says to the app (the otpauth scheme)."""
    return _generator(secret).get_provisioning_uri(person, issuer)


def in_groups(secret: str) -> str:
    """As people copy it: four by four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _fits(secret: str, typed: bytes, step: int) -> bool:
    return hmac.compare_digest(_code(secret, step).encode(), typed)


def _step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def _code(secret: str, step: int) -> str:
    return _generator(secret).generate(step * STEP).decode()


def _generator(secret: str) -> TOTP:
    # Apps know no other hash; in an HMAC SHA-1 is still sound (RFC 6238, 1.2)
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303  # RFC 6238; every app knows it
