"""Months and days as the terms count them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from keurmerk.calendar import AMSTERDAM, add_months, amsterdam_date, end_of_day, in_words, months_between
from keurmerk.money import VatRate, euros
from keurmerk.workdays import add_workdays, first_counting_day, is_workday

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


class TestAddMonths:
    @pytest.mark.parametrize(
        ("start", "months", "expected"),
        [
            (date(2026, 10, 31), 4, date(2027, 2, 28)),
            (date(2027, 10, 31), 4, date(2028, 2, 29)),
            (date(2026, 12, 31), 2, date(2027, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 8, 31), 6, date(2027, 2, 28)),
        ],
    )
    def test_clamps_to_the_end_of_the_month(self, start, months, expected):
        assert add_months(start, months) == expected

    @given(DAYS, st.integers(1, 60))
    def test_never_lands_outside_the_counted_month(self, start, months):
        landed = add_months(start, months)
        assert (landed.year * 12 + landed.month) - (start.year * 12 + start.month) == months

    @given(DAYS, st.integers(0, 120))
    def test_is_undone_by_counting_the_months_between(self, start, months):
        assert months_between(start, add_months(start, months)) == months


class TestEndOfDay:
    @given(DAYS)
    def test_is_still_that_day_in_amsterdam_also_when_the_clock_changes(self, day):
        assert amsterdam_date(end_of_day(day)) == day
        assert end_of_day(day).astimezone(AMSTERDAM).time() == time(23, 59, 59, 999999)


class TestInWords:
    def test_is_in_the_language_of_the_reader(self):
        with override("en"):
            assert in_words(date(2026, 3, 1)) == "1 March 2026"
        with override("nl"):
            assert in_words(date(2026, 3, 1)) == "1 maart 2026"

    def test_takes_a_moment_in_amsterdam(self):
        with override("nl"):
            assert in_words(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "1 juli 2026"


class TestWorkdays:
    @pytest.mark.parametrize(
        "day",
        [
            date(2026, 1, 1),
            date(2026, 4, 6),
            date(2026, 4, 27),
            date(2026, 5, 5),
            date(2026, 5, 14),
            date(2026, 5, 25),
            date(2026, 12, 25),
            date(2025, 4, 26),
            date(2026, 11, 22),
        ],
    )
    def test_know_the_dutch_days_off(self, day):
        assert not is_workday(day)

    def test_count_good_friday_as_a_working_day(self):
        assert is_workday(date(2026, 4, 3))

    @given(DAYS, st.integers(1, 30))
    def test_end_on_a_working_day(self, day, count):
        assert is_workday(add_workdays(day, count))

    @given(DAYS, st.integers(1, 15))
    def test_count_only_working_days(self, day, count):
        end = add_workdays(day, count)
        between = [date.fromordinal(each) for each in range(day.toordinal() + 1, end.toordinal() + 1)]
        assert sum(map(is_workday, between)) == count


class TestFirstCountingDay:
    """Reading A4: what comes in after 17:00 or on a day off counts as the next working day."""

    @pytest.mark.rule("4.4")
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (datetime(2026, 3, 2, 16, 59, tzinfo=AMSTERDAM), date(2026, 3, 2)),
            (datetime(2026, 3, 2, 17, 1, tzinfo=AMSTERDAM), date(2026, 3, 3)),
            (datetime(2026, 3, 6, 18, 0, tzinfo=AMSTERDAM), date(2026, 3, 9)),
            (datetime(2026, 3, 7, 9, 0, tzinfo=AMSTERDAM), date(2026, 3, 9)),
        ],
    )
    def test_is_a_working_day_before_five(self, moment, expected):
        assert first_counting_day(moment) == expected


class TestMoney:
    @pytest.mark.parametrize(("amount", "expected"), [("0.005", "0.01"), ("2.675", "2.68"), ("-0.005", "-0.01")])
    def test_rounds_half_up(self, amount, expected):
        assert euros(amount) == Decimal(expected)

    @given(st.decimals(min_value=0, max_value=1_000_000, places=2))
    def test_vat_is_within_half_a_cent_of_the_exact_amount(self, taxable):
        assert abs(VatRate(Decimal(21)).of(taxable) - taxable * 21 / 100) <= Decimal("0.005")
