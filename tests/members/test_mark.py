"""The mark: one grant per host, only after approval, gone within seven days."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from keurmerk.calendar import AMSTERDAM, end_of_day
from keurmerk.lifecycle import IllegalMove
from members.models import MarkGrant, Shop
from tests.factories import members

pytestmark = pytest.mark.django_db


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM)


class TestGrant:
    @pytest.mark.rule("5.7")
    def test_is_one_per_host(self, now):
        shop = members.aspirant_shop()
        with pytest.raises(IntegrityError), transaction.atomic():
            MarkGrant.grant(shop, actor="test", at=now)

    @pytest.mark.rule("4.1")
    def test_is_needed_to_show_the_seal(self):
        shop = members.shop()
        assert (shop.standing, shop.shows_seal()) == ("none", False)


class TestStandings:
    def test_say_of_many_shops_in_one_query_what_each_says_of_itself(self, now, django_assert_num_queries):
        shops = [members.shop(), members.aspirant_shop(), members.full_shop(), members.full_shop(), members.full_shop()]
        shops[3].grant.suspend(actor="test", at=now)
        shops[4].membership.end(actor="test", at=now, reason="test")
        with django_assert_num_queries(1):
            found = Shop.objects.all().standings()
        assert found == {shop.pk: shop.standing for shop in Shop.objects.all()}
        assert list(found.values()).count("full") == 1


class TestSuspend:
    @pytest.mark.rule("10.3")
    def test_leaves_the_membership_running(self, now):
        shop = members.full_shop()
        shop.grant.suspend(actor="test", at=now)
        assert (shop.standing, shop.membership.state) == ("suspended", "FULL")
        shop.grant.restore(actor="test", at=now)
        assert shop.standing == "full"


class TestDemandRemoval:
    @pytest.mark.rule("10.4")
    @pytest.mark.parametrize(
        ("demanded", "last_day"),
        [
            (local(2026, 3, 2, 10, 0), date(2026, 3, 9)),
            (local(2026, 3, 2, 23, 59), date(2026, 3, 9)),
            (local(2026, 3, 25, 10, 0), date(2026, 4, 1)),  # over the start of summer time
            (local(2026, 12, 28, 10, 0), date(2027, 1, 4)),
        ],
    )
    def test_gives_seven_calendar_days_the_last_one_whole(self, demanded, last_day):
        grant = members.full_shop().grant
        grant.demand_removal(actor="test", at=demanded)
        assert grant.remove_by == end_of_day(last_day)

    def test_cannot_be_taken_back(self, now):
        grant = members.full_shop().grant
        grant.demand_removal(actor="test", at=now)
        with pytest.raises(IllegalMove):
            grant.restore(actor="test", at=now)
