"""Many files as one to hand over: a zip with a manifest that names who made it, when, and the hash of every part."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder


def bundle(parts: Mapping[str, bytes], *, at: datetime) -> bytes:
    """The zip. `manifest.json` in it holds the SHA-256 of each other part, by its name."""
    buffer = io.BytesIO()
    pack(buffer, parts.items(), at=at)
    return buffer.getvalue()


def pack(file: IO[bytes], parts: Iterable[tuple[str, bytes]], *, at: datetime) -> None:
    """The same into a file, part by part, so that a large one is never in memory as a whole."""
    hashes = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
            hashes[name] = hashlib.sha256(content).hexdigest()
        made = {"made_at": at.isoformat(), "by": settings.BRAND["legal_name"], "sha256": hashes}
        archive.writestr("manifest.json", as_json(made))


def as_json(facts: object) -> bytes:
    """For people and programs: indented, in UTF-8; amounts and days as text."""
    return json.dumps(facts, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()
