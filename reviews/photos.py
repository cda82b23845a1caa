"""What people hand in as a photo, made into one: told by its content, turned upright, and without what lies inside.

Pure: from bytes to bytes. Position, camera and comments are left behind (GDPR 5(1)(c)); what is not a photo, or would
fill the memory, is refused before it is unpacked.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from reviews import terms

FORMATS = ("JPEG", "PNG", "WEBP")
_LARGE, _SMALL = (1600, 1600), (480, 480)
_QUALITY = 80


class Unfit(Exception):
    """Not a photo that we can show. `code` is "size", "kind", "pixels" or "broken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pictures:
    """One photo in two sizes, as WebP. `width` and `height` are those of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.large).hexdigest()


def developed(content: bytes) -> Pictures:
    """Raises Unfit. A name or a type that came with it is not asked: the first bytes tell."""
    if len(content) > terms.LARGEST_PHOTO:
        raise Unfit("size")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of much that we then refuse or drop
        picture = _opened(content)
        try:
            return _in_two_sizes(picture)
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError) as fault:
            raise Unfit("broken") from fault


def _opened(content: bytes) -> Image.Image:
    """Reads the head alone: nothing is unpacked until its size is known."""
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise Unfit("kind") from fault
    except Image.DecompressionBombError as fault:
        raise Unfit("pixels") from fault
    if picture.width * picture.height > terms.MOST_PIXELS:
        raise Unfit("pixels")
    return picture


def _in_two_sizes(picture: Image.Image) -> Pictures:
    picture.draft("RGB", _LARGE)  # JPEG is unpacked at a fraction of its size, which saves most of the work
    upright = ImageOps.exif_transpose(picture)
    flat = _on_white(upright)
    flat.thumbnail(_LARGE)
    small = flat.copy()
    small.thumbnail(_SMALL)
    return Pictures(_as_webp(flat), _as_webp(small), flat.width, flat.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency: a photo has none, and on a dark page it would show what was meant for white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture.convert("RGBA"))
    return white.convert("RGB")


def _as_webp(picture: Image.Image) -> bytes:
    """Written anew from the pixels: no EXIF, no XMP, no colour profile, no comment."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
