"""What a file is, by its bytes: the name and the type that a browser sends prove nothing."""

import io
import warnings

from django.db import models
from PIL import Image, UnidentifiedImageError


class NotAFile(Exception):
    """We do not take it; `reason` is "empty", "too_large" or "kind"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Kind(models.TextChoices):
    """What we take: documents and pictures that can hold no program."""

    PDF = "PDF", "PDF"
    JPEG = "JPEG", "JPEG"
    PNG = "PNG", "PNG"
    WEBP = "WEBP", "WebP"

    @property
    def ending(self) -> str:
        return "jpg" if self == Kind.JPEG else self.value.lower()

    @property
    def content_type(self) -> str:
        return "application/pdf" if self == Kind.PDF else f"image/{self.value.lower()}"


MOST_FILES = 5  # that one person sends with one thing
MOST_BYTES = 10 * 1024 * 1024  # of each
_PICTURES = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 50_000_000


def kind_of(content: bytes, *, most: int) -> Kind:
    """Raises NotAFile for what is empty, too large, or neither a PDF nor a whole picture."""
    if not content:
        raise NotAFile("empty")
    if len(content) > most:
        raise NotAFile("too_large")
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    return Kind(_picture(content))


def _picture(content: bytes) -> str:
    """The format of a picture that is whole; nothing is unpacked before its size is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of what we refuse below
        try:
            with Image.open(io.BytesIO(content), formats=_PICTURES) as picture:
                pixels, found = picture.width * picture.height, str(picture.format)
                picture.verify()
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as fault:
            raise NotAFile("kind") from fault
    if pixels > _MOST_PIXELS:
        raise NotAFile("too_large")
    return found
