"""The owner reads what customers say about products, and sees whether the shop has it too."""

import pytest

from reviews.models import Push
from tests.factories import members, moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/product-reviews/{rest}"


def failed(shop, now):
    review = reviews.product_review(of=shop, at=now, product=reviews.ordered(name="Fietsbel"))
    push = Push.want(review, at=now)
    push.stumble(Push.Problem.UNKNOWN, again=False, at=now)
    return review


class TestList:
    def test_begins_with_how_to_connect(self, client, shop):
        assert f"/dashboard/shops/{shop.pk}/keys/" in client.get(url(shop)).text

    def test_shows_product_words_and_what_became_of_the_copy(self, client, shop, now):
        failed(shop, now)
        page = client.get(url(shop)).text
        assert "Fietsbel" in page
        assert "kent dit product niet meer" in page

    def test_shows_no_word_of_what_is_held_or_removed(self, client, shop, now):
        reviews.product_review(of=shop, at=now, text="Bel me op 06-12345678, ik heet Kees.", display_name="Kees")
        reviews.product_review(of=shop, at=now, text="Scheldpartij.").remove("INSULT", actor="user:1", at=now)
        page = client.get(url(shop)).text
        assert not [word for word in ("06-12345678", "Kees", "Scheldpartij") if word in page]
        assert "In de wacht" in page

    def test_says_that_a_review_is_under_review(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now)
        assert "Wordt beoordeeld" not in client.get(url(shop)).text
        moderation.notice_of_visitor(about=review, at=now, subject="PRODUCT").admit(actor="user:1", at=now)
        assert "Wordt beoordeeld" in client.get(url(shop)).text

    def test_finds_by_product_state_and_copy(self, client, shop, now):
        failed(shop, now)
        assert "Fietsbel" in client.get(url(shop, "?product=bel&state=PUBLISHED&copy=FAILED")).text
        assert "Fietsbel" not in client.get(url(shop, "?copy=DONE")).text

    def test_asks_as_many_questions_for_ten_as_for_two(self, client, shop, now, django_assert_max_num_queries):
        for _ in range(6):
            reviews.product_review(of=shop, at=now)
        with django_assert_max_num_queries(14):
            client.get(url(shop))

    def test_of_another_shop_does_not_exist(self, client, shop, now):
        other = failed(reviews.inviting_shop(), now)
        assert client.get(url(other.shop)).status_code == 404
        assert client.post(url(shop, f"{other.pk}/push/")).status_code == 404


class TestPushAgain:
    def test_tries_a_failed_copy_anew(self, client, shop, now):
        review = failed(shop, now)
        client.post(url(shop, f"{review.pk}/push/"))
        assert Push.objects.get().state == Push.State.WAITING

    def test_leaves_alone_what_did_not_fail(self, client, shop, now):
        review = reviews.product_review(of=shop, at=now)
        assert client.post(url(shop, f"{review.pk}/push/")).status_code == 404
