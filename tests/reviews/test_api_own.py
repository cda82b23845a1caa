"""A shop's software reads its reviews and its score, and replies."""

from datetime import timedelta

import pytest

from keurmerk import clock
from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop()


@pytest.fixture
def client(shop):
    return keys.caller(of=shop)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json()["results"]]


class TestReviews:
    def test_come_with_their_order_number_and_nothing_more_of_the_writer(self, client, shop, now):
        review = reviews.review(of=shop, at=now)
        answer = client.ask("reviews")
        (row,) = answer.json()["results"]
        assert (row["id"], row["order_number"], row["origin"]) == (
            review.pk,
            review.invitation.order_number,
            "INVITATION",
        )
        assert answer.json()["scale"] == "1-5"
        for secret in (review.email, review.manage_token, "Koning"):
            assert secret not in answer.text

    def test_can_be_narrowed(self, client, shop, now):
        old = reviews.review(of=shop, at=now - timedelta(days=9), stars=2)
        answered = reviews.review(of=shop, at=now, stars=5)
        reviews.reply(to=answered, at=now)
        open_ = reviews.unverified_review(of=shop, at=now, stars=1)
        assert ids(client.ask("reviews", answered="false")) == [open_.pk, old.pk]
        assert ids(client.ask("reviews", answered="true")) == [answered.pk]
        assert ids(client.ask("reviews", stars="2")) == [old.pk]
        assert ids(client.ask("reviews", verified="false")) == [open_.pk]
        assert ids(client.ask("reviews", since=now.isoformat())) == [open_.pk, answered.pk]
        assert ids(client.ask("reviews", order_number=old.invitation.order_number)) == [old.pk]

    @pytest.mark.parametrize(
        ("name", "value"), [("stars", "6"), ("verified", "yes"), ("answered", "1"), ("since", "x")]
    )
    def test_refuse_a_filter_that_cannot_be_read(self, client, name, value):
        answer = client.ask("reviews", **{name: value})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name)

    def test_of_another_shop_do_not_exist(self, client, now):
        other = reviews.review(at=now)
        assert ids(client.ask("reviews")) == []
        assert client.ask(f"reviews/{other.pk}").status_code == 404

    def test_that_are_gone_do_not_exist(self, client, shop, now):
        review = reviews.review(of=shop, at=now)
        assert client.ask(f"reviews/{review.pk}").json()["scale"] == "1-5"
        review.remove_by_author(actor="visitor", at=now)
        assert client.ask(f"reviews/{review.pk}").status_code == 404


class TestReply:
    @pytest.mark.parametrize("method", ["put", "post"])
    def test_is_written_once_and_edited_after_that(self, client, shop, method):
        review = reviews.review(of=shop, at=clock.now())
        path = f"reviews/{review.pk}/reply"
        first = client.report(path, {"text": "Dank je wel."}, method=method)
        again = client.report(path, {"text": "Dank je wel, Sanne."}, method=method)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json()["text"] == client.ask(f"reviews/{review.pk}").json()["reply"]["text"]
        assert review.reply.versions.get().text == "Dank je wel."

    @pytest.mark.parametrize("text", ["", " ", "\u202e", "x" * 2001, None, 7.5, ["x"], "\x00"])
    def test_needs_words(self, client, shop, text):
        review = reviews.review(of=shop, at=clock.now())
        answer = client.report(f"reviews/{review.pk}/reply", {"text": text}, method="put")
        if text == 7.5:
            assert answer.status_code == 201  # a number is text that somebody forgot to quote
            return
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "text")

    def test_does_not_reach_another_shop(self, client, now):
        other = reviews.review(at=now)
        assert client.report(f"reviews/{other.pk}/reply", {"text": "Hallo."}, method="put").status_code == 404


class TestScore:
    def test_names_its_scale_and_counts(self, client, shop, now):
        moment = clock.now()
        for stars in (5, 4):
            reviews.review(of=shop, at=moment, stars=stars, delivery=4)
        reviews.unverified_review(of=shop, at=moment, stars=1)
        found = client.ask("score").json()
        assert (found["scale"], found["score"], found["count"]) == ("1-5", 4.5, 2)
        assert found["parts"]["delivery"] == 4.0
        assert found["parts"]["service"] is None

    def test_is_empty_without_reviews(self, client):
        assert client.ask("score").json()["score"] is None
