"""Would a page's Content-Security-Policy let something of ours in? As browsers decide it (CSP level 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

CHAINS = {  # what is loaded -> the directives that decide, the first that is there
    "script": ("script-src-elem", "script-src", "default-src"),
    "data": ("connect-src", "default-src"),
    "picture": ("img-src", "default-src"),
    "frame": ("frame-src", "child-src", "default-src"),
}
PORTS = {"http": 80, "https": 443}

Policy = dict[str, list[str]]


@dataclass(frozen=True)
class Wanted:
    """Something that the page loads: what it is, from where, and for a script what admits it besides its address."""

    kind: str
    address: str
    nonce: str = ""
    integrity: str = ""
    added: bool = False  # by another script, which "strict-dynamic" trusts


def policies(texts: Iterable[str]) -> list[Policy]:
    """All policies of these headers and elements; a comma in a header begins another."""
    return [policy for text in texts for part in text.split(",") if (policy := _read(part))]


def refusing(all_of_them: Sequence[Policy], wanted: Wanted, page: str) -> str:
    """The directive that keeps it out of the page at this address; "" when every policy lets it in."""
    for policy in all_of_them:
        if wanted.kind == "script" and "sandbox" in policy and "allow-scripts" not in policy["sandbox"]:
            return "sandbox"
        name = next((each for each in CHAINS[wanted.kind] if each in policy), "")
        if name and not _admits(policy[name], wanted, page):
            return name
    return ""


def _read(text: str) -> Policy:
    found: Policy = {}
    for part in text.split(";"):
        name, *sources = part.split()[:400] or [""]
        if name:
            found.setdefault(name.lower(), sources)  # the first of a name counts
    return found


def _admits(sources: list[str], wanted: Wanted, page: str) -> bool:
    if wanted.kind == "script":
        if wanted.nonce and f"'nonce-{wanted.nonce}'" in sources:
            return True
        hashes = wanted.integrity.split()
        if hashes and all(f"'{each}'" in sources for each in hashes):
            return True
        if "'strict-dynamic'" in (each.lower() for each in sources):
            return wanted.added
    return any(_matches(source, wanted.address, page) for source in sources)


def _matches(source: str, address: str, page: str) -> bool:
    """One source expression against one address; words in quotes match no address, but for 'self'."""
    low = source.lower()
    if low == "'self'":
        return _origin(address) == _origin(page)
    if low.startswith("'"):
        return False
    target = urlsplit(address)
    if low == "*":
        return target.scheme in PORTS
    if low.endswith(":") and "/" not in low:
        return _scheme_fits(low[:-1], target.scheme)
    return _host_fits(source, address, page)


def _host_fits(source: str, address: str, page: str) -> bool:
    scheme, found, rest = source.partition("://")
    scheme, rest = (scheme.lower(), rest) if found else (urlsplit(page).scheme, source)
    place, slash, path = rest.partition("/")
    host, _colon, port = place.lower().partition(":")
    target = urlsplit(address)
    name, number = (target.hostname or ""), target.port or PORTS.get(target.scheme, 0)
    if not _scheme_fits(scheme, target.scheme):
        return False
    if not (name.endswith(host[1:]) and len(name) > len(host) - 1 if host.startswith("*.") else name == host):
        return False
    if port != "*" and number != (int(port) if port.isdigit() else PORTS.get(target.scheme, 0)):
        return False
    wanted = f"{slash}{path}"
    return wanted in {"", "/"} or (target.path.startswith(wanted) if wanted.endswith("/") else target.path == wanted)


def _scheme_fits(asked: str, given: str) -> bool:
    """What is allowed without encryption is allowed with it."""
    return asked == given or (asked == "http" and given == "https")


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
