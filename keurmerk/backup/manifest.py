"""What a backup says of itself, readable without a key, and signed: a swapped or forged part is noticed."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keurmerk import signing

FILE = "manifest.json"
DATABASE, MEDIA = "database.vault", "media.vault"
_READ = 1024 * 1024


class ManifestFault(Exception):
    """The backup is not what it says it is."""


@dataclass(frozen=True)
class Manifest:
    """`parts` are the locked files with their size and hash, `rows` each table's count."""

    made_at: str
    pg_dump: int
    parts: dict[str, dict[str, Any]]
    rows: dict[str, int]
    files: int


def read(folder: Path, *, signed_by: str) -> Manifest:
    """`signed_by` is the public key of the installation that made it."""
    try:
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ManifestFault("There is no manifest to read") from None
    if not isinstance(said, dict) or not signing.verifies(said, signed_by):
        raise ManifestFault("The manifest is not signed by this installation")
    if said["backup"] != folder.name:
        raise ManifestFault(f"This is the backup of {said['backup']}, under another name")
    return Manifest(said["made_at"], said["pg_dump"], said["parts"], said["rows"], said["files"])


def faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Each part that is not what was written, without a key."""
    for name, facts in manifest.parts.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif path.stat().st_size != facts["bytes"] or _digest(path) != facts["sha256"]:
            yield f"{name} is not what was written"


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_READ):
            found.update(data)
    return found.hexdigest()
