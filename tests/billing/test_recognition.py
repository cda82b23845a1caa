from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.recognition import next_release, parts

LATER = date(2100, 1, 1)


class TestParts:
    def test_follow_the_days_of_each_month(self):
        found = list(parts(Decimal(365), date(2026, 1, 1), date(2026, 12, 31), before=date(2026, 3, 1)))
        assert found == [(date(2026, 1, 31), Decimal(31)), (date(2026, 2, 28), Decimal(28))]

    def test_wait_for_the_end_of_their_month(self):
        assert list(parts(Decimal(120), date(2026, 3, 2), date(2027, 3, 1), before=date(2026, 3, 31))) == []

    @given(
        cents=st.integers(1, 10**7),
        first=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
        days=st.integers(0, 400),
    )
    def test_lose_no_cent(self, cents, first, days):
        last = date.fromordinal(first.toordinal() + days)
        found = list(parts(Decimal(cents) / 100, first, last, before=LATER))
        assert sum(amount for _, amount in found) == Decimal(cents) / 100
        assert found[-1][0] == last
        assert all(amount >= 0 for _, amount in found)


class TestNextRelease:
    def test_comes_after_the_month_or_after_the_period(self):
        assert next_release(date(2028, 2, 10), date(2029, 2, 9)) == date(2028, 3, 1)
        assert next_release(date(2029, 2, 1), date(2029, 2, 9)) == date(2029, 2, 10)
