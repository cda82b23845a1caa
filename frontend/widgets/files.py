"""Serves the published files in front of Django: no database, no session, no cookie.

Imports nothing of Django, so that what a shop's visitors read keeps being served while the rest is down.
A web server in front may serve the same folder with the same headers; this is what serves it where none stands.
"""

import gzip
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

PLACES = ("/w/", "/feeds/", "/certificate/", "/ledger/")
PLAIN_PATH = re.compile(
    r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+"
)  # no part begins with a dot: no climbing, no half-written file
LAST_PART = re.compile(r"/[A-Za-z0-9_-]+((?:\.[a-z]+)*)$")
VERSIONED = re.compile(r"/w/\d+\.\d+\.\d+/")

FIVE_MINUTES = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
A_YEAR = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600, stale-while-revalidate=86400"
A_MINUTE = "public, max-age=60"  # an unknown shop may be a member soon

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
PAGE = KINDS[".html"]
TEXT = "text/plain; charset=utf-8"

OPEN_TO_ALL: Headers = [
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Timing-Allow-Origin", "*"),
]
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
FRAME_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
PICTURE_POLICY = "default-src 'none'"

LARGEST_KEPT = 256 * 1024  # bytes of one file that stays in memory
SHELF = 32 * 1024 * 1024  # bytes of all of them
WORTH_PACKING = 512  # bytes below which gzip saves nothing


@dataclass(frozen=True, slots=True)
class Form:
    """One way to send a file: as it is, or packed."""

    etag: str
    body: bytes
    headers: Headers


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it was when last read, ready to send."""

    signature: tuple[int, int, int]
    modified: str
    plain: Form
    packed: Form | None = field(default=None)


class Published:
    """The published folder as a WSGI application; what it does not own goes on to `application`."""

    def __init__(self, application: WSGIApplication, folder: Path) -> None:
        self.application = application
        self.folder = str(folder)
        self._shelf: dict[str, Held] = {}
        self._weight = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PLACES) or path in PLACES:
            return self.application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return _other_method(method, start_response)
        held = self._find(path)
        body = _send(held, environ, start_response) if held else self._miss(path, start_response)
        return [] if method == "HEAD" else body

    def _find(self, path: str) -> Held | None:
        """The file at this path, read again only when it was replaced: one look at the directory a request."""
        if not PLAIN_PATH.fullmatch(path):
            return None
        try:
            facts = os.lstat(self.folder + path)
            held = self._shelf.get(path)
            if held is not None and held.signature == _signature(facts):
                return held
            return self._take_up(path) if stat.S_ISREG(facts.st_mode) else None
        except OSError:
            return None

    def _take_up(self, path: str) -> Held:
        number = os.open(self.folder + path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(number, "rb") as file:
            held = _prepare(path, file.read(), os.fstat(number))
        size = len(held.plain.body)
        if size <= LARGEST_KEPT:
            if self._weight + size > SHELF:
                self._shelf, self._weight = {}, 0
            self._shelf[path] = held
            self._weight += size
        return held

    def _miss(self, path: str, start_response: StartResponse) -> Iterable[bytes]:
        """404, with the neutral `unknown` file that lies beside it for a body where there is one."""
        held = self._find(LAST_PART.sub(r"/unknown\1", path))
        body = held.plain.body if held else b"Not found.\n"
        headers = _headers(path, A_MINUTE, len(body)) if held else _headers("/404.txt", A_MINUTE, len(body))
        start_response("404 Not Found", headers)
        return [body]


def _signature(facts: os.stat_result) -> tuple[int, int, int]:
    # Every change is a new file renamed into place, so the inode tells two changes within one clock tick apart.
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def _prepare(path: str, body: bytes, facts: os.stat_result) -> Held:
    signature, modified = _signature(facts), formatdate(facts.st_mtime, usegmt=True)
    etag = "-".join(f"{part:x}" for part in signature)
    packed = gzip.compress(body, 6, mtime=0) if WORTH_PACKING <= len(body) <= LARGEST_KEPT else b""
    return Held(
        signature,
        modified,
        _form(path, body, f'"{etag}"', modified),
        _form(path, packed, f'"{etag}-gz"', modified, packed=True) if packed else None,
    )


def _form(path: str, body: bytes, etag: str, modified: str, *, packed: bool = False) -> Form:
    headers = [
        *_headers(path, lifetime_of(path), len(body)),
        ("ETag", etag),
        ("Last-Modified", modified),
        ("Vary", "Accept-Encoding"),
    ]
    return Form(etag, body, [*headers, ("Content-Encoding", "gzip")] if packed else headers)


def kind_of(path: str) -> str:
    """The Content-Type of what lies at this path, which begins with a slash."""
    return KINDS.get("." + path.rpartition(".")[2], PAGE if path.startswith("/certificate/") else TEXT)


def _headers(path: str, lifetime: str, length: int) -> Headers:
    kind = kind_of(path)
    headers = [("Content-Type", kind), ("Content-Length", str(length)), ("Cache-Control", lifetime), *OPEN_TO_ALL]
    if kind == PAGE:
        return [
            *headers,
            ("Content-Security-Policy", FRAME_POLICY if path.startswith("/w/frame/") else PAGE_POLICY),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ]
    return [*headers, ("Content-Security-Policy", PICTURE_POLICY)] if kind == KINDS[".svg"] else headers


def lifetime_of(path: str) -> str:
    """Its Cache-Control."""
    if VERSIONED.match(path):
        return A_YEAR
    return AN_HOUR if path == "/w/1/w.js" else FIVE_MINUTES


def _send(held: Held, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    form = held.packed if held.packed and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else held.plain
    if _is_current(held, environ):
        start_response("304 Not Modified", [pair for pair in form.headers if not pair[0].startswith("Content-")])
        return []
    start_response("200 OK", form.headers)
    return [form.body]


def _is_current(held: Held, environ: WSGIEnvironment) -> bool:
    """True when the visitor's copy, packed or not, is the one we have."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is None:
        return environ.get("HTTP_IF_MODIFIED_SINCE") == held.modified
    known = {held.plain.etag, held.packed.etag} if held.packed else {held.plain.etag}
    return tags.strip() == "*" or any(tag.strip().removeprefix("W/") in known for tag in tags.split(","))


def _takes_gzip(accepted: str) -> bool:
    return re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))", accepted) is not None


def _other_method(method: str, start_response: StartResponse) -> Iterable[bytes]:
    allowed = ("Allow", "GET, HEAD, OPTIONS")
    if method == "OPTIONS":
        asked = [("Access-Control-Allow-Methods", "GET, HEAD"), ("Access-Control-Max-Age", "86400")]
        start_response("204 No Content", [allowed, *OPEN_TO_ALL, *asked])
        return []
    start_response("405 Method Not Allowed", [allowed, *_headers("/405.txt", A_MINUTE, 0)])
    return []
