"""Reply addresses: who answers a letter writes to an address that says what it is about, and that nobody can guess.

`reply+d12c-<signature>@` the inbound domain. Mail servers may change the case, so the signature is in base32.
"""

import base64
import hashlib
import hmac
import re

from django.conf import settings

_LENGTH = 16  # characters: 80 bits
_HASH = re.compile(rf"(?P<what>[a-z]{{1,2}}[0-9]{{1,15}}[a-z]{{0,2}})-(?P<signature>[a-z2-7]{{{_LENGTH}}})")


def reply_address(what: str) -> str:
    """Where answers about `what` arrive, such as "d12c"; empty where no mail can come in."""
    if not settings.INBOUND_DOMAIN:
        return ""
    return f"reply+{what}-{_signature(what, settings.SECRET_KEY)}@{settings.INBOUND_DOMAIN}"


def reply_headers(what: str) -> dict[str, str]:
    """The headers of a letter that can be answered."""
    address = reply_address(what)
    return {"Reply-To": address} if address else {}


def meant_by(hashes: tuple[str, ...]) -> str:
    """What the first of these stands for that we signed, by a key of now or of before; empty for none."""
    for each in hashes:
        found = _HASH.fullmatch(each.lower())
        if found and any(
            hmac.compare_digest(found["signature"], _signature(found["what"], key))
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ):
            return found["what"]
    return ""


def _signature(what: str, key: str) -> str:
    digest = hmac.new(key.encode(), f"keurmerk.reply {what}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_LENGTH]
