"""Fetches the page of a host, and the pictures on it that could be our mark, within seconds and safely."""

import base64
import binascii
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes, urljoin

from inspections.misuse.sheet import Sheet, picture_addresses
from inspections.readers import decode
from keurmerk.outside.guard import Guard, Limits
from keurmerk.outside.unreadable import Unreadable

MOST_PICTURES = 12
MOST_STYLES = 3
FOR_THE_REST = 12.0  # seconds for pictures and styles together
OF_PAGE = Limits(cut=True, connect=5, read=8, total=12, types=("text/html", "application/xhtml+xml"))
OF_STYLE = Limits(size=600_000, cut=True, connect=3, read=4, total=5, types=("text/css", "text/plain"))
OF_PICTURE = Limits(
    size=1_500_000, connect=3, read=4, redirects=2,
    types=("image/svg+xml", "image/png", "image/webp", "image/jpeg", "image/gif", "image/avif", "image/x-icon",
           "text/xml", "application/xml"),
)  # fmt: skip


def visit(url: str, guard: Guard) -> Sheet:
    """The page at this address with what belongs to it. Raises Unreadable when there is none to read."""
    page = replace(guard, limits=OF_PAGE).fetch(url)
    until = time.monotonic() + FOR_THE_REST
    sheet = Sheet(page.url, decode(page.body, page.content_type))
    styles = {address: decode(body) for address, body in _fetched(_styles(sheet), guard, OF_STYLE, until)}
    sheet = replace(sheet, styles=styles)
    wanted = picture_addresses(sheet)
    inline = {each: _inline(each) for each in wanted if each.startswith("data:")}
    far = [each for each in wanted if not each.startswith("data:")][:MOST_PICTURES]
    return replace(sheet, pictures={**inline, **dict(_fetched(far, guard, OF_PICTURE, until))})


def _styles(sheet: Sheet) -> list[str]:
    links = (tag for tag in sheet.tags("link") if "stylesheet" in str(tag.get("rel", "")).lower() and tag.get("href"))
    return [urljoin(sheet.url, str(tag["href"])) for tag in links][:MOST_STYLES]


def _fetched(addresses: list[str], guard: Guard, limits: Limits, until: float) -> Iterator[tuple[str, bytes]]:
    """What can be had in the time there is; the rest is not judged."""
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            return
        try:
            yield address, replace(guard, limits=replace(limits, total=min(limits.total, left))).fetch(address).body
        except Unreadable:
            continue


def _inline(address: str) -> bytes:
    """The bytes of a data: address."""
    head, _comma, content = address.partition(",")
    try:
        return base64.b64decode(content) if head.endswith(";base64") else unquote_to_bytes(content)
    except (binascii.Error, ValueError):
        return b""
