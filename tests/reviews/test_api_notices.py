"""A shop's software asks for moderation by the rules of the dashboard, and follows what we decide."""

import pytest

from keurmerk import clock
from members.models import Scope
from reviews.models import Notice
from tests.factories import keys, moderation, reviews

pytestmark = pytest.mark.django_db
WORDS = "De schrijver scheldt onze medewerkers uit."


@pytest.fixture
def review(now):
    made = reviews.review(at=now)
    reviews.reply(to=made, at=now)
    return made


@pytest.fixture
def client(review):
    return keys.caller(of=review.shop)


def request(review, **changed):
    facts = {"review_id": review.pk, "grounds": "INSULT", "explanation": WORDS, "good_faith": True, **changed}
    return {name: value for name, value in facts.items() if value is not None}


class TestFile:
    def test_puts_the_review_under_review_at_once(self, client, review):
        answer = client.report("notices", request(review, quote="Oplichters."))
        assert answer.status_code == 201
        assert (answer.json()["state"], answer.json()["turn"], answer.json()["quote"]) == (
            "ADMISSIBLE",
            "US",
            "Oplichters.",
        )
        notice = Notice.objects.get()
        assert (notice.source, notice.shop_id, notice.pk) == ("SHOP", review.shop_id, answer.json()["id"])
        assert client.ask(f"reviews/{review.pk}").json()["under_review"]

    def test_does_it_once_with_an_idempotency_key(self, client, review):
        first, again = (client.report("notices", request(review), key="n-1") for _ in range(2))
        assert first.json() == again.json()
        assert Notice.objects.count() == 1

    def test_twice_about_the_same_is_refused(self, client, review):
        client.report("notices", request(review))
        assert client.report("notices", request(review)).status_code == 409

    def test_comes_after_a_reply(self, now):
        silent = reviews.review(at=now)
        answer = keys.caller(of=silent.shop).report("notices", request(silent))
        assert answer.status_code == 409
        assert "Reply to the review first" in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"grounds": "FALSE_FACTS"}, "grounds"),
            ({"grounds": "OPINION"}, "grounds"),
            ({"explanation": "te kort"}, "explanation"),
            ({"explanation": " " * 40}, "explanation"),
            ({"good_faith": False}, "good_faith"),
            ({"good_faith": None}, "good_faith"),
            ({"review_id": None}, "review_id"),
            ({"product_review_id": 1}, "review_id"),
            ({"review_id": 999_999}, "review_id"),
            ({"review_id": 2**70}, "review_id"),
            ({"quote": "x" * 1001}, "quote"),
        ],
    )
    def test_names_what_is_wrong(self, client, review, wrong, field):
        answer = client.report("notices", request(review, **wrong))
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field
        assert not Notice.objects.exists()

    def test_is_about_the_shops_own_reviews_only(self, client, now):
        other = reviews.review(at=now)
        reviews.reply(to=other, at=now)
        answer = client.report("notices", request(other))
        assert answer.json()["errors"][0]["field"] == "review_id"

    def test_is_about_reviews_of_products_too(self, now):
        product = reviews.product_review(at=now)
        reviews.reply(to=product.shop_review, at=now)
        asked = request(product, review_id=None, product_review_id=product.pk)
        answer = keys.caller(of=product.shop).report("notices", asked)
        assert (answer.status_code, answer.json()["product_review_id"]) == (201, product.pk)

    def test_needs_its_scope(self, review):
        client = keys.caller(of=review.shop, scopes=(Scope.NOTICES_READ,))
        assert client.report("notices", request(review)).status_code == 403


class TestFollow:
    def test_shows_what_was_decided_and_why(self, client, review, now):
        client.report("notices", request(review))
        notice = Notice.objects.get()
        moderation.decided(notice, "KEEP", by=moderation.moderator(), at=clock.now())
        (row,) = client.ask("notices", state="DECIDED_KEEP").json()["results"]
        assert (row["result"], row["decision"]["outcome"]) == ("REFUSED", "KEEP")
        assert row == client.ask(f"notices/{notice.pk}").json()
        assert client.ask("notices", state="FILED").json()["results"] == []

    def test_shows_nothing_that_others_reported(self, client, review, now):
        reported = moderation.notice_of_visitor(about=review, at=now)
        assert client.ask("notices").json()["results"] == []
        assert client.ask(f"notices/{reported.pk}").status_code == 404
        assert client.report(f"notices/{reported.pk}/withdraw", None).status_code == 404

    def test_takes_it_back_twice_without_an_error(self, client, review):
        number = client.report("notices", request(review)).json()["id"]
        for _ in range(2):
            answer = client.report(f"notices/{number}/withdraw", None)
            assert (answer.status_code, answer.json()["state"]) == (200, "CLOSED")

    def test_takes_nothing_back_that_is_decided(self, client, review, now):
        client.report("notices", request(review))
        notice = Notice.objects.get()
        moderation.decided(notice, "KEEP", by=moderation.moderator(), at=clock.now())
        assert client.report(f"notices/{notice.pk}/withdraw", None).status_code == 409

    def test_costs_the_same_however_many(self, client, review, now, django_assert_max_num_queries):
        client.report("notices", request(review))
        with django_assert_max_num_queries(9) as few:
            client.ask("notices")
        for _ in range(3):
            another = reviews.review(of=review.shop, at=now)
            reviews.reply(to=another, at=now)
            client.report("notices", request(another))
        with django_assert_max_num_queries(9) as many:
            assert len(client.ask("notices").json()["results"]) == 4
        assert len(few) == len(many)
