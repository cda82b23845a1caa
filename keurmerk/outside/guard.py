"""The one HTTP client for hosts that users name. It goes where the public internet goes, and no further.

Every hop is resolved once, checked, and connected to at the address that was checked, so a name server that changes
its answer gains nothing. Size counts after decompression; time counts in total, so a slow drip ends as well.
"""

import http.client
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from keurmerk.outside.addresses import Resolve, admitted, is_loopback, system_resolve
from keurmerk.outside.link import CHUNK, Link
from keurmerk.outside.unreadable import (
    BadAddress,
    BadContentType,
    ConnectionFailed,
    HttpError,
    TimedOut,
    TlsFailure,
    TooLarge,
    TooManyRedirects,
    Unreadable,
)

PORTS = {"http": 80, "https": 443}
READABLE = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "text/xml", "application/xml")
MOVED = {301, 302, 303, 307, 308}
POLICY = "content-security-policy"
SAFE = "/%:@!$&'()*+,;=~-._?[]"  # what may stand in an address as it is


@dataclass(frozen=True)
class Limits:
    """How much of our time and memory a stranger's server may take: bytes, seconds, and hops.

    With `cut` a longer answer is no failure: the rest of it is left unread.
    """

    size: int = 2_000_000
    cut: bool = False
    connect: float = 5
    read: float = 10
    total: float = 20
    redirects: int = 5
    types: tuple[str, ...] = READABLE


