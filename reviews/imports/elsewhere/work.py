"""The work on a file with reviews, a chunk at a time (chunks.py)."""

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from django.core.files.storage import default_storage

from keurmerk.models import Event
from reviews import language
from reviews.imports import chunks
from reviews.imports.elsewhere import pictures
from reviews.imports.elsewhere.lines import ListReader, Read
from reviews.imports.elsewhere.records import ExportReader
from reviews.imports.lines import Fault
from reviews.models import ReviewImport, ReviewImportFault
from reviews.models.bringing import Brought, bring, known, withdraw_some
from reviews.objections import holding

CHUNK = 500  # lines: a second of work, far less than the lease of a delivery even on a busy machine
NEW, HELD, TWICE, FAULTY = "NEW", "HELD", "TWICE", "FAULTY"
State = ReviewImport.State


def check(event: Event, *, at: datetime) -> None:
    """Names what is wrong and counts what would happen, without publishing anything."""
    chunks.next_chunk(ReviewImport, event, State.CHECKING, _check, at)


def carry_out(event: Event, *, at: datetime) -> None:
    """Publishes the reviews of the next lines."""
    chunks.next_chunk(ReviewImport, event, State.RUNNING, _carry_out, at)


def undo(event: Event, *, at: datetime) -> None:
    """Takes back the next ones."""
    chunks.undo_chunk(ReviewImport, event, lambda of: withdraw_some(of, most=CHUNK, actor=event.actor, at=at), at)


def first_reads(of: ReviewImport, file: BinaryIO, *, at: datetime) -> Iterator[Read | None]:
    """From the beginning, for somebody who waits."""
    return iter(ExportReader(of, file, genuine=_genuine(of)) if of.signed else ListReader(of, file, at=at))


def _reader(
    of: ReviewImport, file: BinaryIO, *, at: datetime, language_of: Callable[[str], str] = lambda _text: ""
) -> ListReader | ExportReader:
    """From where the last chunk ended."""
    place: dict[str, Any] = {"position": of.position, "line": of.line}
    if of.signed:
        return ExportReader(of, file, genuine=_genuine(of), **place)
    return ListReader(of, file, at=at, language_of=language_of, **place)


def _genuine(of: ReviewImport) -> set[str] | None:
    if of.intact:
        return None
    with default_storage.open(of.hashes, "rb") as file:
        return set(file.read().decode("ascii", "replace").split())


def _check(of: ReviewImport, file: BinaryIO, event: Event, at: datetime) -> None:
    lines = _reader(of, file, at=at)
    reads = [read for read in islice(lines, CHUNK) if read]
    with pictures.archive_of(of) as archive:
        faults = [fault for read in reads for fault in (*read.faults, *_photo_faults(read, archive))]
    ReviewImportFault.objects.bulk_create(
        ReviewImportFault(review_import=of, line=each.line, column=each.column, code=each.code) for each in faults
    )
    seen = _forecast(of, reads)
    facts: dict[str, Any] = {**lines.place, "forecast": dict(Counter(of.forecast) + seen)}
    if facts["position"] < of.size:
        of.advance("checking", actor=event.actor, at=at, **facts)
    else:
        of.be_ready(actor=event.actor, at=at, **facts)


def _photo_faults(read: Read, archive: zipfile.ZipFile | None) -> list[Fault]:
    """A review is taken all the same; at most one remark a line."""
    photos = read.review.photos if read.review else ()
    codes = [code for photo in photos if (code := pictures.fault_of(archive, photo))]
    return [Fault(read.line, 0, code) for code in codes[:1]]


def _forecast(of: ReviewImport, reads: Sequence[Read]) -> Counter[str]:
    """What would become of these lines, which come after those that were looked at before."""
    found = [read.review for read in reads if read.review]
    before = known(of.shop, found)
    fresh = chunks.first_seen(of, {key for each in found for key in each.keys})
    seen: Counter[str] = Counter({FAULTY: len(reads) - len(found)})
    for each, why_not in zip(found, before, strict=True):
        keys = {chunks.key_of(key) for key in each.keys}
        again = "" if keys <= fresh else TWICE
        fresh -= keys
        seen[why_not or again or (HELD if holding(each.fields["title"], each.fields["text"]) else NEW)] += 1
    return seen


def _carry_out(of: ReviewImport, file: BinaryIO, event: Event, at: datetime) -> None:
    """As of the moment at which the shop confirmed, so that what it saw is what it gets."""
    lines = _reader(of, file, at=of.started_at or at, language_of=language.of)
    reads = [read for read in islice(lines, CHUNK) if read]
    found = [read.review for read in reads if read.review]
    brought = bring(of, found, actor=event.actor, at=at)
    with pictures.archive_of(of) as archive:
        pictures.keep(archive, of, [(each.foreign, each.review) for each in brought if each.review])
    became = Counter(_became(each) for each in brought)
    became[FAULTY] = len(reads) - len(found)
    facts: dict[str, Any] = {**lines.place, "outcome": dict(Counter(of.outcome) + became)}
    if facts["position"] < of.size:
        of.advance("confirmed", actor=event.actor, at=at, **facts)
    else:
        of.finish(actor=event.actor, at=at, **facts)


def _became(each: Brought) -> str:
    if each.review is None:
        return each.why_not
    return HELD if each.review.held_at else NEW
