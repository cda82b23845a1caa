"""Is it our script that the page runs, of a version that there is, and will the browser run it?"""

import base64
import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import Tag

from frontend.widgets.check.found import Found
from frontend.widgets.check.page import Ours, Seen, said
from frontend.widgets.check.policy import Wanted

PATH = re.compile(r"/w/([\w.]{1,20})/w\.js")
STRONGEST = ("sha512", "sha384", "sha256")  # a browser checks the strongest that is given, and no other


def found(seen: Seen, ours: Ours) -> Iterator[Found]:
    for tag, address, version in _ours_or_alike(seen):
        yield from _judged(tag, address, version, seen, ours)


def wanted(seen: Seen, ours: Ours) -> Iterator[Wanted]:
    """The scripts of ours that the page's policy must let in."""
    for tag, address, _version in _ours_or_alike(seen):
        if ours.is_here(address):
            yield Wanted("script", address, nonce=said(tag, "nonce"), integrity=said(tag, "integrity"))


def _ours_or_alike(seen: Seen) -> Iterator[tuple[Tag, str, str]]:
    for tag in seen.all("script"):
        address = seen.address(tag, "src")
        match = PATH.fullmatch(urlsplit(address).path)
        if match:
            yield tag, address, match[1]


def _judged(tag: Tag, address: str, version: str, seen: Seen, ours: Ours) -> Iterator[Found]:
    if not ours.is_here(address):
        if seen.elements():
            yield Found("script_elsewhere", facts={"host": urlsplit(address).netloc})
        return
    wrong = [*_address(address, version, seen, ours), *_attributes(tag, version, ours)]
    if not any(kind == "bad" for _code, kind, _facts in wrong):
        yield Found("script", "ok", {"version": version})
    for code, kind, facts in wrong:
        yield Found(code, kind, facts)


def _address(address: str, version: str, seen: Seen, ours: Ours) -> Iterator[tuple[str, str, dict[str, str]]]:
    if version not in {ours.pinned, ours.following}:
        yield "script_version", "bad", {"version": version, "pinned": ours.pinned}
    if urlsplit(address).scheme == "http" and urlsplit(seen.url).scheme == "https":
        yield "script_insecure", "bad", {}


def _attributes(tag: Tag, version: str, ours: Ours) -> Iterator[tuple[str, str, dict[str, str]]]:
    if said(tag, "type").lower() != "module":
        yield "script_type", "bad", {"type": said(tag, "type")[:40] or "-"}
    integrity = said(tag, "integrity")
    if integrity and version in {ours.pinned, ours.following} and not _matches(integrity, ours.script):
        yield "script_integrity", "bad", {"version": version}
    elif integrity and version == ours.following:
        yield "script_will_change", "warn", {}


def _matches(integrity: str, script: bytes) -> bool:
    """As a browser checks it: words that it does not know count for nothing, and none that it knows means no check."""
    words = [each.split("?")[0].partition("-")[::2] for each in integrity.split()]
    known = [(name, value) for name, value in words if name in STRONGEST]
    best = min((STRONGEST.index(name) for name, _value in known), default=None)
    if best is None:
        return True
    digest = base64.b64encode(hashlib.new(STRONGEST[best], script).digest()).decode()
    return any(value == digest for name, value in known if name == STRONGEST[best])
