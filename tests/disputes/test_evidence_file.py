import base64
import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from disputes import terms
from disputes.evidence_file import FileKind, Unfit, taken


def photo(kind="JPEG", size=(40, 20), **how):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def pdf(change=lambda writer: None):
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    change(writer)
    writer.write(out)
    return out.getvalue()


def runs(writer):
    """A script in it, whose name is written in such a way that searching for it does not help."""
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def mail(attachment=b"", name="bon.pdf", kind="application/pdf"):
    parts = (
        b"From: jan@example.com\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nSubject: Mijn fiets\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n"
        b"--xx\r\nContent-Type: text/plain\r\n\r\nWaar blijft hij?\r\n"
    )
    if attachment:
        parts += (
            f'--xx\r\nContent-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
        ).encode() + base64.encodebytes(attachment)
    return parts + b"--xx--\r\n"


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("word/vbaProject.bin", "x")
    return out.getvalue()


class TestTaken:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (photo("JPEG"), FileKind.JPEG),
            (photo("PNG"), FileKind.PNG),
            (photo("WEBP"), FileKind.WEBP),
            (pdf(), FileKind.PDF),
            ("Beste winkel, wáár blijft mijn fiets?".encode(), FileKind.TEXT),
            (mail(), FileKind.MAIL),
            (mail(pdf()), FileKind.MAIL),
            (mail(photo(), "foto.jpg", "image/jpeg"), FileKind.MAIL),
        ],
    )
    def test_tells_what_it_is_by_its_bytes(self, content, kind):
        assert taken(content).kind == kind

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "empty"),
            (b" \n", "empty"),
            (b"a" * (terms.LARGEST_EVIDENCE + 1), "too_large"),
            (b"MZ\x90\x00" + b"\x00" * 80, "program"),
            (b"\x7fELF\x02", "program"),
            (b"#!/bin/sh\nrm -rf ~\n", "program"),
            (archive(), "office"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 80, "office"),
            (b"{\\rtf1 {\\object}}", "office"),
            (b"<html><script>alert(1)</script>", "kind"),
            (b"\xef\xbb\xbf <!DOCTYPE html>", "kind"),
            (b'<?xml version="1.0"?><svg/>', "kind"),
            (b"GIF89a\x01\x00\x01\x00", "kind"),
            (photo("JPEG")[:200], "kind"),
            (b"%PDF-1.7 but no more", "kind"),
            (pdf(runs), "program"),
            (pdf(runs).replace(b"/JavaScript", b"/Java#53cript"), "program"),
            (pdf(lambda writer: writer.encrypt("secret")), "locked"),
            (mail(b"MZ\x90\x00" + b"\x00" * 80, "bon.pdf"), "program"),
            (mail(archive(), "bon.docm"), "office"),
            (mail(mail(archive(), "bon.docm"), "oud.txt", "text/plain"), "office"),
        ],
    )
    def test_refuses_what_can_run_and_what_nobody_can_read(self, content, reason):
        with pytest.raises(Unfit) as refusal:
            taken(content)
        assert refusal.value.reason == reason

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_leaves_behind_where_a_photo_was_taken_and_turns_it_upright(self, kind):
        exif = Image.Exif()
        exif[0x0112] = 6  # lies on its side
        exif[0x010F] = "Secretphone"
        exif.get_ifd(0x8825)[1] = "N"
        kept = taken(photo(kind, exif=exif)).content
        with Image.open(io.BytesIO(kept)) as picture:
            assert not picture.getexif()
            assert picture.size == (20, 40)
        assert b"Secretphone" not in kept

    def test_keeps_what_is_clear_clear(self):
        out = io.BytesIO()
        Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
        with Image.open(io.BytesIO(taken(out.getvalue()).content)) as picture:
            assert picture.getpixel((4, 4))[3] == 0

    def test_makes_the_same_of_the_same(self):
        assert taken(photo()).digest == taken(photo()).digest
