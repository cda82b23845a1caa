"""Many files as one to hand over: a zip with a manifest that names who made it, when, and the hash of every part."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder


def bundle(parts: Mapping[str, bytes], *, at: datetime) -> bytes:
    """The zip. `manifest.json` in it holds the SHA-256 of each other part, by its name."""
    made = {
        "made_at": at.isoformat(),
        "by": settings.BRAND["legal_name"],
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, "manifest.json": as_json(made)}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def as_json(facts: object) -> bytes:
    """For people and programs: indented, in UTF-8; amounts and days as text."""
    return json.dumps(facts, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()
