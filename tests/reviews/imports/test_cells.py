"""What people and their programs write in a cell, and what it means."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.imports import cells
from reviews.imports.cells import Faulty


def code(read, text: str) -> str:
    with pytest.raises(Faulty) as fault:
        read(text)
    return fault.value.code


class TestEmail:
    @pytest.mark.parametrize(
        "text", ["sanne@example.com", " sanne@example.com ", "Sanne <sanne@example.com>", "mailto:sanne@example.com"]
    )
    def test_is_found(self, text):
        assert cells.email(text) == "sanne@example.com"

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "EMAIL_MISSING"), ("\u00a0", "EMAIL_MISSING"), ("sanne", "EMAIL_WRONG"), ("a@b", "EMAIL_WRONG"),
            ("a@example.com, b@example.com", "EMAIL_SEVERAL"), ("a" * 255 + "@example.com", "EMAIL_WRONG"),
            ("#N/A", "EMAIL_WRONG"), ("=HYPERLINK(1)", "EMAIL_WRONG"),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong(self, text, why):
        assert code(cells.email, text) == why


class TestNumber:
    def test_is_taken_as_it_is(self):
        assert cells.number(" #WEB-2026/001 ") == "#WEB-2026/001"

    @pytest.mark.parametrize(
        ("text", "why"), [("", "NUMBER_MISSING"), ("2,02603E+11", "NUMBER_ROUNDED"), ("x" * 81, "NUMBER_LONG")]
    )
    def test_says_what_is_wrong(self, text, why):
        assert code(cells.number, text) == why


class TestDay:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-03-02", "2026-03-02T09:00:00Z", "2026-03-02 09:00", "02-03-2026", "2-3-2026", "2/3/2026", "02.03.26",
            "20260302", "2 maart 2026", "ma 2 mrt. 2026", "2 March 2026", "Mar 2, 2026", "March 2nd, 2026, 10:00",
            "2-3-2026 14:05",
        ],
    )  # fmt: skip
    def test_is_read_in_any_spelling(self, text):
        assert cells.day(text) == date(2026, 3, 2)

    @pytest.mark.parametrize("text", ["gisteren", "31-02-2026", "13/13/2026", "2026", "46083", "2 mei", "", "0-0-0000"])
    def test_is_not_guessed(self, text):
        assert code(cells.day, text) == "DATE_WRONG"


class TestAmount:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("€ 1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("12", "12.00"), ("12,-", "12.00"), ("EUR 9.5", "9.50"),
            ("1.234", "1234.00"), ("0,125", "0.12"), ("1.234.567,89", "1234567.89"), ("1,234,567", "1234567.00"),
        ],
    )  # fmt: skip
    def test_is_read_with_comma_and_point(self, text, amount):
        assert cells.amount(text) == Decimal(amount)

    def test_of_nothing_is_none(self):
        assert cells.amount(" ") is None

    @pytest.mark.parametrize("text", ["gratis", "-5,00", "1e9", "999999999999", "1-2", "..", ","])
    def test_is_not_guessed(self, text):
        assert code(cells.amount, text) == "TOTAL_WRONG"


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "ours"), [("nl", "nl"), ("NL-be", "nl"), ("Engels", "en"), ("en_GB", "en"), ("Deutsch", ""), ("", "")]
    )
    def test_is_one_of_ours_or_the_shops(self, text, ours):
        assert cells.language(text) == ours


class TestDays:
    def test_are_at_most_ninety(self):
        assert cells.days("90") == 90
        assert code(cells.days, "91") == code(cells.days, "-1") == code(cells.days, "week") == "DELAY_WRONG"


class TestName:
    def test_is_put_together_from_its_parts(self):
        assert cells.name("Sanne", "de", " Koning ") == "Sanne de Koning"

    def test_is_no_address(self):
        assert cells.name("sanne@example.com") == ""


@given(st.text(max_size=300))
def test_no_cell_raises_anything_else(text):
    for read in (cells.email, cells.number, cells.day, cells.amount, cells.days, cells.name, cells.language):
        with suppress(Faulty):
            read(text)
