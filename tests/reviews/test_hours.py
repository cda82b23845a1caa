"""No message at night, and none on a day that the shop keeps free."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keurmerk.calendar import AMSTERDAM
from reviews.hours import SendingHours

MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=AMSTERDAM) + timedelta(minutes=minutes)
)
HOURS = st.builds(
    lambda first, more, free: SendingHours(first, min(first + more, 21), free),
    st.integers(8, 20),
    st.integers(1, 13),
    st.frozensets(st.integers(1, 7), max_size=6),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=AMSTERDAM)


class TestFollowing:
    @pytest.mark.parametrize(
        ("asked", "given"),
        [
            (at(2, 8), at(2, 8)),
            (at(2, 20, 59), at(2, 20, 59)),
            (at(2, 21), at(3, 8)),
            (at(2, 23, 30), at(3, 8)),
            (at(3, 0), at(3, 8)),
            (at(3, 7, 59), at(3, 8)),
        ],
    )
    def test_waits_for_the_morning(self, asked, given):
        assert SendingHours().following(asked) == given

    def test_passes_over_the_days_that_the_shop_keeps_free(self):
        weekend = SendingHours(free=frozenset({6, 7}))
        assert weekend.following(at(6, 22)) == at(9, 8)  # Friday night
        assert weekend.following(at(7, 12)) == at(9, 8)  # Saturday noon

    def test_keeps_to_narrower_hours_of_the_shop(self):
        assert SendingHours(10, 12).following(at(2, 12)) == at(3, 10)

    def test_knows_the_hour_in_amsterdam_when_the_clock_goes_forward(self):
        assert SendingHours().following(at(28, 22)).isoformat() == "2026-03-29T08:00:00+02:00"

    @settings(max_examples=200, deadline=None)
    @given(MOMENTS, HOURS)
    def test_is_the_first_open_moment_and_never_earlier_than_asked(self, asked, hours):
        found = hours.following(asked)
        assert found >= asked
        assert hours.are_open(found)
        if found > asked:
            assert not hours.are_open(asked)
            assert not hours.are_open(found - timedelta(minutes=1))
            assert found.astimezone(AMSTERDAM).hour == hours.first
