"""A score that was found wrong is put right by itself, and told to us and to everybody."""

from datetime import timedelta

import pytest

from keurmerk import clock
from reviews.models import Rating
from tests.factories import members, moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected():
    review = reviews.review(at=clock.now() - timedelta(days=2), stars=4)
    Rating.objects.filter(shop=review.shop).update(count=7)
    assert not Rating.objects.get(shop=review.shop).check_against_reviews(actor="clock", at=clock.now())
    return review.shop


class TestCorrections:
    def test_name_the_shop_and_the_score_since(self, client, corrected):
        client.force_login(moderation.moderator())
        text = client.get("/en/desk/corrections/").text
        assert corrected.name in text
        assert "4.0" in text

    def test_are_none_where_every_score_held(self, client):
        reviews.review()
        client.force_login(moderation.moderator())
        assert "No score was ever wrong" in client.get("/en/desk/corrections/").text

    def test_are_not_for_finance(self, client):
        client.force_login(members.user(staff_role="finance"))
        assert client.get("/desk/corrections/").status_code == 404

    def test_stand_in_the_public_ledger_of_the_shop(self, client, corrected):
        assert "put it right" in client.get(f"/en/shops/{corrected.pk}/ledger/").text
        other = reviews.review().shop
        assert "put it right" not in client.get(f"/en/shops/{other.pk}/ledger/").text
