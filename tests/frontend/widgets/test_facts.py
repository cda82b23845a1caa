"""What the card tells is what the database says at that moment."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from frontend.widgets.card import DisputeFigures, ShopCard
from frontend.widgets.facts import card_for, cards, installed_mark, register
from keurmerk import copies
from keurmerk.outbox import drain
from members.models import Shop
from tests.factories import disputes, inspections, reviews

pytestmark = pytest.mark.django_db


def card(shop: Shop, now) -> ShopCard:
    return card_for(Shop.objects.with_standing().get(pk=shop.pk), now)


class TestReviews:
    @pytest.mark.parametrize("stars", [1, 5])
    def test_are_public_when_they_are_written(self, now, settings, stars):
        review = reviews.review(stars=stars, at=now)
        drain()
        copies.catch_up(at_once=True)
        text = (settings.PUBLISHED_ROOT / f"w/v1/{review.shop_id}.json").read_text()
        assert f'"stars":{stars}' in text
        assert f'"score":{stars}.0,"count":1' in text

    def test_name_their_writer_by_first_name_and_initial(self, now):
        review = reviews.review(at=now, display_name="Sanne de Koning")
        assert [each.name for each in card(review.shop, now).reviews] == ["Sanne K."]

    def test_that_are_unverified_are_shown_and_not_counted(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, stars=5, at=now)
        reviews.unverified_review(of=shop, stars=1, at=now)
        found = card(shop, now)
        assert (found.mean, found.count, found.total) == (Decimal(5), 1, 2)
        assert {each.verified for each in found.reviews} == {True, False}

    def test_leave_the_score_after_twelve_months(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, stars=1, at=now - timedelta(days=360))
        reviews.review(of=shop, stars=5, at=now)
        assert card(shop, now).mean == Decimal(3)
        assert card(shop, now + timedelta(days=6)).mean == Decimal(5)

    def test_that_their_writer_took_back_are_gone(self, now):
        review = reviews.review(at=now)
        review.remove_by_author(actor="writer", at=now)
        assert card(review.shop, now).reviews == ()

    def test_are_the_latest_six(self, now):
        shop = reviews.inviting_shop()
        for age in range(8):
            reviews.review(of=shop, at=now - timedelta(days=age), title=f"{age}")
        assert [each.title for each in card(shop, now).reviews] == ["0", "1", "2", "3", "4", "5"]


class TestDisputes:
    def test_are_counted_over_a_year(self, now):
        shop = reviews.inviting_shop()
        disputes.dispute(shop=shop, at=now)
        disputes.dispute(shop=shop, at=now).settle(actor="consumer", at=now)
        assert card(shop, now).disputes == DisputeFigures(filed=2, settled=1, running=1)
        later = now + timedelta(days=366)
        assert card(shop, later).disputes == DisputeFigures(filed=0, settled=0, running=1)


class TestInspection:
    def test_tells_the_day_and_the_points(self, now):
        passed = inspections.passed_inspection(at=now)
        found = card(passed.shop, now).inspected
        assert found is not None
        assert found.criteria >= found.met > 0
        assert found.edition == passed.checklist.edition


class TestStanding:
    def test_tells_since_when_and_until_when(self, now):
        shop = reviews.inviting_shop()
        assert card(shop, now).since == date(2025, 1, 6)
        assert card(shop, now).until is None
        shop.membership.end(actor="clock", at=now, reason="notice")
        assert card(shop, now).until == date(2026, 3, 2)


class TestCost:
    def test_is_the_same_for_every_shop(self, now, django_assert_max_num_queries):
        shop = reviews.inviting_shop()
        for _ in range(4):
            reviews.review(of=shop, at=now)
        installed_mark()
        with django_assert_max_num_queries(9):
            card(shop, now)

    def test_of_many_is_that_of_one(self, now, django_assert_max_num_queries):
        shops = [reviews.review(at=now).shop for _ in range(4)]
        with django_assert_max_num_queries(9):
            found = list(cards([shop.pk for shop in shops], now))
        assert [each.count for each in found] == [1, 1, 1, 1]
        assert len({each.reviews[0].id for each in found}) == 4

    def test_of_the_register_does_not_grow(self, django_assert_max_num_queries):
        for _ in range(4):
            reviews.inviting_shop()
        with django_assert_max_num_queries(4):
            assert len(list(register())) == 4
