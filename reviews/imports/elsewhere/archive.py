"""Opens a signed export: what it is, that it is ours and about this shop, and its records as one text.

Nothing is unpacked to a path that the archive names. Sizes are looked at before anything is read, and believed only as
far as they were read.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from keurmerk import signing
from members.models import Shop
from reviews.exporting import BROUGHT, FORMAT, HASHES, REVIEWS
from reviews.imports.unreadable import Unreadable

MOST_BYTES = 1024**3  # of the archive
MOST_TEXT = 1024**3  # of its records, unpacked
_MOST_SWELLING = 200  # times
_MOST_MANIFEST = 1024**2
_MOST_DIRECTORY = 16 * 1024**2  # bytes: some 250,000 files
_BLOCK = 1024**2
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError)


@dataclass(frozen=True)
class Opened:
    """What was found: `source` names the mark that made it. `hashes` are those of the records we signed, one a line,
    where the records are not all as they were."""

    source: str
    size: int
    has_photos: bool
    hashes: bytes | None = None


def is_export(source: BinaryIO) -> bool:
    """A ZIP with a manifest in it; an Excel list is a ZIP too. Raises Unreadable."""
    with opened(source) as archive:
        return "manifest.json" in archive.NameToInfo


def opened(source: BinaryIO) -> zipfile.ZipFile:
    """The archive, its list of files read. Raises Unreadable."""
    size = source.seek(0, os.SEEK_END)
    if size > MOST_BYTES:
        raise Unreadable("EXPORT_TOO_BIG")
    try:
        end: Any = zipfile._EndRecData(source)  # type: ignore[attr-defined]  # before it is all read
        if not end:
            raise Unreadable("BROKEN_EXPORT")
        if end[5] > _MOST_DIRECTORY:
            raise Unreadable("EXPORT_TOO_BIG")
        source.seek(0)
        return zipfile.ZipFile(source)
    except _BROKEN as fault:
        raise Unreadable("BROKEN_EXPORT") from fault


def take(source: BinaryIO, target: BinaryIO, *, shop: Shop) -> Opened:
    """Writes the records to `target`, one a line. Raises Unreadable."""
    with opened(source) as archive:
        try:
            return _take(archive, target, shop)
        except (*_BROKEN, KeyError, TypeError, ValueError, AttributeError) as fault:
            raise Unreadable("BROKEN_EXPORT") from fault


def _take(archive: zipfile.ZipFile, target: BinaryIO, shop: Shop) -> Opened:
    names = [part.filename for part in archive.infolist()]
    if len(names) != len(set(names)):
        raise Unreadable("BROKEN_EXPORT")  # which of two would be read is anybody's guess
    manifest = _manifest(archive)
    _must_be_about(shop, manifest)
    said = {each["name"]: each["sha256"] for each in manifest["files"]}
    size, is_whole = 0, True
    for name in (REVIEWS, BROUGHT):
        if name not in said:
            continue
        seen = hashlib.sha256()
        for block in _blocks(archive, name, MOST_TEXT - size):
            seen.update(block)
            size += target.write(block)
        is_whole = is_whole and seen.hexdigest() == said[name]
    return Opened(
        source=str(manifest["mark"])[:40],
        size=size,
        has_photos=any(name.startswith("photos/") for name in names),
        hashes=None if is_whole else _hashes(archive, said[HASHES]),
    )


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(b"".join(_blocks(archive, "manifest.json", _MOST_MANIFEST)))
    if found["format"] != FORMAT:
        raise Unreadable("OTHER_FORMAT")
    if not signing.is_genuine(found):
        raise Unreadable("NOT_OURS")
    return found


def _must_be_about(shop: Shop, manifest: dict[str, Any]) -> None:
    """Nobody takes another shop's reviews: it is this host, or another of the same member's shops."""
    if manifest["host"] == shop.host:
        return
    same = Shop.objects.filter(pk=manifest["shop"], host=manifest["host"], member=shop.member_id)
    if not same.exists():
        raise Unreadable("OTHER_SHOP")


def _hashes(archive: zipfile.ZipFile, said: str) -> bytes:
    """Something was changed: only the list of hashes that we signed tells what. Without it nothing can be believed."""
    found = b"".join(_blocks(archive, HASHES, MOST_TEXT))
    if hashlib.sha256(found).hexdigest() != said:
        raise Unreadable("CHANGED_EXPORT")
    return found


def _blocks(archive: zipfile.ZipFile, name: str, most: int) -> Iterator[bytes]:
    """Its contents, ending in a new line unless it is JSON; never more than `most` bytes."""
    part = archive.getinfo(name)
    if part.file_size > min(most, _MOST_SWELLING * part.compress_size + _BLOCK):
        raise Unreadable("EXPORT_TOO_BIG")
    read = 0
    with archive.open(part) as content:
        while block := content.read(_BLOCK):
            read += len(block)
            if read > most:
                raise Unreadable("EXPORT_TOO_BIG")
            yield block