@dataclass(frozen=True)
class Fetched:
    """An answer: final address, status, headers in lower case, body decompressed, and the addresses on the way."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    hops: tuple[str, ...] = ()
    certificate_ends: datetime | None = None

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True)
class _Visit:
    """How we come to an address: to read, or to hand something over; and whether it may be this very machine."""

    method: str = "GET"
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    loopback: bool = False


@dataclass(frozen=True)
class Guard:
    """Visits hosts of strangers. `allow_loopback` is for the sandbox's fixture shops only, never for production."""

    user_agent: str
    allow_loopback: bool = False
    limits: Limits = field(default_factory=Limits)
    resolve: Resolve = system_resolve
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clock: Callable[[], float] = time.monotonic

    def fetch(self, url: str) -> Fetched:
        """The page at this address, redirects followed by ourselves. Raises a subclass of Unreadable."""
        deadline = self.clock() + self.limits.total
        hops: list[str] = []
        # A public site may not send us to our own machine, not even in the sandbox.
        loopback = self.allow_loopback and self._leads_home(url)
        while True:
            answer = self._one(url, _Visit(loopback=loopback), deadline)
            target = answer.headers.get("location")
            if answer.status not in MOVED or not target:
                break
            hops.append(url)
            try:
                url = urljoin(url, target).split("#")[0]
            except ValueError as nonsense:
                raise BadAddress from nonsense
            if len(hops) > self.limits.redirects or url in hops:
                raise TooManyRedirects
        if answer.status >= 400:
            raise HttpError(answer.status)
        return Fetched(url, answer.status, answer.headers, answer.body, tuple(hops), answer.certificate_ends)

    def post(
        self, url: str, data: bytes, *, content_type: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        """Hands over `data` and gives the answer, whatever its status and kind. Raises a subclass of Unreadable.

        A redirect is an answer too: what we say is meant for this address and for no other.
        """
        ours = {"Content-Type": content_type, "Content-Length": str(len(data))}
        visit = _Visit("POST", data, {**ours, **headers})
        loopback = self.allow_loopback and self._leads_home(url)
        return self._one(url, replace(visit, loopback=loopback), self.clock() + self.limits.total)

    def _leads_home(self, url: str) -> bool:
        return all(map(is_loopback, self.resolve(_parts(url).hostname or "")))

    def _one(self, url: str, visit: "_Visit", deadline: float) -> Fetched:
        """One request to one checked address."""
        parts = _parts(url)
        host = _host(parts)
        addresses = admitted(host, self.resolve, loopback=visit.loopback)
        home = visit.loopback and all(map(is_loopback, addresses))
        port = parts.port or PORTS[parts.scheme]
        if port != PORTS[parts.scheme] and not home:
            raise BadAddress
        link = Link(
            addresses,
            host,
            port,
            connecting=lambda: self._left(deadline, self.limits.connect),
            reading=lambda: self._left(deadline, self.limits.read),
            trust=self.trust if parts.scheme == "https" else None,
        )
        try:
            return self._ask(link, parts, url, visit)
        except Unreadable:
            raise
        except TimeoutError as late:
            raise TimedOut from late
        except ssl.SSLError as failure:
            raise TlsFailure from failure
        except (OSError, http.client.HTTPException, zlib.error) as failure:
            raise ConnectionFailed from failure
        finally:
            link.hang_up()

    def _left(self, deadline: float, most: float) -> float:
        left = deadline - self.clock()
        if left <= 0:
            raise TimeoutError
        return min(most, left)

    def _ask(self, link: Link, parts: SplitResult, url: str, visit: "_Visit") -> Fetched:
        query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
        target = quote(parts.path or "/", safe=SAFE) + query
        link.putrequest(visit.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {**self._headers(parts, link), **visit.headers}.items():
            link.putheader(name, value)
        link.endheaders(visit.data or None)
        answer = link.getresponse()
        headers = _headers_of(answer)
        reads = visit.data or not (answer.status in MOVED or answer.status >= 400)
        body = self._body(answer, headers, any_kind=bool(visit.data)) if reads else b""
        return Fetched(url, answer.status, headers, body, certificate_ends=link.certificate_ends)

    def _headers(self, parts: SplitResult, link: Link) -> dict[str, str]:
        host = f"[{link.host}]" if ":" in link.host else link.host
        return {
            "Host": host if link.port == PORTS[parts.scheme] else f"{host}:{link.port}",
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.1",
            "Accept-Language": "nl,en;q=0.7",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }

    def _body(self, answer: http.client.HTTPResponse, headers: dict[str, str], *, any_kind: bool) -> bytes:
        """The body, decompressed, refused as soon as it passes the limit."""
        kind = headers.get("content-type", "text/html").split(";")[0].strip().lower()
        if kind not in self.limits.types and not any_kind:
            raise BadContentType
        unpack = _unpacker(headers.get("content-encoding", ""))
        found = bytearray()
        while chunk := answer.read1(CHUNK):
            found += unpack(chunk, self.limits.size + 1 - len(found))
            if len(found) > self.limits.size and self.limits.cut:
                return bytes(found[: self.limits.size])
            if len(found) > self.limits.size:
                raise TooLarge
        if answer.length:  # the server hung up before it had said all
            raise http.client.IncompleteRead(b"", answer.length)
        return bytes(found)


def _headers_of(answer: http.client.HTTPResponse) -> dict[str, str]:
    """By name in lower case, the last of each; but several policies hold all together, as one with commas does."""
    headers = {name.lower(): value for name, value in answer.getheaders()}
    policies = answer.headers.get_all(POLICY) or []
    return {**headers, POLICY: ", ".join(policies)} if policies else headers


def _parts(url: str) -> SplitResult:
    """The address taken apart; refuses other schemes, passwords in the address, and nonsense."""
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 -- reading it is what raises on nonsense
    except ValueError as nonsense:
        raise BadAddress from nonsense
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise BadAddress
    return parts


def _host(parts: SplitResult) -> str:
    """The host as it goes over the wire: punycode, lower case."""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host or host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as nonsense:
        raise BadAddress from nonsense


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """Decompression that stops at a limit, so a small bomb never unfolds."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return lambda chunk, _room: chunk
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise BadContentType
    engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    return lambda chunk, room: engine.decompress(chunk, max(room, 1))
