"""A list that we give out opens well in Excel, and a stranger's formula in it stays text."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keurmerk import spreadsheet


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


class TestHarmless:
    @pytest.mark.parametrize(
        "typed",
        [
            '=HYPERLINK("https://evil.example";"Klik")', "+31612345678", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1",
            "  =1+1", "\n@x", "＝1+1", "\u00a0=1+1", " gewoon",
        ],
    )  # fmt: skip
    def test_keeps_a_formula_from_being_one(self, typed):
        assert spreadsheet.harmless(typed) == f"'{typed}"

    @pytest.mark.parametrize("typed", ["Sanne", "a=b", "12-03-2026", "jan@example.com", "", "'s-Gravenhage", "é"])
    def test_leaves_plain_words_alone(self, typed):
        assert spreadsheet.harmless(typed) == typed

    def test_writes_numbers_days_and_moments_as_they_are(self):
        cells = [-5, Decimal("-1.50"), date(2026, 3, 2), datetime(2026, 3, 2, 9, 0, tzinfo=UTC), None, True]
        told = ["-5", "-1.50", "2026-03-02", "2026-03-02 10:00:00", "", "True"]
        assert [spreadsheet.harmless(cell) for cell in cells] == told


class TestLines:
    def test_come_one_at_a_time(self):
        made = []

        def rows():
            for number in range(3):
                made.append(number)
                yield [number]

        next(spreadsheet.lines(rows()))
        assert made == [0]

    @given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=5))
    def test_are_read_back_as_what_was_written_and_never_as_a_formula(self, rows):
        back = read("".join(spreadsheet.lines(rows)))
        assert back == [[spreadsheet.harmless(cell) for cell in row] for row in rows]
        assert not [cell for row in back for cell in row if cell.lstrip()[:1] in tuple("=+-@")]


class TestResponse:
    def test_is_a_download_that_excel_reads_as_utf8(self):
        answer = spreadsheet.response("bestellingen.csv", ["Naam", "Bedrag"], [["Zoë", Decimal("1.50")]])
        assert answer["Content-Disposition"] == 'attachment; filename="bestellingen.csv"'
        assert answer.getvalue() == "\ufeffNaam;Bedrag\r\nZoë;1.50\r\n".encode()
