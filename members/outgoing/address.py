"""Which addresses an endpoint may have. What a name leads to is looked at again at every attempt (keurmerk/outside)."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings

from keurmerk.outside.addresses import is_loopback, is_public

_LOCAL = {"localhost", "127.0.0.1", "::1"}


class NotAllowed(Exception):
    """Not an address for webhooks; `reason` is "nonsense", "plain", "port", "private" or "ours"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(url: str) -> None:
    """Raises NotAllowed. In sandbox mode this machine is allowed, over http and on any port."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as nonsense:
        raise NotAllowed("nonsense") from nonsense
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None or not url.isprintable():
        raise NotAllowed("nonsense")
    if is_our_own(url):
        raise NotAllowed("ours")
    if settings.FIXTURE_SHOPS_ON_LOOPBACK and is_loopback(host):
        return
    if parts.scheme != "https":
        raise NotAllowed("plain")
    if port not in {None, 443}:
        raise NotAllowed("port")
    if not _may_be_public(host):
        raise NotAllowed("private")


def _may_be_public(host: str) -> bool:
    """A public number, or a name under a domain: `127.1` and `2130706433` are neither, and lead home all the same."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name, _, domain = host.rstrip(".").rpartition(".")
        return bool(name) and domain[0].isalpha()
    return is_public(host)


def is_our_own(url: str) -> bool:
    """Does it lead to ourselves? We would answer our own questions, and count ourselves among the visitors."""
    parts, home = urlsplit(url), urlsplit(settings.SITE_URL)
    if parts.netloc.lower() == home.netloc.lower():
        return True
    ours = {each.lower().lstrip(".") for each in (home.hostname or "", *settings.PLUGIN_HOSTS)}
    return (parts.hostname or "") in ours - _LOCAL
