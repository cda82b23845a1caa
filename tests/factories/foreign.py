"""Files with reviews from elsewhere, and the work on them done."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage

from keurmerk.outbox import drain
from members.models import Shop
from reviews.imports.elsewhere import upload
from reviews.models import ReviewExport, ReviewImport
from tests.factories import reviews

HEADS = "Review ID;Datum;Naam;Sterren;Titel;Tekst"


def text(rows: int, *, heads: str = HEADS, start: int = 1) -> str:
    """A list of as many reviews."""
    lines = (
        f"r{n};2025-11-0{1 + n % 9};Sanne de Koning;{1 + n % 5};Fijn {n};Nummer {n} was netjes ingepakt."
        for n in range(start, start + rows)
    )
    return "\r\n".join([heads, *lines, ""])


def uploaded(content: str | bytes, *, of: Shop | None = None, at: datetime, **facts: Any) -> ReviewImport:
    """Received, and not checked yet."""
    data = content.encode() if isinstance(content, str) else content
    facts = {"name": "reviews.csv", "platform": "Trustpilot", **facts}
    return upload.receive(of or reviews.inviting_shop(), io.BytesIO(data), actor="user:1", at=at, **facts)


def checked(content: str | bytes, *, of: Shop | None = None, at: datetime, **facts: Any) -> ReviewImport:
    """Received and checked from beginning to end."""
    made = uploaded(content, of=of, at=at, **facts)
    drain()
    made.refresh_from_db()
    return made


def taken_in(content: str | bytes, *, of: Shop | None = None, at: datetime, **facts: Any) -> ReviewImport:
    made = checked(content, of=of, at=at, **facts)
    made.start(actor="user:1", at=at)
    drain()
    made.refresh_from_db()
    return made


def export_of(shop: Shop, *, at: datetime) -> bytes:
    """What the owner would fetch."""
    made = ReviewExport.ask(shop, actor="test", at=at)
    drain()
    with default_storage.open(made.path) as file:
        content: bytes = file.read()
    return content


def files_of(export: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(export)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def records_of(export: bytes, name: str = "reviews.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in files_of(export)[name].splitlines()]


def changed(export: bytes, **changes: Callable[[bytes], bytes]) -> bytes:
    """The same archive, one file in it made another; `reviews_jsonl` is reviews.jsonl."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files_of(export).items():
            change = changes.get(name.replace(".", "_").replace("/", "_"), bytes)
            archive.writestr(name, change(content))
    return out.getvalue()
