"""A file is what its bytes say, whatever it is called."""

import io

import pytest
from PIL import Image

from keurmerk.file_kinds import Kind, NotAFile, kind_of


def picture(kind: str, size: tuple[int, int] = (20, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


class TestKindOf:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_knows_a_picture(self, kind):
        assert kind_of(picture(kind), most=100_000) == Kind(kind)

    def test_knows_a_pdf(self):
        assert kind_of(b"%PDF-1.7\n%\xe2\xe3", most=100) == Kind.PDF

    @pytest.mark.parametrize(
        "content",
        [
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            b"PK\x03\x04 a document with macros",
            b"MZ\x90 a program",
            b"<html><script>alert(1)</script></html>",
            picture("JPEG")[:60],
            picture("GIF"),
        ],
    )
    def test_takes_nothing_else(self, content):
        with pytest.raises(NotAFile) as refusal:
            kind_of(content, most=100_000)
        assert refusal.value.reason == "kind"

    def test_takes_nothing_empty_or_too_large(self):
        with pytest.raises(NotAFile) as refusal:
            kind_of(b"", most=10)
        assert refusal.value.reason == "empty"
        with pytest.raises(NotAFile) as refusal:
            kind_of(b"%PDF-1.7 " + b"x" * 10, most=10)
        assert refusal.value.reason == "too_large"

    def test_takes_no_picture_that_would_fill_the_memory(self):
        with pytest.raises(NotAFile):
            kind_of(picture("PNG", (9000, 9000)), most=10_000_000)
