"""Makes a shop's export: a part at a time, then one ZIP with a signed manifest (docs/export.md).

Every step may be told twice: a part is written over itself, and a step that was done already does nothing.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from keurmerk.canonical import canonical, moment
from keurmerk.models import Event
from keurmerk.signing import public_keys, sealed
from reviews.models import ProductReview, Review, ReviewExport, ReviewPhoto
from reviews.models.reviews import ReviewQuerySet
from reviews.portable import brought_record_of, photo_name, product_record_of, record_of

PART = 5000
FORMAT = "keurmerk-reviews/1"
REVIEWS, BROUGHT, PRODUCTS, HASHES = "reviews.jsonl", "imported.jsonl", "product_reviews.jsonl", "hashes.txt"


def go_on(export: ReviewExport, event: Event) -> None:
    """The next part, or the whole when there is none."""
    rows = list(_reviews(export).filter(pk__gt=export.position).order_by("pk")[:PART])
    if not rows:
        _bind(export, event)
        return
    here = [each for each in rows if each.origin != Review.Origin.IMPORTED]
    brought = [each for each in rows if each.origin == Review.Origin.IMPORTED]
    _keep(export.part(export.parts), _lines(record_of(each) for each in here))
    _keep(export.part_brought(export.parts), _lines(brought_record_of(each) for each in brought))
    export.advance(position=rows[-1].pk, done=len(rows), at=event.happened_at)


def _keep(path: str, lines: Iterable[str]) -> None:
    default_storage.delete(path)
    default_storage.save(path, ContentFile("".join(lines).encode()))


def _reviews(export: ReviewExport) -> ReviewQuerySet:
    """What is public, as far as it was when the shop asked."""
    rows = _public(export).with_reply().select_related("imported")
    return rows.prefetch_related("photos")


def _public(export: ReviewExport) -> ReviewQuerySet:
    return export.shop.reviews.public().filter(published_at__lte=export.asked_at)


def _lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    for record in records:
        yield canonical(record) + "\n"


def _bind(export: ReviewExport, event: Event) -> None:
    default_storage.delete(export.path)
    default_storage.save(export.path, ContentFile(b""))
    files: list[dict[str, Any]] = []
    with (
        default_storage.open(export.path, "wb") as whole,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.TemporaryFile() as hashes,
    ):
        parts = range(export.parts)
        files.append(_add(archive, REVIEWS, _kept_lines(export.part(each) for each in parts), hashes))
        files.append(_add(archive, BROUGHT, _kept_lines(export.part_brought(each) for each in parts), hashes))
        files.append(_add(archive, PRODUCTS, _product_lines(export), hashes))
        hashes.seek(0)
        files.append(_add(archive, HASHES, (line.decode() for line in hashes)))
        _add_photos(archive, export)
        signed = sealed(_manifest(export, files), at=event.happened_at)
        archive.writestr("manifest.json", json.dumps(signed, indent=1, ensure_ascii=False))
        archive.writestr("keys.json", json.dumps(public_keys(), indent=1))
    export.be_ready(at=event.happened_at)
    for number in range(export.parts):
        default_storage.delete(export.part(number))
        default_storage.delete(export.part_brought(number))


def _manifest(export: ReviewExport, files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "mark": settings.BRAND["name"],
        "shop": export.shop_id,
        "host": export.shop.host,
        "asked_at": moment(export.asked_at),
        "files": files,
    }


def _product_lines(export: ReviewExport) -> Iterator[str]:
    products = ProductReview.objects.public().filter(shop=export.shop, published_at__lte=export.asked_at)
    rows = products.select_related("product").order_by("pk").iterator(1000)
    return _lines(product_record_of(each) for each in rows)


def _add_photos(archive: zipfile.ZipFile, export: ReviewExport) -> None:
    for photo in ReviewPhoto.objects.shown().filter(review__in=_public(export)).order_by("pk").iterator(1000):
        with default_storage.open(photo.path("large"), "rb") as file:
            archive.writestr(photo_name(photo), file.read(), zipfile.ZIP_STORED)


def _kept_lines(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        with default_storage.open(path, "rb") as part:
            for line in part:
                yield line.decode()


def _add(archive: zipfile.ZipFile, name: str, lines: Iterable[str], hashes: IO[bytes] | None = None) -> dict[str, Any]:
    """Writes a file into the archive, and says what stands in the manifest about it. Notes each record's hash."""
    seen, count = sha256(), 0
    target: IO[bytes]
    with archive.open(name, "w", force_zip64=True) as target:
        for line in lines:
            data = line.encode()
            target.write(data)
            seen.update(data)
            count += 1
            if hashes is not None and name != PRODUCTS:
                hashes.write(f"{json.loads(line)['hash']}\n".encode())
    return {"name": name, "records": count, "sha256": seen.hexdigest()}
