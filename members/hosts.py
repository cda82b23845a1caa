"""One spelling per host: lower case, punycode, without `www.` and the closing dot (terms 5.7)."""

from urllib.parse import urlsplit

import idna


class NotAHost(ValueError):
    """This is not the address of a website."""


def host_of(address: str) -> str:
    """The host of a URL or bare host, as the mark is bound to it. A port stays, for the sandbox's shops on loopback.

    Raises NotAHost.
    """
    if "//" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address.strip())
        name, port = parts.hostname or "", parts.port
    except ValueError as fault:
        raise NotAHost(address) from fault
    if name.replace(".", "").isdigit() or ":" in name:
        return f"{name}:{port}" if port else name
    try:
        host = idna.encode(name.rstrip("."), uts46=True).decode().removeprefix("www.")
    except idna.IDNAError as fault:
        raise NotAHost(address) from fault
    if "." not in host:
        raise NotAHost(address)
    return host
