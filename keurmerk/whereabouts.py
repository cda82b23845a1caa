"""From where somebody came, as keyed hashes: equal places match, and nobody reads an address back.

Kept to notice abuse only, a year at most (processing agreement: IP addresses 12 months; numbers.md 6.2).
"""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Whereabouts:
    """An address on the network, and what the browser at it says of itself. Empty where nothing is known."""

    address: str = ""
    device: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Whereabouts":
        address = _network(request.META.get("REMOTE_ADDR", ""))
        if not address:
            return cls()
        browser = "\n".join(request.headers.get(name, "") for name in ("User-Agent", "Accept-Language"))
        return cls(_keyed(address), _keyed(f"{address}\n{browser}"))


def _network(address: str) -> str:
    """A household changes its IPv6 address within one /64 by itself."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(ip_network((known, 64), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)


def _keyed(words: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"whereabouts:" + words.encode(), hashlib.sha256).hexdigest()
