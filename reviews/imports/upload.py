"""From whatever somebody uploads to a plain text file with one kind of line end, or a reason why not.

Text is copied in blocks, so the size of a file does not matter to the memory. What we keep is the text as it was: which
charset it is in can be set right afterwards. UTF-16, which Excel calls Unicode text, becomes UTF-8 here.
"""

import codecs
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage

from keurmerk.tokens import new_token
from members.models import Shop
from reviews.content import one_line
from reviews.imports import charsets, excel, layout
from reviews.imports.unreadable import Unreadable
from reviews.models import OrderImport

MOST_BYTES = 200 * 1024 * 1024
MOST_LINES = 2_000_000
_BLOCK = 1024 * 1024
_KINDS = (  # how files begin that are no lists, whatever their name says
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "OLD_EXCEL"),
    (b"\x89PNG", "PICTURE"),
    (b"\xff\xd8\xff", "PICTURE"),
    (b"GIF8", "PICTURE"),
    (b"RIFF", "PICTURE"),
    (b"{\\rtf", "DOCUMENT"),
    (b"\x1f\x8b", "PACKED"),
    (b"Rar!", "PACKED"),
    (b"7z\xbc\xaf", "PACKED"),
    (b"\x7fELF", "BINARY"),
    (b"MZ\x90", "BINARY"),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg")
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1b")


@dataclass(frozen=True)
class Taken:
    """What was written: how many bytes, and in which charset they seem to be."""

    size: int
    charset: str


def receive(shop: Shop, upload: BinaryIO, *, name: str, delay_days: int, actor: str, at: datetime) -> OrderImport:
    """Keeps the list and begins to check it, unless nobody can say yet which column tells whom. Raises Unreadable."""
    place = f"order-imports/{new_token()}.txt"
    made = OrderImport.begin(shop, file_name=one_line(name, 120), path=place, delay_days=delay_days, at=at)
    try:
        with tempfile.TemporaryFile() as plain:
            taken = take(upload, plain)
            found = layout.guess(plain, charset=taken.charset)
            plain.seek(0)
            default_storage.save(place, File(plain))
        made.note_upload(size=taken.size, layout=found.as_fields(), actor=actor, at=at)
    except BaseException:
        made.discard()
        raise
    return made


def take(source: BinaryIO, target: BinaryIO) -> Taken:
    """Writes the list in `source` to `target` as text. Raises Unreadable."""
    head = source.read(_BLOCK)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("EMPTY")
    if head.startswith(b"PK\x03\x04"):
        return Taken(_write(excel.as_text(source), target), "utf-8")
    _refuse_other_kinds(head)
    wide = charsets.wide(head)
    if wide is None and _looks_binary(head):
        raise Unreadable("BINARY")
    blocks = _blocks(head, source)
    judge = charsets.Judge()
    size = _write(judge.listen(_plain(_narrow(blocks, wide) if wide else blocks)), target)
    return Taken(size, "utf-8" if wide else judge.verdict())


def _refuse_other_kinds(head: bytes) -> None:
    for beginning, code in _KINDS:
        if head.startswith(beginning):
            raise Unreadable(code)
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_PAGES):
        raise Unreadable("PAGE")
    if start.startswith((b"{", b"[")):
        raise Unreadable("JSON")


def _looks_binary(head: bytes) -> bool:
    sample = head[:65_536]
    strange = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    return b"\x00" in sample or strange * 100 > len(sample)


def _blocks(head: bytes, source: BinaryIO) -> Iterator[bytes]:
    size, lines, block = 0, 0, head
    while block:
        size, lines = size + len(block), lines + block.count(b"\n")
        if size > MOST_BYTES or lines > MOST_LINES:
            raise Unreadable("TOO_BIG")
        yield block
        block = source.read(_BLOCK)


def _narrow(blocks: Iterator[bytes], charset: str) -> Iterator[bytes]:
    """UTF-16 as UTF-8; half a character at the end of a block waits for the other half."""
    decoder = codecs.getincrementaldecoder(charset)("replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _plain(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Without byte order mark, every line ending in \\n: a \\r at the end of a block waits for what follows."""
    waits, first = b"", True
    for block in blocks:
        whole = waits + block
        if first:
            whole, first = whole.removeprefix(codecs.BOM_UTF8), False
        waits = b"\r" if whole.endswith(b"\r") else b""
        yield whole[: len(whole) - len(waits)].replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\x00", b" ")
    if waits:
        yield b"\n"


def _write(blocks: Iterator[bytes], target: BinaryIO) -> int:
    size = 0
    for block in blocks:
        size += target.write(block)
    return size
