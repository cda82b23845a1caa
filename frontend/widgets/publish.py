"""Writes the published files, each whole or not at all, and only when something changed (storage.py)."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from frontend.widgets import render
from frontend.widgets.card import Status
from frontend.widgets.facts import cards, installed_mark
from frontend.widgets.feed_pages import all_pages
from frontend.widgets.storage import storage
from keurmerk import signing
from keurmerk.canonical import canonical, digest
from members.models import Shop
from reviews.models import LedgerHead

VERSION = "1.0.0"  # of the widget script; the address never changes its meaning once shops point to it
HERE = Path(__file__).parent
STATIC = HERE.parent / "static"
STYLES = ("certificate.css", "certificate.js", "frame.css")
PICTURES = {"mark.svg": "images/mark.svg", "tile-blue.svg": "images/tile-blue.svg"}
FONTS = ("text.woff2", "display.woff2")
AT_ONCE = 20  # shops in one transaction
WRITERS = 8  # files at a time

_LEFT_OUT = re.compile(r"(?m)^\s*/\*.*\*/\n|^[ \t]+")
_LOG = logging.getLogger(__name__)


def write_all(files: Mapping[str, bytes]) -> int:
    """How many of these files changed."""
    return sum(storage().put(path, data) for path, data in files.items())


def shop(shop_id: int, *, now: datetime) -> int:
    """Renders one shop's files anew; how many changed."""
    return sum(shops([shop_id], now=now).values())


def shops(numbers: Sequence[int], *, now: datetime) -> dict[int, int]:
    """Renders these shops' files anew; how many changed of each.

    Two at once take turns, so the last one writes the last truth (terms 10.4). A shop that was never approved has
    nothing public, and `unknown` answers for it.
    """
    with transaction.atomic():
        _take_turn(sorted(f"published shop {number}" for number in numbers))
        mark = installed_mark()
        known = [card for card in cards(numbers, now) if card.status != Status.NONE]
        with ThreadPoolExecutor(WRITERS) as pool:  # a disk that is told to keep many files at once is told once
            written = {card.id: _write_by(pool, render.files(card, mark)) for card in known}
            return {number: sum(one.result() for one in files) for number, files in written.items()}


def _write_by(pool: ThreadPoolExecutor, files: Mapping[str, bytes]) -> "list[Future[bool]]":
    return [pool.submit(storage().put, path, data) for path, data in files.items()]


def everything(*, now: datetime) -> int:
    """All of it: the installation's own files and every listed shop's."""
    site()
    ledger()
    all_feeds(now=now)
    listed = list(Shop.objects.listed().order_by("pk").values_list("pk", flat=True))
    batches = (shops(listed[start : start + AT_ONCE], now=now) for start in range(0, len(listed), AT_ONCE))
    return sum(bool(changed) for batch in batches for changed in batch.values())


class VersionTaken(Exception):
    """Shops point to this version of the script and pinned its bytes: a change needs a new version."""


def site() -> int:
    """The files that belong to no shop: scripts, styles, pictures, and what answers for an unknown shop."""
    script = widget_script()
    if not settings.SANDBOX and storage().read(f"w/{VERSION}/w.js") not in {None, script}:
        raise VersionTaken(f"w.js changed since {VERSION} was published")
    files = {f"w/{VERSION}/w.js": script, "w/1/w.js": script}
    files |= {f"w/{name}": (HERE / name).read_bytes() for name in STYLES}
    files |= {f"w/{name}": (STATIC / source).read_bytes() for name, source in PICTURES.items()}
    files |= {f"w/fonts/{name}": (STATIC / "fonts" / name).read_bytes() for name in FONTS}
    return write_all(files | render.unknown(installed_mark()))


def widget_script() -> bytes:
    """The script as shops get it: without comments and indentation."""
    return _LEFT_OUT.sub("", (HERE / "w.js").read_text(encoding="utf-8")).encode()


def ledger() -> int:
    """The daily heads, the keys that signed them, and the script that checks it all: how many files changed.

    A head never does; one that is not what it was, or gone, is put back.
    """
    heads = list(LedgerHead.objects.order_by("day").values("pk", "day", "hash"))
    index = {"heads": [{"date": str(head["day"]), "hash": head["hash"]} for head in heads]}
    changed = write_all(dict(_missing_heads(heads)))
    keys = canonical({"keys": signing.public_keys()}).encode()
    script = (settings.BASE_DIR / "docs" / "verify_ledger.py").read_bytes()
    files = {"keys.json": keys, "heads/index.json": canonical(index).encode(), "verify_ledger.py": script}
    return changed + write_all({f"ledger/{name}": data for name, data in files.items()})


def _missing_heads(heads: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    for head in heads:
        path = f"ledger/heads/{head['day']}.json"
        if digest((storage().read(path) or b"").decode(errors="replace")) != head["hash"]:
            yield path, LedgerHead.objects.get(pk=head["pk"]).body.encode()


def _take_turn(names: Sequence[str]) -> None:
    """Waits for whoever publishes the same; ends with the transaction. In one order, or two would wait for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s) name", [list(names)])


def all_feeds(*, now: datetime) -> int:  # every recurring job is told the moment
    """How many feed files changed; pages that are needed no longer are taken away."""
    with transaction.atomic():
        _take_turn(["published feeds"])
        changed, paths = 0, set()
        for path, data in all_pages():
            changed += storage().put(path, data)
            paths.add(path)
        return changed + _clear("feeds", paths)


def _clear(folder: str, paths: set[str]) -> int:
    """Removes what lies in this published folder and is not among `paths`."""
    stale = [name for name in storage().names(folder) if name not in paths]
    for name in stale:
        storage().delete(name)
    return len(stale)
