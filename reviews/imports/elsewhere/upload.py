"""From whatever a shop uploads to a file with reviews that can be worked through, or a reason why not."""

import tempfile
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from keurmerk.tokens import new_token
from members.models import Shop
from reviews.content import one_line
from reviews.imports import layout, upload
from reviews.imports.elsewhere import archive, marks
from reviews.imports.elsewhere.columns import REVIEWS, Meaning
from reviews.imports.unreadable import Unreadable
from reviews.imports.vocabulary import column, share
from reviews.models import ReviewImport

TEN = {"kiyoh", "feedback company"}  # platforms that mark out of ten
_MANY = 0.2  # of the marks: a single one is a slip of the pen


def receive(shop: Shop, source: BinaryIO, *, name: str, platform: str, actor: str, at: datetime) -> ReviewImport:
    """Keeps the file and begins to check it, unless a person must say first what its columns hold. Raises Unreadable.

    `platform` is what the shop says of a list; an export says itself where it is from.
    """
    is_export = source.read(4) == b"PK\x03\x04" and archive.is_export(source)
    source.seek(0)
    if not is_export and not platform:
        raise Unreadable("NO_PLATFORM")
    place = f"review-imports/{new_token()}.txt"
    made = ReviewImport.begin(shop, file_name=one_line(name, 120), path=place, source=platform or "-", at=at)
    try:
        with tempfile.TemporaryFile() as plain:
            facts = _take_export(made, source, plain) if is_export else _take_list(source, plain, platform)
            size = plain.seek(0, 2)
            plain.seek(0)
            default_storage.save(place, File(plain))
        made.note_upload(size=size, layout=facts, actor=actor, at=at)
    except BaseException:
        made.discard()
        raise
    return made


def _take_list(source: BinaryIO, plain: BinaryIO, platform: str) -> dict[str, Any]:
    taken = upload.take(source, plain)
    found = layout.guess(plain, charset=taken.charset, of=REVIEWS)
    return {**found.as_fields(), "scale": scale_of(plain, found, platform)}


def scale_of(plain: BinaryIO, found: layout.Layout, platform: str) -> int:
    """Out of ten when the platform is known for that, or when many marks in the first lines can mean nothing else."""
    if platform.casefold() in TEN:
        return 10
    if Meaning.STARS.value not in found.columns:
        return 5
    records = layout.first_records(plain, charset=found.charset, delimiter=found.delimiter, of=REVIEWS)
    rows = [record.cells for record in records if record.line > found.header_line]
    values = column(rows, found.columns.index(Meaning.STARS.value))
    return 10 if share(values, marks.is_above_five) >= _MANY else 5


def _take_export(made: ReviewImport, source: BinaryIO, plain: BinaryIO) -> dict[str, Any]:
    found = archive.take(source, plain, shop=made.shop)
    if not found.size:
        raise Unreadable("EMPTY_EXPORT")
    facts = {"source": found.source, "signed": True, "intact": found.hashes is None, "charset": "utf-8"}
    if found.hashes is not None:
        default_storage.save(made.hashes, ContentFile(found.hashes))
    if found.has_photos:
        made.archive = f"{made.path}.zip"
        ReviewImport.objects.filter(pk=made.pk).update(archive=made.archive)
        source.seek(0)
        default_storage.save(made.archive, File(source))
    return facts
