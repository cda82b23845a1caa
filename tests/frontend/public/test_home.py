"""The front page: find a shop, get help, join."""

from datetime import timedelta

import pytest
from django.urls import reverse

from keurmerk import clock
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


class TestHome:
    def test_welcomes_before_there_is_anything(self, client):
        html = client.get("/").text
        assert "Veilig winkelen" in html
        assert "Nieuw in het register" not in html
        assert "Wat klanten net schreven" not in html

    def test_speaks_english_under_en(self, client):
        assert "Shop where it is safe" in client.get("/en/").text

    def test_leads_to_every_way_in(self, client):
        html = client.get("/").text
        for name in ("register", "verify", "for_consumers", "for_shops", "how_reviews_work"):
            assert f'href="{reverse(f"public:{name}")}"' in html or f'action="{reverse(f"public:{name}")}"' in html

    def test_searches_without_script(self, client):
        html = client.get("/").text
        assert 'action="/register/" method="get"' in html
        assert 'name="q"' in html

    def test_shows_the_newest_members_and_nobody_who_left_or_was_never_approved(self, client):
        members.full_shop(name="Blijver")
        members.shop(name="Nooit Gekeurd")
        gone = members.full_shop(name="Weggegaan")
        gone.membership.end(actor="test", at=clock.now(), reason="notice")
        answer = client.get("/")
        assert [shop.name for shop in answer.context["shops"]] == ["Blijver"]
        assert "Bekijk de ene webshop in het register" in answer.text

    @pytest.mark.rule("5.3")
    def test_says_that_an_aspirant_is_new(self, client):
        members.aspirant_shop()
        assert "relatief nieuw" in client.get("/").text

    def test_shows_the_latest_checked_reviews_whatever_their_stars(self, client):
        shop = reviews.inviting_shop()
        for ago, stars in ((1, 1), (2, 5), (3, 2), (4, 5)):
            reviews.review(of=shop, at=clock.now() - timedelta(days=ago), stars=stars)
        reviews.unverified_review(of=shop, at=clock.now())
        assert [review.stars for review in client.get("/").context["reviews"]] == [1, 5, 2]

    @pytest.mark.parametrize("number", [3, 15])
    def test_costs_as_many_queries_for_three_shops_as_for_fifteen(self, client, django_assert_max_num_queries, number):
        for _ in range(number):
            reviews.reply(to=reviews.review())
        with django_assert_max_num_queries(9):
            client.get("/")

    def test_sets_no_cookie(self, client):
        assert not client.get("/").cookies
