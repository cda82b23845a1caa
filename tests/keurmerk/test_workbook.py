"""Excel files that open, hold numbers as numbers, and run nothing."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from keurmerk import workbook
from keurmerk.workbook import Sheet

# An answer that is closed tells Django that a request is over, and Django then looks at connections left by others.
pytestmark = pytest.mark.django_db


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    answer = workbook.response("figures.xlsx", sheets)
    body = b"".join(answer.streaming_content)
    answer.close()
    return openpyxl.load_workbook(io.BytesIO(body))


class TestResponse:
    def test_is_a_download_in_parts(self):
        answer = workbook.response("figures.xlsx", [Sheet("Cijfers", ["Maand"], [])])
        assert answer.streaming
        assert answer["Content-Disposition"] == 'attachment; filename="figures.xlsx"'
        assert answer["Content-Type"] == workbook.TYPE
        answer.close()

    def test_holds_a_sheet_per_table(self):
        book = opened(Sheet("Score", ["Maand", "Aantal"], [["november", 3]]), Sheet("Woorden", ["Woord"], [["netjes"]]))
        assert book.sheetnames == ["Score", "Woorden"]
        assert [list(row) for row in book["Score"].values] == [["Maand", "Aantal"], ["november", 3]]
        assert book["Score"].freeze_panes == "A2"

    def test_keeps_numbers_days_and_nothing_as_they_are(self):
        row = list(opened(Sheet("S", ["a"], [[4, Decimal("4.6666"), date(2026, 11, 26), None, "x"]])).active.values)[1]
        assert (row[0], round(row[1], 4), row[2].date(), row[3]) == (4, 4.6666, date(2026, 11, 26), None)

    def test_runs_no_formula_that_a_stranger_typed(self):
        for typed in ("=1+1", "+1", "@SUM(A1)", "  =cmd", "-2"):
            cell = opened(Sheet("S", ["a"], [[typed]])).active["A2"]
            assert cell.data_type == "s"
            assert cell.value.startswith("'")

    @given(some.text(max_size=40))
    def test_can_hold_any_text(self, text):
        opened(Sheet(text, [text], [[text]]))


class TestTitle:
    def test_is_what_excel_accepts(self):
        assert workbook.title_of("Score: [2026/11]?", set()) == "Score   2026 11"
        assert len(workbook.title_of("x" * 50, set())) == 31
        assert workbook.title_of("", set()) == "Sheet"

    def test_is_taken_once(self):
        assert workbook.title_of("Score", {"score", "Score (2)"}) == "Score (3)"
