"""A shop's page and ours beside each other: what to look for, and where in the page."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, unquote_to_bytes, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment

KINDS = ("seal", "badge", "reviews", "sidebar")
MOST_TAGS = 40_000  # of a page that we read: an ordinary one has some thousands, and reading takes our time
MOST_ALIKE = 3000  # elements of one sort that we judge: a shop has many pictures before the seal in its footer
MOST_WIDGETS = 40
MOST_PICTURES = 6  # of others, that look as if they were ours
SHOWS_WHERE = re.compile(r"seal|zegel|badge|keur|trust|mark\.|logo-?kwaliteit", re.IGNORECASE)


@dataclass(frozen=True)
class Ours:
    """What is right for one shop: its number and host, our address, our script by version, and our pictures."""

    shop: int
    host: str
    shows: bool
    site: str
    name: str
    script: bytes
    pinned: str  # the version with its own address for ever
    following: str
    drawing: str = ""  # the inside of the mark's picture, as it stands in all that are drawn with it
    pictures: frozenset[str] = frozenset()  # SHA-256 of those of this shop

    def is_certificate(self, address: str) -> bool:
        parts = urlsplit(address)
        paths = {f"/certificate/{self.shop}", f"/certificate/{self.shop}.en"}
        return f"{parts.scheme}://{parts.netloc}" == self.site and parts.path in paths

    def is_here(self, address: str) -> bool:
        """On our host, with or without encryption."""
        return urlsplit(address).netloc.lower() == urlsplit(self.site).netloc.lower()

    def is_picture(self, data: bytes) -> bool:
        """One of ours, of today or of an earlier day."""
        if hashlib.sha256(data).hexdigest() in self.pictures:
            return True
        return bool(self.drawing) and self.drawing.encode() in data


@dataclass(frozen=True, eq=False)
class Seen:
    """A page as it came: where from at last, its text, its headers in lower case, and pictures fetched from it."""

    url: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """As much as we read, without what no browser shows."""
        soup = BeautifulSoup(_first_tags(self.html), "lxml")
        for hidden in soup.find_all("template"):
            hidden.decompose()
        return soup

    @cached_property
    def base(self) -> str:
        base = self.soup.find("base", href=True)
        return _joined(self.url, str(base["href"])) if isinstance(base, Tag) else self.url

    @cached_property
    def comments(self) -> str:
        return "\n".join(self.soup.find_all(string=lambda text: isinstance(text, Comment)))

    @cached_property
    def inline(self) -> str:
        """All script that stands in the page itself."""
        return "\n".join(each.get_text() for each in self.soup.find_all("script", src=False))

    @property
    def meta_policies(self) -> list[str]:
        found = self.soup.find_all("meta", attrs={"http-equiv": re.compile("^content-security-policy$", re.IGNORECASE)})
        return [said(each, "content") for each in found]

    def address(self, tag: Tag, name: str) -> str:
        """The absolute address in this attribute; "" without one."""
        return _joined(self.base, said(tag, name)) if said(tag, name) else ""

    def elements(self) -> list[Tag]:
        return list(self.soup.find_all([f"keur-{kind}" for kind in KINDS], limit=MOST_WIDGETS))

    def all(self, name: str) -> list[Tag]:
        return list(self.soup.find_all(name, limit=MOST_ALIKE))

    def images(self) -> Iterator[tuple[Tag, str]]:
        """Every picture with its address; of one that waits, the address it waits with."""
        for image in self.all("img"):
            src = said(image, "src")
            late = said(image, "data-src")
            yield image, self.address(image, "data-src" if late and (not src or src.startswith("data:")) else "src")

    def picture(self, address: str) -> bytes:
        """The bytes of a picture, if they are known."""
        return _within(address) if address.startswith("data:") else self.pictures.get(address, b"")


def suspects(seen: Seen, ours: Ours) -> list[str]:
    """Addresses of pictures elsewhere that may be copies of ours: to be fetched before the page is judged."""
    name = re.compile(f"{SHOWS_WHERE.pattern}|{re.escape(ours.name)}", re.IGNORECASE)
    found: dict[str, None] = {}
    for image, address in seen.images():
        about = f"{urlsplit(address).path} {said(image, 'alt')} {said(image, 'class')} {said(image, 'title')}"
        if address.startswith(("http:", "https:")) and not ours.is_here(address) and name.search(about):
            found[address] = None
    return list(found)[:MOST_PICTURES]


def number_of(address: str, pattern: str) -> str:
    """The shop's number in a path of ours, by a pattern with one group."""
    found = re.fullmatch(pattern, urlsplit(address).path)
    return found[1] if found else ""


def asked(address: str, name: str) -> str:
    return parse_qs(urlsplit(address).query).get(name, [""])[0]


def said(tag: Tag, name: str) -> str:
    """An attribute as text; "" without it."""
    value = tag.get(name) or ""
    return (value if isinstance(value, str) else " ".join(value)).strip()


def link_around(tag: Tag) -> Tag | None:
    found = tag.find_parent("a", href=True)
    return found if isinstance(found, Tag) else None


def _first_tags(html: str) -> str:
    if html.count("<") <= MOST_TAGS:
        return html
    at = -1
    for _tag in range(MOST_TAGS):
        at = html.index("<", at + 1)
    return html[:at]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # a bracket that begins no IPv6 address
        return ""


def _within(address: str) -> bytes:
    """What a data address holds."""
    head, _comma, data = address.partition(",")
    try:
        return base64.b64decode(unquote_to_bytes(data)) if head.endswith(";base64") else unquote_to_bytes(data)
    except (binascii.Error, ValueError):
        return b""
