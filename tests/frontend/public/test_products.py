"""What buyers say about the products of a shop, for everybody: which ones, how they were collected, what they come to."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from reviews.models import Product, ProductReview, Rating
from tests.factories import members, moderation, reviews

pytestmark = pytest.mark.django_db

BELL = reviews.ordered(
    external_id="77", name="Fietsbel Ping", url="https://winkel.example/bel", gtin="8711253001202", brand="Ping"
)


@pytest.fixture
def shop():
    return reviews.inviting_shop()


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(unescape(answer.text).split())


def address(review: ProductReview) -> str:
    return f"/shops/{review.shop_id}/products/{review.product_id}/"


def data_in(html: str) -> dict | None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(found[1]) if found else None


class TestProduct:
    def test_shows_its_reviews_their_mean_and_how_many(self, client, shop, now):
        for stars in (5, 4, 4):
            review = reviews.product_review(of=shop, at=now, product=BELL, stars=stars, text=f"Ik geef {stars}.")
        html = page(client, address(review))
        assert "Fietsbel Ping" in html
        assert "4,3" in html
        assert "van 3 reviews" in html
        assert "Ik geef 5." in html

    @pytest.mark.rule("9.1")
    def test_says_how_they_were_collected(self, client, shop, now):
        html = page(client, address(reviews.product_review(of=shop, at=now)))
        assert "De webshop meldde ons een bestelling" in html
        assert "Gecontroleerde aankoop" in html

    def test_has_no_part_in_the_score_of_the_shop(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now, stars=1)
        assert Rating.objects.get(shop=shop).mean == 5
        assert "tellen niet mee" in page(client, address(review))

    def test_says_that_a_review_is_under_review(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now)
        assert "Wordt beoordeeld" not in page(client, address(review))
        notice = moderation.notice_of_visitor(about=review, at=now, subject="PRODUCT")
        notice.admit(actor="user:1", at=now)
        assert "Wordt beoordeeld" in page(client, address(review))
        assert "Wordt beoordeeld" in page(client, f"/product-reviews/{review.pk}/")

    def test_leads_to_reporting_that_review(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now)
        assert f"/report/product/{review.pk}/" in page(client, address(review))

    def test_shows_nothing_of_what_is_held_or_removed(self, client, shop, now):
        reviews.product_review(of=shop, at=now, product=BELL, stars=5)
        gone = reviews.product_review(of=shop, at=now, product=BELL, stars=1, text="Slechte bel.")
        gone.remove("INSULT", actor="user:1", at=now)
        html = page(client, address(gone))
        assert "Slechte bel." not in html
        assert "van 1 review" in html

    def test_stays_when_its_last_review_is_gone(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now)
        review.remove_by_author(actor="writer", at=now)
        html = page(client, address(review))
        assert "noindex" in html
        assert data_in(html) is None

    def test_is_not_there_without_a_review(self, client, shop, now):
        reviews.sent_invitation(of=shop, at=now, products=(BELL,))
        assert client.get(f"/shops/{shop.pk}/products/{Product.objects.get().pk}/").status_code == 404

    def test_is_not_there_under_another_shop(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now)
        other = reviews.inviting_shop()
        assert client.get(f"/shops/{other.pk}/products/{review.product_id}/").status_code == 404

    def test_makes_hostile_names_harmless(self, client, shop, now):
        bad = reviews.ordered(name="</script><script>alert(1)</script>", url="https://winkel.example/x")
        answer = client.get(address(reviews.product_review(of=shop, at=now, product=bad)))
        assert "<script>alert(1)" not in answer.text
        assert data_in(answer.text)["name"] == bad.name


class TestLinkedData:
    def test_is_made_of_real_reviews_of_this_product_alone(self, client, shop, now):
        reviews.product_review(of=shop, at=now, stars=1)
        for stars in (5, 4):
            review = reviews.product_review(of=shop, at=now, product=BELL, stars=stars)
        data = data_in(client.get(address(review)).text)
        assert (data["@type"], data["name"], data["gtin"]) == ("Product", "Fietsbel Ping", "8711253001202")
        assert (data["aggregateRating"]["ratingValue"], data["aggregateRating"]["reviewCount"]) == ("4.5000", 2)

    def test_is_of_members_alone(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now)
        shop.membership.end(actor="test", at=now + timedelta(days=1), reason="notice")
        html = page(client, address(review))
        assert data_in(html) is None
        assert "noindex" in html


class TestProducts:
    def test_names_what_was_reviewed_and_nothing_else(self, client, shop, now):
        reviews.product_review(of=shop, at=now, product=BELL, stars=4)
        reviews.sent_invitation(of=shop, at=now, products=(reviews.ordered(name="Geheim product"),))
        reviews.product_review(at=now, product=reviews.ordered(name="Van een ander"))
        html = page(client, f"/shops/{shop.pk}/products/")
        assert "Fietsbel Ping" in html
        assert "1 review<" in html
        assert "Geheim product" not in html
        assert "Van een ander" not in html

    def test_finds_by_part_of_a_name(self, client, shop, now):
        reviews.product_review(of=shop, at=now, product=BELL)
        reviews.product_review(of=shop, at=now, product=reviews.ordered(name="Zadel"))
        html = page(client, f"/shops/{shop.pk}/products/?name=zad")
        assert ("Zadel" in html, "Fietsbel" in html) == (True, False)

    def test_is_linked_from_the_member_page_once_there_is_one(self, client, shop, now):
        assert f"/shops/{shop.pk}/products/" not in page(client, f"/shops/{shop.pk}/")
        reviews.product_review(of=shop, at=now)
        assert f"/shops/{shop.pk}/products/" in page(client, f"/shops/{shop.pk}/")

    def test_is_not_there_for_a_shop_that_was_never_approved(self, client):
        assert client.get(f"/shops/{members.shop().pk}/products/").status_code == 404
