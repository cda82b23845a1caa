"""Who joined, who left, and who stayed of a year."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from billing.figures.members import Stay, cohorts, movement, stays
from billing.figures.months import months_until
from keurmerk.calendar import AMSTERDAM
from members.models import Membership
from tests.factories import billing, members


def on(year, month, day):
    return datetime(year, month, day, 10, 0, tzinfo=AMSTERDAM)


@pytest.mark.django_db
class TestStays:
    def test_last_from_establishment_to_the_last_day(self):
        ended = billing.membership(at=on(2025, 1, 10))
        ended.end(actor="test", at=on(2025, 6, 5), reason="14.1")
        billing.membership(at=on(2025, 2, 1))
        found = sorted(stays(), key=lambda each: each.first)
        assert found == [Stay(date(2025, 1, 10), date(2025, 6, 5)), Stay(date(2025, 2, 1), None)]

    @pytest.mark.rule("13.5")
    def test_end_with_the_term_after_a_notice_though_the_sweep_comes_later(self):
        leaving = billing.membership(at=on(2025, 1, 10))
        leaving.give_notice(actor="test", at=on(2025, 3, 1), channel="EMAIL")
        leaving.lapse(actor="clock", at=on(2026, 1, 12))
        assert stays() == [Stay(date(2025, 1, 10), date(2026, 1, 9))]

    def test_leave_out_who_applied_and_never_was_a_member(self):
        applied = Membership.contract(members.member(), actor="test", at=on(2025, 1, 1))
        applied.end(actor="test", at=on(2025, 1, 5), reason="refused")
        assert stays() == []


JOINED_AND_LEFT = [
    Stay(date(2025, 1, 1), None),
    Stay(date(2025, 1, 31), date(2025, 2, 28)),
    Stay(date(2025, 2, 1), date(2025, 2, 10)),
    Stay(date(2025, 3, 1), None),
]


class TestMovement:
    def test_counts_who_came_and_went_in_each_month(self):
        found = movement(JOINED_AND_LEFT, months_until(date(2025, 3, 31), 3))
        assert [(each.before, each.joined, each.left, each.after) for each in found] == [
            (0, 2, 0, 2),
            (2, 1, 2, 1),
            (1, 1, 0, 2),
        ]

    def test_gives_churn_as_a_share_of_who_was_there_at_the_beginning(self):
        january, february, march = movement(JOINED_AND_LEFT, months_until(date(2025, 3, 31), 3))
        assert january.churn is None
        assert february.churn == Decimal("100.0")
        assert march.churn == Decimal("0.0")
        third = [Stay(date(2024, 1, 1), None)] * 2 + [Stay(date(2024, 1, 1), date(2025, 3, 5))]
        assert movement(third, months_until(date(2025, 3, 31), 1))[0].churn == Decimal("33.3")

    def test_does_not_look_beyond_the_day_asked_for(self):
        (february,) = movement(JOINED_AND_LEFT, months_until(date(2025, 2, 27), 1))
        assert (february.left, february.after) == (1, 2)


class TestCohorts:
    FOUND = (
        Stay(date(2023, 1, 1), None),
        Stay(date(2023, 12, 31), date(2024, 12, 30)),  # one year to the day, and not a day longer
        Stay(date(2023, 6, 1), date(2025, 5, 31)),
        Stay(date(2023, 6, 1), date(2025, 6, 1)),
        Stay(date(2024, 2, 29), None),
    )

    def test_have_a_cell_only_when_the_whole_year_reached_that_age(self):
        day_before = cohorts(self.FOUND, date(2025, 12, 30))
        assert [(each.year, each.joined, list(each.stayed)) for each in day_before] == [(2023, 4, [3]), (2024, 1, [])]
        last_day = cohorts(self.FOUND, date(2025, 12, 31))
        assert [(each.year, list(each.stayed)) for each in last_day] == [(2023, [3, 2]), (2024, [1])]

    def test_give_the_share_of_who_joined(self):
        first = cohorts(self.FOUND, date(2025, 12, 31))[0]
        assert first.shares == [Decimal("75.0"), Decimal("50.0")]

    def test_leave_out_who_joins_later_than_the_day_asked_for(self):
        assert [each.year for each in cohorts(self.FOUND, date(2023, 3, 1))] == [2023]
        assert cohorts(self.FOUND, date(2023, 3, 1))[0].joined == 1
        assert cohorts((), date(2023, 3, 1)) == []
