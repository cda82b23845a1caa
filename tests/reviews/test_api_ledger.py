"""Anyone may read the ledger, and the words in it only while they are public."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk.canonical import canonical, digest
from reviews import api_ledger
from reviews.chain import commitment
from reviews.models import LedgerEntry, Rating
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


def lines(client, shop, **query) -> list[dict]:
    answer = client.get(f"/api/v1/shops/{shop.pk}/ledger", query)
    assert answer["Content-Type"] == "application/jsonl"
    return [json.loads(line) for line in answer.getvalue().decode().splitlines()]


class TestLedger:
    def test_lets_anybody_find_the_same_hashes(self, client, now):
        review = reviews.review(at=now)
        reviews.reply(to=review, at=now)
        found = lines(client, review.shop)
        for line in found:
            body = {name: value for name, value in line.items() if name not in ("hash", "shown")}
            assert digest(canonical(body)) == line["hash"]
        assert [line["number"] for line in found] == [1, 2]
        assert found[-1]["hash"] == Rating.objects.get().ledger_head

    def test_shows_words_that_are_public_with_their_salt(self, client, now):
        review = reviews.review(at=now, title="Fijne fiets")
        reply = reviews.reply(to=review, text="Dank je wel.", at=now)
        first, second = lines(client, review.shop)
        assert (first["shown"]["title"], second["shown"]) == (
            "Fijne fiets",
            {"salt": reply.salt, "text": "Dank je wel."},
        )
        assert commitment(**first["shown"]) == first["words"]

    def test_shows_no_words_from_before_an_edit(self, client, now):
        review = reviews.review(at=now, text="Eerste woorden over de fiets.")
        review.edit(reviews.opinion(text="Tweede woorden over de fiets."), actor="visitor", at=now)
        first, second = lines(client, review.shop)
        assert first["shown"] is None
        assert second["shown"]["text"] == "Tweede woorden over de fiets."

    @pytest.mark.parametrize(
        "leave",
        [
            lambda review, now: review.hold("PERSONAL", actor="clock", at=now),
            lambda review, now: review.remove("INSULT", actor="user:1", at=now),
            lambda review, now: review.remove_by_author(actor="visitor", at=now),
        ],
    )
    def test_shows_no_words_and_no_salt_of_what_is_not_public(self, client, now, leave):
        review = reviews.review(at=now, text="Geheime woorden over de fiets.")
        reply = reviews.reply(to=review, text="Geheim antwoord.", at=now)
        salts = (review.salt, reply.salt)
        leave(review, now)
        text = client.get(f"/api/v1/shops/{review.shop_id}/ledger").getvalue().decode()
        assert not [word for word in ("eheim", *salts) if word in text]

    @pytest.mark.parametrize("verb", ["hold", "remove"])
    def test_shows_no_words_of_an_answer_that_is_held_or_removed(self, client, now, verb):
        review = reviews.review(at=now)
        reply = reviews.reply(to=review, text="Geheim antwoord.", at=now)
        getattr(reply, verb)("PERSONAL", actor="user:1", at=now)
        text = client.get(f"/api/v1/shops/{review.shop_id}/ledger").getvalue().decode()
        assert not [word for word in ("eheim", reply.salt) if word in text]
        assert "Snel geleverd" in text

    def test_tells_nothing_personal(self, client, now):
        review = reviews.review(at=now)
        text = client.get(f"/api/v1/shops/{review.shop_id}/ledger").getvalue().decode()
        for secret in (review.email, review.email_hash, review.invitation.order_number, review.manage_token, "Koning"):
            assert secret not in text

    def test_goes_on_after_the_last_number_seen(self, client, now, monkeypatch):
        monkeypatch.setattr(api_ledger, "AT_ONCE", 2)
        review = reviews.review(at=now)
        for stars in (1, 2, 3, 4):
            review.edit(reviews.opinion(stars=stars), actor="visitor", at=now)
        numbers, after = [], 0
        while page := lines(client, review.shop, after=after, limit=3):
            numbers += [line["number"] for line in page]
            after = numbers[-1]
        assert numbers == [1, 2, 3, 4, 5]
        answer = client.get(f"/api/v1/shops/{review.shop_id}/ledger", {"limit": 3})
        assert answer["Link"].endswith(f'/api/v1/shops/{review.shop_id}/ledger?after=3&limit=3>; rel="next"')
        assert "Link" not in client.get(f"/api/v1/shops/{review.shop_id}/ledger", {"after": 3, "limit": 3})

    def test_asks_as_much_for_many_entries_as_for_few(self, client, now):
        review = reviews.review(at=now)
        few = self.questions(client, review.shop)
        for _ in range(5):
            reviews.review(of=review.shop, at=now)
        assert self.questions(client, review.shop) == few

    def questions(self, client, shop) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(lines(client, shop)) == LedgerEntry.objects.count()
        return sum("reviews_" in query["sql"] for query in asked.captured_queries)

    @pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=10001"])
    def test_refuses_what_makes_no_sense(self, client, now, query):
        answer = client.get(f"/api/v1/shops/{reviews.review(at=now).shop_id}/ledger?{query}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")

    def test_may_be_asked_for_by_its_own_name(self, client, now):
        address = f"/api/v1/shops/{reviews.review(at=now).shop_id}/ledger"
        assert client.get(address, headers={"Accept": "application/jsonl"}).status_code == 200

    def test_knows_no_shop_that_was_never_approved(self, client):
        assert client.get(f"/api/v1/shops/{members.shop().pk}/ledger").status_code == 404


class TestShop:
    def test_says_how_far_the_ledger_has_come_beside_the_score(self, client, now):
        shop = reviews.review(at=now, recommends=True).shop
        facts = client.get(f"/api/v1/shops/{shop.pk}").json()
        assert facts["ledger"] == {"length": 1, "head": LedgerEntry.objects.get().hash}
        assert facts["rating"]["as_of"] == "2026-03-02T09:00:00.000000Z"
        assert (facts["rating"]["recommends"], facts["rating"]["public_count"]) == (1, 1)
