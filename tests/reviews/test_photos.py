"""What people hand in as a photo: known by its content, turned upright, and without what lies inside."""

import io
import struct
import zlib

import pytest
from PIL import Image

from reviews import terms
from reviews.photos import Unfit, developed
from tests.factories.reviews import photo_bytes


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def with_position(**more) -> bytes:
    """Taken in Zwolle with a telephone that was held on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Telefoon", more.get("turned", 1)
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (52.0, 30.0, 0.0)
    return photo_bytes((60, 40), exif=exif, comment=b"Dorpsstraat 12")


def png_that_unpacks_to(width: int, height: int) -> bytes:
    """A few bytes that say they are enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def complaint(content: bytes) -> str:
    with pytest.raises(Unfit) as refused:
        developed(content)
    return refused.value.code


class TestDeveloped:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_is_webp_in_two_sizes(self, kind):
        made = developed(photo_bytes((3000, 2000), kind))
        large, small = opened(made.large), opened(made.small)
        assert (large.format, small.format) == ("WEBP", "WEBP")
        assert (large.size, small.size) == ((1600, 1067), (480, 320))
        assert (made.width, made.height) == large.size

    def test_is_never_blown_up(self):
        assert opened(developed(photo_bytes((30, 20))).large).size == (30, 20)

    @pytest.mark.rule("PA")
    def test_leaves_out_where_and_with_what_it_was_taken(self):
        made = developed(with_position())
        for picture in (made.large, made.small):
            assert not opened(picture).getexif()
            assert not any(secret in picture for secret in (b"Telefoon", b"Dorpsstraat", b"EXIF", b"XMP", b"ICCP"))

    def test_stands_upright(self):
        assert opened(developed(with_position(turned=6)).large).size == (40, 60)

    def test_has_a_white_ground_where_it_was_transparent(self):
        made = developed(photo_bytes((8, 8), "PNG", mode="RGBA", colour=(0, 0, 0, 0)))
        assert opened(made.large).convert("RGB").getpixel((4, 4)) == (255, 255, 255)

    @pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16"])
    def test_takes_every_way_of_writing_colours(self, mode):
        made = developed(photo_bytes((20, 20), "JPEG" if mode == "CMYK" else "PNG", mode=mode, colour=0))
        assert opened(made.large).mode == "RGB"

    def test_is_the_first_picture_of_one_that_moves(self):
        frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
        out = io.BytesIO()
        frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
        red, _green, blue = opened(developed(out.getvalue()).large).convert("RGB").getpixel((10, 10))
        assert red > 200
        assert blue < 60

    def test_has_the_same_digest_for_the_same_photo(self):
        assert developed(photo_bytes()).digest == developed(photo_bytes()).digest != developed(with_position()).digest


class TestUnfit:
    def test_is_what_is_too_large(self):
        assert complaint(b"\xff\xd8" + b"\0" * terms.LARGEST_PHOTO) == "size"

    @pytest.mark.parametrize(
        "content",
        [
            b"%PDF-1.7 this is no photo",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<html><body>photo.jpg</body></html>",
            b"GIF89a" + b"\0" * 50,
            b"MZ" + b"\0" * 100,
            b"",
        ],
    )
    def test_is_what_is_no_photo_whatever_its_name(self, content):
        assert complaint(content) == "kind"

    @pytest.mark.parametrize("size", [(50_000, 50_000), (10_000, 5_001), (2**31 - 1, 2**31 - 1)])
    def test_is_what_would_fill_the_memory(self, size):
        assert complaint(png_that_unpacks_to(*size)) in {"pixels", "kind"}

    def test_is_what_breaks_off(self):
        whole = photo_bytes((800, 600), colour="teal")
        assert complaint(whole[: len(whole) // 2]) == "broken"

    def test_is_not_a_photo_of_a_telephone_of_today(self):
        assert developed(photo_bytes((8160, 6120), quality=30)).width == 1600
