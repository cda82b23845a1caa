"""What somebody hands in as evidence, told by its bytes: pictures, PDF, text and e-mail, and nothing that can run.

Pure: from bytes to bytes. Pictures are written anew without position, camera and comments (GDPR 5(1)(c)); an e-mail is
taken with what is attached to it only when we would take each of those by itself.
"""

import hashlib
import io
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from disputes import terms
from keurmerk import file_kinds

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\x00asm",
    b"<?php",
)
_OFFICE = (b"PK", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<hta")
_CONTROLS = set(range(32)) - {9, 10, 12, 13}
_LARGEST = (3000, 3000)  # small print on a receipt stays readable
_QUALITY = 88


class Unfit(Exception):
    """We do not take it; `reason` is "empty", "too_large", "program", "office", "locked" or "kind"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FileKind(models.TextChoices):
    """What it is; only the first four are ever shown inside a browser."""

    PDF = "PDF", "PDF"
    JPEG = "JPEG", "JPEG"
    PNG = "PNG", "PNG"
    WEBP = "WEBP", "WebP"
    TEXT = "TEXT", _("text")
    MAIL = "MAIL", _("e-mail")

    @property
    def ending(self) -> str:
        return {"JPEG": "jpg", "TEXT": "txt", "MAIL": "eml"}.get(self.value, self.value.lower())

    @property
    def content_type(self) -> str:
        types = {"PDF": "application/pdf", "TEXT": "text/plain; charset=utf-8", "MAIL": "message/rfc822"}
        return types.get(self.value) or f"image/{self.value.lower()}"

    @property
    def is_picture(self) -> bool:
        return self in {FileKind.JPEG, FileKind.PNG, FileKind.WEBP}

    @property
    def opens_in_a_browser(self) -> bool:
        return self.is_picture or self == FileKind.PDF


@dataclass(frozen=True)
class Taken:
    """One that we take: the bytes as we keep them, and what they are."""

    content: bytes
    kind: FileKind

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def taken(content: bytes) -> Taken:
    """Raises Unfit. The name and the type that came with it are not asked."""
    kind = _kind_of(content)
    if kind.is_picture:
        return Taken(_bare(content, kind), kind)
    return Taken(content, kind)


def _kind_of(content: bytes) -> FileKind:
    if not content.strip():
        raise Unfit("empty")
    if len(content) > terms.LARGEST_EVIDENCE:
        raise Unfit("too_large")
    if content.startswith(_PROGRAMS):
        raise Unfit("program")
    if content.startswith(_OFFICE):
        raise Unfit("office")
    try:
        found = FileKind(file_kinds.kind_of(content, most=terms.LARGEST_EVIDENCE))
    except file_kinds.NotAFile as fault:
        if fault.reason != "kind":
            raise Unfit(fault.reason) from fault
        return _kind_of_words(content)
    if found == FileKind.PDF:
        _refuse_a_pdf_that_runs(content)
    return found


def _kind_of_words(content: bytes) -> FileKind:
    """Text that a person can read: by itself, or as an e-mail with its own heads."""
    if _is_mail(content):
        return FileKind.MAIL
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP) or _CONTROLS & set(content):
        raise Unfit("kind")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Unfit("kind") from fault
    return FileKind.TEXT


def _is_mail(content: bytes) -> bool:
    """By its heads; each attachment must be one that we take. Raises Unfit for one that is not."""
    try:
        mail = message_from_bytes(content, policy=policy.default)
        if not (mail["From"] and mail["Date"]):
            return False
        for part in mail.walk():
            if isinstance(part, EmailMessage) and not part.is_multipart() and _is_attached(part):
                _kind_of(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]  # bytes, as asked
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise Unfit("kind") from fault
    return True


def _is_attached(part: EmailMessage) -> bool:
    """Everything but the words of the mail itself."""
    return bool(part.get_filename()) or part.get_content_type() not in {"text/plain", "text/html"}


def _refuse_a_pdf_that_runs(content: bytes) -> None:
    """A script or a program to start has no place in evidence; one that is locked can be read by nobody."""
    if b"/JavaScript" in content or b"/Launch" in content:
        raise Unfit("program")
    try:
        root = PdfReader(io.BytesIO(content)).root_object
        first, names = root.get("/OpenAction"), root.get("/Names")
        first, names = (each.get_object() if each is not None else None for each in (first, names))
        if (isinstance(names, dict) and "/JavaScript" in names) or "/AA" in root:
            raise Unfit("program")
        if isinstance(first, dict) and first.get("/S") in {"/JavaScript", "/Launch"}:
            raise Unfit("program")
    except FileNotDecryptedError as fault:
        raise Unfit("locked") from fault
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError) as fault:
        raise Unfit("kind") from fault


def _bare(content: bytes, kind: FileKind) -> bytes:
    """The same picture, upright, from its pixels alone."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind.value]) as picture:
            picture.draft("RGB", _LARGEST)  # a large JPEG is unpacked at a fraction of its size
            upright = ImageOps.exif_transpose(picture)
            mode = "RGBA" if upright.has_transparency_data and kind != FileKind.JPEG else "RGB"
            flat = upright.convert(mode)
        flat.thumbnail(_LARGEST)
        bare, out = Image.new(mode, flat.size), io.BytesIO()
        bare.paste(flat)
        bare.save(out, kind.value, quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError) as fault:
        raise Unfit("kind") from fault
    return out.getvalue()
