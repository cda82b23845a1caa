"""Whatever is uploaded becomes plain text with one kind of line end, or is refused with the reason."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.imports import charsets, excel, upload
from reviews.imports.unreadable import Unreadable
from reviews.models import OrderImport
from tests.factories import order_lists, reviews


def taken(content: bytes) -> tuple[str, str]:
    """The text and the charset in which it was read."""
    out = io.BytesIO()
    found = upload.take(io.BytesIO(content), out)
    assert found.size == len(out.getvalue())
    return out.getvalue().decode(found.charset), found.charset


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        upload.take(io.BytesIO(content), io.BytesIO())
    return refusal.value.code


class TestCharset:
    WORDS = "E-mail;Naam\nzoe@example.com;Zoë Müller\nb@example.com;François\n"

    @pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    def test_is_recognised(self, charset):
        assert taken(self.WORDS.encode(charset))[0] == self.WORDS

    def test_of_old_macs_and_dos_is_recognised_from_a_few_lines(self):
        words = self.WORDS + "c@example.com;Renée Coëlho\nd@example.com;Jérôme Noël\ne@example.com;Søren Øvergård\n"
        assert taken(words.encode("cp850"))[0] == words
        assert taken(words.encode("mac_roman"))[0] == words

    def test_of_plain_letters_is_utf8(self):
        assert taken(b"a@example.com;Jan")[1] == "utf-8"

    def test_of_one_line_does_not_make_the_others_so(self):
        lines = [f"b{n}@example.com;Zoë".encode() for n in range(10)]
        out = io.BytesIO()
        assert upload.take(io.BytesIO(b"\n".join([*lines, "x;Müller".encode("cp1252")])), out).charset == "utf-8"

    def test_is_told_by_what_stands_far_down(self):
        content = b"a@example.com;Jan\n" * 100_000 + "z@example.com;Zoë\n".encode("cp1252")
        assert taken(content)[1] == "cp1252"

    def test_with_the_euro_sign_is_that_of_windows(self):
        assert charsets.likely("a@example.com;€ 12,50\nb@example.com;€ 3,00\n".encode("cp1252")) == "cp1252"


class TestLineEnds:
    @pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
    def test_become_one_kind(self, end):
        assert taken(f"a{end}b{end}".encode())[0] == "a\nb\n"

    def test_are_whole_where_two_blocks_meet(self, monkeypatch):
        monkeypatch.setattr(upload, "_BLOCK", 4)
        assert taken(b"abc\r\ndefg\rhi\r")[0] == "abc\ndefg\nhi\n"


class TestOtherKinds:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "EMPTY"), (b" \r\n\r\n", "EMPTY"), (b"\xef\xbb\xbf", "EMPTY"),
            (b"%PDF-1.7\n%\xe2\xe3", "PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "OLD_EXCEL"),
            (b"\x89PNG\r\n\x1a\n", "PICTURE"), (b"\xff\xd8\xff\xe0", "PICTURE"), (b"\x1f\x8b\x08", "PACKED"),
            (b"\n<!DOCTYPE html><p>", "PAGE"), (b'<?xml version="1.0"?>', "PAGE"), (b'[{"email": "a"}]', "JSON"),
            (bytes(range(256)) * 4, "BINARY"), (b"PK\x03\x04 not a zip", "BROKEN_EXCEL"),
        ],
    )  # fmt: skip
    def test_are_refused_by_their_name(self, content, code):
        assert refused(content) == code

    def test_that_are_too_long_are_refused_while_they_are_read(self, monkeypatch):
        monkeypatch.setattr(upload, "MOST_LINES", 10)
        assert refused(b"a\n" * 11) == "TOO_BIG"


class TestExcel:
    def test_gives_values_dates_and_whole_numbers(self):
        rows = [["Nummer", "Datum", "Om", "Bedrag"], [40871.0, date(2026, 3, 1), datetime(2026, 3, 1, 9, 5), 12.5]]  # noqa: DTZ001  # Excel knows no zones
        assert taken(order_lists.workbook(rows))[0] == (
            "Nummer;Datum;Om;Bedrag\n40871;2026-03-01;2026-03-01 09:05:00;12.5\n"
        )

    def test_reads_the_value_of_a_formula_and_never_the_formula(self):
        made = order_lists.workbook([["a@example.com", "=1+1"]])
        assert "=1+1" not in taken(made)[0]

    def test_keeps_empty_rows_so_that_lines_are_rows(self):
        assert taken(order_lists.workbook([["a"], [], [None], ["b"], []]))[0] == "a\n\n\nb\n"

    def test_takes_the_first_sheet_with_something_in_it(self):
        assert taken(order_lists.workbook([["a"]], sheets=3))[0] == "a\n"

    def test_without_anything_is_empty(self):
        assert refused(order_lists.workbook([])) == "EMPTY"

    def test_of_too_many_rows_is_refused(self, monkeypatch):
        monkeypatch.setattr(excel, "MOST_ROWS", 3)
        assert refused(order_lists.workbook([["a"]] * 4)) == "EXCEL_TOO_LONG"

    def test_that_swells_is_refused_unopened(self):
        assert refused(packed({"xl/worksheets/sheet1.xml": b"0" * 60_000_000})) == "EXCEL_TOO_BIG"

    def test_that_swells_within_what_is_allowed_is_broken(self):
        assert refused(packed({"xl/worksheets/sheet1.xml": b"0" * 900_000})) == "BROKEN_EXCEL"

    def test_with_an_entity_is_refused(self):
        laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        assert refused(packed({"xl/workbook.xml": laughs})) == "BROKEN_EXCEL"

    def test_with_the_width_of_the_world_in_every_row_is_refused(self, monkeypatch):
        monkeypatch.setattr(excel, "_MOST_CELLS", 20_000)
        rows = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (n, n) for n in range(1, 9))
        assert refused(replaced("xl/worksheets/sheet1.xml", rows)) == "EXCEL_TOO_LONG"

    def test_that_breaks_off_is_broken(self):
        whole = order_lists.workbook([["a@example.com", "x"]] * 50)
        assert refused(whole[: len(whole) // 2]) == "BROKEN_EXCEL"
        assert refused(replaced("xl/worksheets/sheet1.xml", b"<row><c><<<")) == "BROKEN_EXCEL"

    @pytest.mark.parametrize(
        ("part", "code"), [("word/document.xml", "DOCUMENT"), ("content.xml", "OPEN_DOCUMENT"), ("a.txt", "PACKED")]
    )
    def test_of_another_kind_is_called_by_its_name(self, part, code):
        assert refused(packed({part: b"<x/>"})) == code


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def replaced(part: str, rows: bytes) -> bytes:
    """A whole workbook whose sheet says something else."""
    with zipfile.ZipFile(io.BytesIO(order_lists.workbook([["a"]]))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    head, _, _ = parts[part].partition(b"<sheetData>")
    return packed({**parts, part: head + b"<sheetData>" + rows + b"</sheetData></worksheet>"})


class TestFuzz:
    @given(st.binary(max_size=3000))
    @settings(max_examples=200, deadline=2000)
    def test_nothing_but_our_own_refusal_comes_of_bytes(self, content):
        with suppress(Unreadable):
            upload.take(io.BytesIO(content), io.BytesIO())

    @given(st.data())
    @settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
    def test_nor_of_a_workbook_with_wrong_bytes_in_it(self, data):
        content = bytearray(WHOLE)
        for _ in range(data.draw(st.integers(1, 20))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        with suppress(Unreadable):
            upload.take(io.BytesIO(bytes(content)), io.BytesIO())


WHOLE = order_lists.workbook([["E-mail", "Nummer"], ["a@example.com", 1], ["b@example.com", 2]])


@pytest.mark.django_db
class TestReceive:
    def test_keeps_the_file_for_seven_days_and_begins_to_check(self, now):
        made = order_lists.uploaded(order_lists.text(2), at=now)
        assert (made.state, (made.expires_at - now).days) == (OrderImport.State.CHECKING, 7)
        assert default_storage.exists(made.path)

    def test_leaves_nothing_behind_of_what_it_refuses(self, now, settings):
        with pytest.raises(Unreadable):
            order_lists.uploaded(b"%PDF-1.7", of=reviews.inviting_shop(), at=now)
        assert not OrderImport.objects.exists()
        assert not [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]

    def test_waits_for_a_person_when_no_column_tells_whom(self, now):
        made = order_lists.uploaded("kleur;maat\nrood;1\n", at=now)
        assert made.state == OrderImport.State.UPLOADED
