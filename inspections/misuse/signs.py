"""The signs that a page shows our mark: from the page and its pictures alone, without asking anyone (terms 10.1)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import Tag

from inspections.misuse.claims import claims, spoof
from inspections.misuse.likeness import alike, hashes
from inspections.misuse.mark import OurMark, paths
from inspections.misuse.names import named
from inspections.misuse.sheet import Sheet, picture_addresses, sources_of, things_in
from inspections.pages import normalise

OUR_FILE = re.compile(r"^/w/(?:seal|badge|reviews|frame)/\d|^/w/mark\.svg|^/webshops/widget_html")
OUR_SCRIPT = re.compile(r"^/w/[\w.]{1,20}/w\.js$|^/sidebar\.js$")
CALLS_OURS = re.compile(r"/w/[\w.]+/w\.js|sidebar\.js\?id=")
SAYS_OF_ITSELF = ("award", "memberOf", "hasCertification", "accreditation")
MOST_DRAWING = 200_000  # characters of an SVG


@dataclass(frozen=True)
class Sign:
    """One thing that is there: its code, and the words or the address in which it stands."""

    code: str
    proof: str = ""

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "proof": self.proof[:500]}


def signs(sheet: Sheet, mark: OurMark) -> list[Sign]:
    """Everything that says "this site carries the mark", one of each code, the surest first."""
    found = [
        *_files(sheet, mark),
        *_elements(sheet),
        *_drawings(sheet, mark),
        *_copies(sheet, mark),
        *_data(sheet, mark),
    ]
    if not sheet.is_editorial:
        played = spoof(sheet, mark)
        found += [Sign("spoof", played)] if played else []
        found += [Sign("claim", line) for line in claims(sheet, mark)]
    unique: dict[str, Sign] = {}
    for sign in found:
        unique.setdefault(sign.code, sign)
    return list(unique.values())


def _files(sheet: Sheet, mark: OurMark) -> Iterator[Sign]:
    """Our own files, fetched from us by this page."""
    for address in picture_addresses(sheet):
        if _is_ours(address, mark) and OUR_FILE.match(urlsplit(address).path):
            yield Sign("hotlink", address)
    for tag in sheet.tags("iframe", "frame", "embed", "object"):
        address = sheet.address(tag.get("src") or tag.get("data-src") or tag.get("data") or "")
        if _is_ours(address, mark):
            yield Sign("frame", address)
    for tag in sheet.tags("script"):
        address = sheet.address(tag.get("src") or "")
        if _is_ours(address, mark) and OUR_SCRIPT.match(urlsplit(address).path):
            yield Sign("script", address)
        elif not tag.get("src") and mark.host in tag.get_text() and CALLS_OURS.search(tag.get_text()):
            yield Sign("script", normalise(tag.get_text())[:200])


def _is_ours(address: str, mark: OurMark) -> bool:
    return urlsplit(address).netloc == mark.host


def _elements(sheet: Sheet) -> Iterator[Sign]:
    for tag in sheet.tags("keur-seal", "keur-badge", "keur-reviews", "keur-sidebar"):
        yield Sign("element", f"<{tag.name} shop={tag.get('shop', '')}>")


def _drawings(sheet: Sheet, mark: OurMark) -> Iterator[Sign]:
    """The mark drawn into the page, whatever its colours."""
    for tag in sheet.tags("svg"):
        if _is_drawing(str(tag), mark) and not _is_quoted(tag, sheet):
            yield Sign("drawing", normalise(str(tag))[:200])


def _is_drawing(svg: str, mark: OurMark) -> bool:
    return len(mark.drawing & set(paths(svg))) * 2 > len(mark.drawing)


def _copies(sheet: Sheet, mark: OurMark) -> Iterator[Sign]:
    """A picture like ours, lying elsewhere."""
    for address, content in sheet.pictures.items():
        if _is_ours(address, mark) or not looks_like(content, mark):
            continue
        where = [
            tag for tag in sheet.tags("img", "source") if address in {sheet.address(each) for each in sources_of(tag)}
        ]
        if not where or not all(_is_quoted(tag, sheet) for tag in where):
            yield Sign("copy", address[:300])


def looks_like(content: bytes, mark: OurMark) -> bool:
    """Is this a picture of our mark?"""
    if b"<svg" in content[:2000]:
        return _is_drawing(content[:MOST_DRAWING].decode("utf-8", "replace"), mark)
    return any(alike(one, other) for one in hashes(content) for other in mark.likenesses)


def _is_quoted(tag: Tag, sheet: Sheet) -> bool:
    """An illustration with a story about the mark, not a claim of the site."""
    return tag.find_parent("article") is not None and sheet.is_editorial


def _data(sheet: Sheet, mark: OurMark) -> Iterator[Sign]:
    """What the page tells search engines of itself: an award, a membership, a certificate."""
    for thing in things_in(sheet.soup):
        for name in SAYS_OF_ITSELF:
            said = json.dumps(thing.get(name, ""), ensure_ascii=False)
            if named(mark.name).search(said):
                yield Sign("data", f"{name}: {said}")
