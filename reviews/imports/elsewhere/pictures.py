"""The photos of an export: each held against the hash in its record, and looked at as any other before it is kept."""

import hashlib
import hmac
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reviews import terms
from reviews.foreign import Foreign, ForeignPhoto
from reviews.imports.elsewhere.archive import opened
from reviews.models import Review, ReviewImport, ReviewPhoto
from reviews.photos import Pictures, Unfit, developed

_NAME = re.compile(r"photos/\w{1,64}\.webp")
_WEBP = (b"RIFF", b"WEBP")


class Wrong(Exception):
    """The photo cannot be taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def archive_of(of: ReviewImport) -> Iterator[zipfile.ZipFile | None]:
    """The export with its photos; None when there are none, or when it is gone."""
    if not of.archive or not default_storage.exists(of.archive):
        yield None
        return
    with default_storage.open(of.archive, "rb") as file, opened(file) as archive:  # type: ignore[arg-type]
        yield archive


def fault_of(archive: zipfile.ZipFile | None, photo: ForeignPhoto) -> str:
    """Why this photo cannot be taken, as a code; empty when it can."""
    try:
        _content(archive, photo)
    except Wrong as wrong:
        return wrong.code
    return ""


def _content(archive: zipfile.ZipFile | None, photo: ForeignPhoto) -> bytes:
    """Its bytes, which are those that we once made. Raises Wrong."""
    if archive is None or not _NAME.fullmatch(photo.file) or photo.file not in archive.NameToInfo:
        raise Wrong("PHOTO_MISSING")
    try:
        with archive.open(photo.file) as file:
            content = file.read(terms.LARGEST_PHOTO + 1)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as fault:
        raise Wrong("PHOTO_CHANGED") from fault
    if len(content) > terms.LARGEST_PHOTO:
        raise Wrong("PHOTO_BIG")
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        raise Wrong("PHOTO_CHANGED")
    if (content[:4], content[8:12]) != _WEBP:
        raise Wrong("PHOTO_KIND")
    return content


def keep(archive: zipfile.ZipFile | None, of: ReviewImport, brought: Sequence[tuple[Foreign, Review]]) -> None:
    """Keeps the photos of reviews that were just taken in; those that are not fit stay out."""
    for foreign, review in brought:
        for number, photo in enumerate(foreign.photos):
            try:
                content = _content(archive, photo)
                made = developed(content)
            except (Wrong, Unfit):
                continue
            _keep(Pictures(content, made.small, made.width, made.height), photo, of, review, number)


def _keep(pictures: Pictures, photo: ForeignPhoto, of: ReviewImport, review: Review, number: int) -> None:
    """Under the same name when the work is done again after a kill, so that no file is left behind."""
    secret = f"{of.pk} {photo.sha256} {review.published_at.isoformat()} {review.salt} {number}".encode()
    row = ReviewPhoto.objects.create(
        review=review,
        name=hmac.new(settings.SECRET_KEY.encode(), secret, hashlib.sha256).hexdigest(),
        alt=photo.alt,
        width=pictures.width,
        height=pictures.height,
        digest=pictures.digest,
        added_at=review.published_at,
    )
    for size, content in (("large", pictures.large), ("small", pictures.small)):
        default_storage.delete(row.path(size))
        default_storage.save(row.path(size), ContentFile(content))
