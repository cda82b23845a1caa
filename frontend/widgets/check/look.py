"""Fetches a shop's own page, safely and shortly, and keeps what it said of our mark."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from frontend.widgets import publish
from frontend.widgets.check.findings import findings, shown
from frontend.widgets.check.found import Found
from frontend.widgets.check.page import Ours, Seen, suspects
from frontend.widgets.facts import card_for, installed_mark
from frontend.widgets.render import files
from inspections.models import MarkLook
from inspections.readers import decode
from inspections.reading import user_agent
from keurmerk.outside.guard import Guard, Limits
from keurmerk.outside.unreadable import HttpError, Unreadable
from members.models import Shop

PATIENCE = 8.0  # seconds for the page, while somebody waits for the answer
FOR_PICTURES = 4.0  # and for all pictures together
OF_PAGE = Limits(cut=True, connect=4, read=6, total=PATIENCE, types=("text/html", "application/xhtml+xml"))
OF_PICTURE = Limits(
    size=300_000, connect=2, read=3, redirects=2,
    types=("image/svg+xml", "image/png", "image/webp", "image/jpeg", "image/gif", "text/xml", "application/xml"),
)  # fmt: skip


def look_at(shop: Shop, *, actor: str, at: datetime) -> MarkLook:
    """The shop's page of this moment, in the place of the look before. Load the shop with `with_standing()`."""
    guard = Guard(user_agent=user_agent(), allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK)
    ours = ours_of(shop, now=at)
    try:
        seen = _visit(shop.url, guard, ours)
    except Unreadable as failure:
        return _keep(shop, shop.url, [_unreadable(failure)], read=False, actor=actor, at=at)
    return _keep(shop, seen.url, findings(seen, ours), read=True, actor=actor, at=at)


def ours_of(shop: Shop, *, now: datetime) -> Ours:
    """What is right for this shop, at this moment."""
    mark = installed_mark()
    published = files(card_for(shop, now), mark)
    pictures = [data for path, data in published.items() if path.endswith(".svg")]
    return Ours(
        shop=shop.pk,
        host=shop.host,
        shows=shop.shows_seal(),
        site=mark.site,
        name=mark.name,
        script=publish.widget_script(),
        pinned=publish.VERSION,
        following="1",
        drawing=mark.shapes.strip(),
        pictures=frozenset(hashlib.sha256(each).hexdigest() for each in [*pictures, mark.picture.encode()]),
    )


def _visit(url: str, guard: Guard, ours: Ours) -> Seen:
    fetched = replace(guard, limits=OF_PAGE).fetch(url)
    seen = Seen(fetched.url, decode(fetched.body, fetched.content_type), fetched.headers)
    return replace(seen, pictures=_pictures(suspects(seen, ours), guard))


def _pictures(addresses: Sequence[str], guard: Guard) -> dict[str, bytes]:
    """What can be fetched in the time there is; the rest is not judged."""
    found: dict[str, bytes] = {}
    until = time.monotonic() + FOR_PICTURES
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            found[address] = replace(guard, limits=replace(OF_PICTURE, total=left)).fetch(address).body
        except Unreadable:
            continue
    return found


def _unreadable(failure: Unreadable) -> Found:
    status = str(failure.status) if isinstance(failure, HttpError) else ""
    return Found("unreadable", "warn", {"reason": failure.reason, "status": status})


def _keep(shop: Shop, url: str, found: list[Found], *, read: bool, actor: str, at: datetime) -> MarkLook:
    said = [each.as_json() for each in found]
    return MarkLook.keep(shop, url=url, read=read, shown=read and shown(found), findings=said, actor=actor, at=at)
