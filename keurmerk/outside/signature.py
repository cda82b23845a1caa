"""How the receiver of a message knows that it comes from us: the signature of Standard Webhooks, version 1."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

_BEGINS = "whsec_"
_BYTES = 24  # between the 24 and 64 that the standard asks


def new_secret() -> str:
    """A key for HMAC, as the standard writes it: `whsec_` and base64."""
    return _BEGINS + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(number: str, payload: bytes, with_secrets: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The three headers of one attempt; while a secret is being replaced, a signature by each of them.

    `number` names the message, the same at every attempt; `at` is the machine's own moment, which receivers compare
    with theirs.
    """
    moment = str(int(at.timestamp()))
    said = b".".join((number.encode(), moment.encode(), payload))
    signatures = " ".join(f"v1,{_signed(said, secret)}" for secret in with_secrets)
    return {"webhook-id": number, "webhook-timestamp": moment, "webhook-signature": signatures}


def _signed(said: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(_BEGINS))
    return base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
