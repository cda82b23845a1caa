"""Disputes in numbers: of a shop for everybody, of all for the manager."""

from datetime import date, timedelta

import pytest

from disputes import figures
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


class TestOfShop:
    def test_are_told_from_five_on(self, now):
        shop = members.full_shop()
        for n in range(5):
            assert not figures.of_shop(shop).are_told
            disputes.settled(at=now + n * DAY, shop=shop)
        disputes.settled(at=now)  # of another shop
        told = figures.of_shop(shop)
        assert (told.total, told.solved, told.days, told.are_told) == (5, 5, 5, True)

    def test_name_no_kind_of_which_there_are_few(self, now):
        shop = members.full_shop()
        for _ in range(5):
            disputes.dispute(at=now, shop=shop)
        disputes.dispute(at=now, shop=shop, kind="LATE")
        disputes.dispute(at=now, shop=shop, kind="PRICE")
        assert [n for _words, n in figures.of_shop(shop).kinds] == [5, 2]
        assert figures.of_shop(shop).days is None


class TestInflow:
    def test_counts_each_in_its_own_month(self, now):
        case = disputes.closed(at=now)  # closed on 18 March
        case.reopen(actor="consumer", at=now + 40 * DAY)
        disputes.failed(at=now - 10 * DAY)  # mediation on 22 February, no solution on the 25th
        spans = [(date(2026, 2, 1), date(2026, 2, 28)), MARCH, (date(2026, 4, 1), date(2026, 4, 30))]
        told = [(flow.filed, flow.mediated, flow.ended, flow.reopened) for flow in figures.inflow(spans)]
        assert told == [(1, 1, 1, 0), (1, 0, 0, 0), (0, 0, 0, 1)]


class TestAges:
    def test_say_how_many_are_past_their_date(self, now):
        disputes.dispute(at=now)
        disputes.mediated(at=now - 40 * DAY)
        told = {low: (n, late) for low, _high, n, late in figures.ages(now)}
        assert told == {0: (1, 0), 8: (0, 0), 31: (1, 1), 61: (0, 0), 91: (0, 0)}


class TestEnded:
    def test_tells_how_and_how_long(self, now):
        disputes.settled(at=now)
        disputes.failed(at=now)
        disputes.closed(at=now)
        withdrawn = disputes.answered(at=now)
        withdrawn.close(reason="withdrawn", actor="consumer", at=now + 2 * DAY)
        alone = disputes.answered(at=now)
        alone.settle(actor="consumer", at=now + 3 * DAY)
        found = figures.ended(*MARCH)
        assert found == figures.Ended(1, 1, 1, 0, 1, 1, days=5)
        assert found.total == 5

    def test_counts_what_went_to_the_committee_by_how_it_ended_here(self, now):
        disputes.sent(at=now)
        assert figures.ended(*MARCH).no_agreement == 1
        assert figures.beyond(*MARCH).sent == 1


class TestLoads:
    def test_are_per_mediator_with_a_row_for_nobody(self, now):
        mia = members.user(name="Mia Middel", staff_role="mediator")
        for taken in (disputes.mediated(at=now), disputes.mediated(at=now - 30 * DAY)):
            taken.take(mia, actor="user:2", at=now)
        disputes.mediated(at=now)
        disputes.settled(at=now)
        told = figures.loads(*MARCH, now=now + 3 * DAY)
        assert {(each.name, each.open, each.late, each.ended) for each in told} == {
            ("Mia Middel", 2, 1, 0),
            ("Nog niemand", 1, 0, 1),
        }
