"""Are two pictures alike? A hash of what is lighter than its neighbour: it survives another size, format and colour."""

import io
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageOps

SIDE = 16  # a hash has SIDE * SIDE bits
ALIKE = 0.2  # of the bits may differ; other square marks differ in a third and more
SMALLEST, LARGEST = 12, 6000  # pixels of a side that is looked at
_SQUARE = 1.2  # wider than this, the left and the right end are looked at as well


def hashes(picture: bytes) -> tuple[int, ...]:
    """A hash of the picture, and of its square ends: a badge has the mark on one side. Nothing for no picture."""
    try:
        with Image.open(io.BytesIO(picture)) as found:
            if not (min(found.size) >= SMALLEST and max(found.size) <= LARGEST):
                return ()
            flat = _flat(found)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ()
    return tuple(_hash(part) for part in _parts(flat))


def alike(one: int, other: int) -> bool:
    """Also as a negative: a light mark on a dark ground is the same mark."""
    differing = (one ^ other).bit_count() / (SIDE * SIDE)
    return min(differing, 1 - differing) <= ALIKE


def _flat(picture: Image.Image) -> Image.Image:
    """In greys on white, without the empty edge."""
    picture.draft("RGB", (512, 512))
    shown = picture.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    grey = Image.alpha_composite(ground, shown).convert("L")
    edge = ImageChops.difference(grey, Image.new("L", grey.size, grey.getpixel((0, 0)))).point(lambda n: 255 * (n > 24))
    return grey.crop(edge.getbbox() or (0, 0, *grey.size))


def _parts(picture: Image.Image) -> Iterator[Image.Image]:
    yield picture
    width, height = picture.size
    if width > _SQUARE * height:
        yield picture.crop((0, 0, height, height))
        yield picture.crop((width - height, 0, width, height))


def _hash(picture: Image.Image) -> int:
    small = ImageOps.autocontrast(picture).resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS)
    pixels, bits = small.tobytes(), 0
    for row in range(SIDE):
        for column in range(SIDE):
            at = row * (SIDE + 1) + column
            bits = bits << 1 | (pixels[at] > pixels[at + 1])
    return bits
