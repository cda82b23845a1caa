"""Are two pictures alike? A hash of what is lighter than its neighbour: it survives another size, format and colour."""

import io
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageOps

SIDE = 16  # a hash has SIDE * SIDE bits
ALIKE = 0.2  # of the bits may differ; other square marks differ in a third and more
SMALLEST, LARGEST = 12, 6000  # pixels of a side that is looked at
_SQUARE = 1.2  # wider than this, the left and the right end are looked at as well
MOST_PIECES = 24  # of a picture that are looked at by themselves: a row of marks, a picture of a page
_INK = 24  # of 255, from where it is no longer the ground
_AIR = 4  # empty lines within one piece
_TURNED = Image.Transpose.TRANSPOSE
_SIDES = 640  # pixels of a picture that is cut into pieces


def hashes(picture: bytes) -> tuple[int, ...]:
    """A hash of the picture, of its square ends and of the square pieces in it. Nothing for no picture.

    A badge has the mark on one side, a strip of marks or a picture of a page has it among others.
    """
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
    return grey.crop(_ink(grey).getbbox() or (0, 0, *grey.size))


def _ink(grey: Image.Image) -> Image.Image:
    """White where the picture is not its ground, that of its corner."""
    ground = Image.new("L", grey.size, grey.getpixel((0, 0)))
    return ImageChops.difference(grey, ground).point(lambda n: 255 * (n > _INK))


def _parts(picture: Image.Image) -> Iterator[Image.Image]:
    yield picture
    width, height = picture.size
    if width > _SQUARE * height:
        yield picture.crop((0, 0, height, height))
        yield picture.crop((width - height, 0, width, height))
    yield from _pieces(picture)


def _pieces(picture: Image.Image) -> Iterator[Image.Image]:
    """What stands apart on the ground: rows between empty rows, and in each what is between empty columns."""
    whole = picture.copy()
    whole.thumbnail((_SIDES, _SIDES))
    ink = _ink(whole)
    boxes = [
        (left, top, right, bottom)
        for top, bottom in _runs(ink.tobytes(), whole.width)
        for left, right in _runs(ink.crop((0, top, whole.width, bottom)).transpose(_TURNED).tobytes(), bottom - top)
    ]
    for box in boxes[:MOST_PIECES] if len(boxes) > 1 else ():
        piece = whole.crop(box)
        piece = piece.crop(ink.crop(box).getbbox())
        if min(piece.size) >= SMALLEST and max(piece.size) <= _SQUARE * min(piece.size):
            yield piece


def _runs(pixels: bytes, width: int) -> Iterator[tuple[int, int]]:
    """From where to where lines have ink, across gaps of a few lines: a mark has air in it."""
    start, last = None, 0
    for line in range(len(pixels) // width):
        if not any(pixels[line * width : (line + 1) * width]):
            continue
        if start is not None and line - last > _AIR:
            yield start, last + 1
            start = None
        start, last = line if start is None else start, line
    if start is not None:
        yield start, last + 1


def _hash(picture: Image.Image) -> int:
    small = ImageOps.autocontrast(picture).resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS)
    pixels, bits = small.tobytes(), 0
    for row in range(SIDE):
        for column in range(SIDE):
            at = row * (SIDE + 1) + column
            bits = bits << 1 | (pixels[at] > pixels[at + 1])
    return bits
