"""Whoever follows a shop's reviews reads the same as on its page."""

import pytest
from lxml import etree

from keurmerk import clock
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


def items(client, shop, language: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{language}/shops/{shop.pk}/reviews.rss")
    assert answer["Content-Type"].startswith("application/rss+xml")
    tree = etree.fromstring(answer.content)
    return [{etree.QName(child).localname: child.text or "" for child in item} for item in tree.iter("item")]


class TestReviewsFeed:
    def test_has_the_newest_whatever_their_stars(self, client):
        shop = reviews.inviting_shop()
        for stars in (5, 1):
            reviews.review(of=shop, stars=stars, title="Zo & <zo>", at=clock.now())
        assert [item["title"] for item in items(client, shop)] == ["1 ster: Zo & <zo>", "5 sterren: Zo & <zo>"]
        assert items(client, shop, "/en")[0]["title"].startswith("1 star")

    def test_names_writers_by_first_name_and_initial_and_no_address(self, client):
        review = reviews.review(display_name="Sanne de Koning", at=clock.now())
        [item] = items(client, review.shop)
        assert item["creator"] == "Sanne K."
        assert "de Koning" not in str(item)

    def test_leaves_out_what_is_not_public(self, client):
        review = reviews.review(at=clock.now())
        review.hold("PERSONAL", actor="user:1", at=clock.now())
        assert items(client, review.shop) == []

    def test_is_not_there_for_a_shop_that_was_never_approved(self, client):
        assert client.get(f"/shops/{members.shop().pk}/reviews.rss").status_code == 404
