"""The picture beside a link says what the badge says."""

import io

import pytest
from PIL import Image

from frontend.public.score_card import drawn, of_house, of_shop
from keurmerk import clock
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


def reviewed_shop(stars: int = 4):
    shop = reviews.inviting_shop(name="Théé & <b>Zo</b> #[x] \\ $")
    reviews.review(of=shop, stars=stars, at=clock.now())
    return shop


class TestScoreCard:
    def test_is_a_picture_of_the_size_that_sites_ask_for(self, client):
        answer = client.get(f"/shops/{reviewed_shop().pk}/card.png")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
        assert "max-age=3600" in answer["Cache-Control"]

    def test_tells_the_score_with_its_number_and_period(self):
        facts = of_shop(reviewed_shop().pk)
        assert facts["title"] == "Théé & <b>Zo</b> #[x] \\ $"
        assert (facts["score"], facts["number"]) == (4.0, "4,0")
        assert facts["counted"] == "1 review, laatste 12 maanden"

    def test_tells_no_score_of_whom_may_not_show_the_mark(self):
        shop = reviewed_shop()
        shop.membership.suspend(actor="test", at=clock.now(), reason="12.10")
        facts = of_shop(shop.pk)
        assert facts["score"] is None
        assert "geschorst" in facts["line"]

    def test_is_drawn_again_only_when_its_facts_changed(self, client):
        shop = reviewed_shop()
        path = f"/shops/{shop.pk}/card.png"
        known = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": known}).status_code == 304
        reviews.review(of=shop, stars=1, at=clock.now())
        assert client.get(path, headers={"If-None-Match": known}).status_code == 200

    def test_of_the_house_goes_with_its_other_pages(self, client):
        assert client.get("/card.png").status_code == 200
        assert 'property="og:image" content="http' in client.get("/").text
        assert drawn(of_house()).startswith(b"\x89PNG")

    def test_is_not_there_for_a_shop_that_was_never_approved(self, client):
        assert client.get(f"/shops/{members.shop().pk}/card.png").status_code == 404
