"""Lines become records from any place on; what is broken in one line stays in that line."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.imports.records import LONGEST_LINE, Records


def read(content: str | bytes, *, charset: str = "utf-8", delimiter: str = ";", **place):
    data = content.encode() if isinstance(content, str) else content
    return Records(io.BytesIO(data), charset=charset, delimiter=delimiter, **place)


def told(content: str | bytes, **facts) -> list[tuple[int, list[str] | str]]:
    return [(record.line, record.fault or record.cells) for record in read(content, **facts)]


class TestRecords:
    def test_are_lines_with_their_cells(self):
        assert told("a;b\nc;d") == [(1, ["a", "b"]), (2, ["c", "d"])]

    def test_keep_what_stands_between_quotation_marks_together(self):
        assert told('a;"b;c"\n"d ""e""";f\n') == [(1, ["a", "b;c"]), (2, ['d "e"', "f"])]

    def test_leave_a_quotation_mark_inside_a_word_alone(self):
        assert told('tv 32" zwart;a\nb;c\n') == [(1, ['tv 32" zwart', "a"]), (2, ["b", "c"])]

    def test_go_on_in_the_next_line_when_a_cell_does(self):
        assert told('"a\nb";c\nd;e\n') == [(1, ["a b", "c"]), (3, ["d", "e"])]

    def test_lose_one_line_to_a_quotation_mark_that_is_never_closed(self):
        lines = ["a;b"] * 50 + ['"c;d'] + ["e;f"] * 50
        found = told("\n".join(lines), width=2)
        assert len(found) == 101
        assert [each for each in found if each[1] == "QUOTE"] == [(51, "QUOTE")]

    def test_lose_one_line_when_another_line_closes_it(self):
        assert told('a;"b\nc;d\n"e";f\n', width=2) == [(1, "QUOTE"), (2, ["c", "d"]), (3, ["e", "f"])]

    def test_name_a_line_in_another_charset(self):
        assert told("Zoë;a\n".encode() + "Zoë;b\n".encode("cp1252")) == [(1, ["Zoë", "a"]), (2, "CHARSET")]

    def test_name_a_line_that_is_too_long_and_keep_none_of_it(self):
        assert told("a\n" + "x" * (3 * LONGEST_LINE) + "\nb\n") == [(1, ["a"]), (2, "LINE_TOO_LONG"), (3, ["b"])]

    def test_call_a_line_blank_that_only_tells_excel_the_delimiter(self):
        assert [record.is_blank for record in read("sep=;\n;\na;b\n")] == [True, True, False]


class TestPlace:
    CONTENT = ('a;"b\nc"\n\n"d;e\nZoë;f\n' + "x" * (2 * LONGEST_LINE) + "\ng;h").encode()

    def test_says_where_the_next_one_begins(self):
        whole = told(self.CONTENT, width=2)
        reader = read(self.CONTENT, width=2)
        pieces = []
        while reader.position < len(self.CONTENT):
            record = next(iter(reader))
            pieces.append((record.line, record.fault or record.cells))
            reader = read(self.CONTENT, width=2, position=reader.position, line=reader.line)
        assert pieces == whole

    @given(st.binary(max_size=400), st.sampled_from([";", ",", "\t"]), st.sampled_from(["utf-8", "cp1252"]))
    def test_is_at_the_end_after_any_bytes_and_never_stands_still(self, content, delimiter, charset):
        content = content.replace(b"\r", b"").replace(b"\x00", b"")
        reader = read(content, delimiter=delimiter, charset=charset, width=3)
        last = 0
        for _record in reader:
            assert reader.position > last
            last = reader.position
        assert (reader.position, reader.line) == (
            len(content),
            content.count(b"\n") + (content[-1:] not in (b"", b"\n")),
        )

    @given(st.lists(st.lists(st.text(alphabet='ab;" é\n', max_size=5), min_size=2, max_size=2), max_size=6))
    def test_gives_back_what_a_proper_program_wrote(self, rows):
        import csv

        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
        assert [cells for _, cells in told(out.getvalue(), width=2)] == [
            [cell.replace("\n", " ") for cell in row] for row in rows
        ]


@pytest.mark.parametrize("content", ["", "\n", '"', '"\n"', ";", '";"'])
def test_odd_ends_are_survived(content):
    assert isinstance(told(content), list)
