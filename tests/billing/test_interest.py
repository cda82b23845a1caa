from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.interest import CONSUMER, interest

days = st.dates(date(2016, 7, 1), date(2030, 12, 31))


class TestInterest:
    @pytest.mark.rule("12.8", "12.12")
    @pytest.mark.parametrize(
        ("principal", "default", "paid", "euros"),
        [
            ("145.20", date(2026, 6, 25), date(2026, 7, 15), "0.82"),
            ("1000", date(2024, 12, 1), date(2025, 8, 1), "74.32"),
            ("1000", date(2026, 3, 1), date(2026, 3, 1), "0.00"),
            ("1000", date(2026, 3, 2), date(2026, 3, 1), "0.00"),
            ("36500", date(2026, 3, 1), date(2026, 3, 2), "10.15"),
        ],
    )
    def test_runs_by_the_day_from_the_default_to_the_payment(self, principal, default, paid, euros):
        assert interest(Decimal(principal), default=default, paid=paid) == Decimal(euros)

    def test_bears_interest_itself_after_a_year(self):
        # 2017 and 2018 at 8 %: 80.00, then 8 % over 1,080.00
        assert interest(Decimal(1000), default=date(2017, 1, 1), paid=date(2019, 1, 1)) == Decimal("166.40")

    def test_has_a_lower_rate_for_consumers(self):
        assert interest(Decimal(36500), default=date(2026, 3, 1), paid=date(2026, 3, 2), rates=CONSUMER) == 4

    def test_knows_no_rate_before_the_table(self):
        with pytest.raises(ValueError, match="No rate"):
            interest(Decimal(1), default=date(2010, 1, 1), paid=date(2011, 1, 1))

    @given(days, st.integers(0, 2000), st.integers(0, 400))
    def test_never_shrinks_with_time(self, default, first, more):
        early = interest(Decimal(1000), default=default, paid=default + timedelta(days=first))
        assert early <= interest(Decimal(1000), default=default, paid=default + timedelta(days=first + more))

    @given(days, st.integers(0, 364))
    def test_is_the_same_cut_in_two_within_a_year(self, default, length):
        whole = interest(Decimal(10**6), default=default, paid=default + timedelta(days=length))
        middle = default + timedelta(days=length // 2)
        parts = interest(Decimal(10**6), default=default, paid=middle)
        parts += interest(Decimal(10**6), default=middle, paid=default + timedelta(days=length))
        assert abs(whole - parts) <= Decimal("0.01")
