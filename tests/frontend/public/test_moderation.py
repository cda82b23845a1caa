"""What a shop asked and what became of it is public, for every shop alike (product.md B4)."""

import pytest
from django.urls import reverse

from keurmerk import clock
from reviews.grounds import Grounds
from reviews.moderation.outcomes import Outcome
from tests.factories import moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop()


def asked(shop, outcome=None, grounds=Grounds.NO_PURCHASE):
    at = clock.now()
    review = moderation.answered_review(of=shop, at=at, verified=False)
    notice = moderation.request_of_shop(about=review, at=at, grounds=grounds)
    if outcome:
        moderation.decided(notice, outcome, by=moderation.moderator(), at=at)
    return notice


class TestMemberPage:
    def test_shows_requests_grants_and_refusals(self, client, shop):
        for outcome in (Outcome.REMOVE, Outcome.KEEP, Outcome.KEEP, None):
            asked(shop, outcome)
        assert "4: 1 toegewezen, 2 afgewezen" in client.get(reverse("public:shop", args=[shop.pk])).text

    def test_counts_what_the_shop_asked_and_not_what_others_reported(self, client, shop):
        moderation.notice_of_visitor(about=moderation.answered_review(of=shop, at=clock.now()), at=clock.now())
        assert "toegewezen" not in client.get(reverse("public:shop", args=[shop.pk])).text


class TestPage:
    def test_leaves_a_place_for_each_review_that_is_gone(self, client, shop):
        notice = asked(shop, Outcome.REMOVE)
        page = client.get(reverse("public:moderation", args=[shop.pk])).text
        assert "Geen bewijs van een bestelling" in page
        assert notice.review.text not in page
        assert notice.explanation not in page

    def test_says_so_when_there_is_nothing(self, client, shop):
        assert "nog nooit" in client.get(reverse("public:moderation", args=[shop.pk])).text


class TestApi:
    def test_gives_the_same_numbers(self, client, shop):
        asked(shop, Outcome.REMOVE)
        asked(shop)
        answer = client.get(f"/api/v1/shops/{shop.pk}").json()
        assert answer["moderation"] == {"requests": 2, "granted": 1, "refused": 0, "open": 1}

    def test_says_of_a_review_that_it_is_under_review(self, client, shop):
        asked(shop)
        (review,) = client.get(f"/api/v1/shops/{shop.pk}/reviews").json()["results"]
        assert review["under_review"] is True
