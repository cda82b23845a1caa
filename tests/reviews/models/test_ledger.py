"""Whatever happens to a review is entered once, in its transaction, and stays."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from keurmerk.canonical import canonical, digest
from keurmerk.lifecycle import IllegalMove
from reviews.chain import START, commitment
from reviews.models import LedgerEntry, Rating, Review
from reviews.verification import shop_faults
from tests.factories import reviews
from tests.reviews.models.test_rating import at_once

pytestmark = pytest.mark.django_db


def bodies(review: Review) -> list[dict]:
    rows = LedgerEntry.objects.filter(shop=review.shop_id).order_by("number")
    return [json.loads(entry.body) for entry in rows]


class TestAppend:
    def test_enters_what_happened_by_whom_and_why(self, now):
        review = reviews.review(at=now)
        review.edit(reviews.opinion(stars=2), actor="visitor", at=now)
        reviews.reply(to=review, text="Wat jammer.", at=now)
        reviews.reply(to=review, text="Wat jammer voor je.", at=now)
        review.hold("PERSONAL", actor="clock", at=now)
        review.release(actor="user:1", at=now)
        review.remove("INSULT", actor="user:1", at=now)
        review.reinstate(actor="user:2", at=now)
        review.remove_by_author(actor="visitor", at=now)
        assert [(body["kind"], body["by"], body["reason"]) for body in bodies(review)] == [
            ("published", "writer", ""),
            ("edited", "writer", ""),
            ("replied", "shop", ""),
            ("reply_edited", "shop", ""),
            ("held", "mark", "PERSONAL"),
            ("released", "mark", ""),
            ("removed", "mark", "INSULT"),
            ("reinstated", "mark", ""),
            ("removed_by_author", "writer", ""),
        ]

    def test_says_when_an_authority_ordered_it(self, now):
        review = reviews.review(at=now)
        review.remove("UNLAWFUL", actor="user:1", at=now, by="law")
        assert bodies(review)[-1]["by"] == "law"

    def test_keeps_all_that_the_score_is_made_of(self, now):
        review = reviews.review(at=now, stars=4, delivery=5, recommends=True)
        assert bodies(review)[0]["facts"] == {
            "stars": 4,
            "delivery": 5,
            "service": None,
            "price": None,
            "aftersales": None,
            "recommends": True,
            "verified": True,
            "origin": "INVITATION",
            "public": True,
            "published_at": "2026-03-02T09:00:00.000000Z",
            "counts_until": "2027-03-02T09:00:00.000000Z",
        }

    def test_tells_no_personal_words(self, now):
        review = reviews.review(at=now, text="Geheim verhaal over mijn fiets.", title="Mijn titel")
        reviews.reply(to=review, text="Geheim antwoord.", at=now)
        text = canonical(bodies(review))
        assert not [word for word in ("Geheim", "titel", "Sanne", "example.com") if word in text]

    def test_commits_to_the_words_while_they_are_there(self, now):
        review = reviews.review(at=now)
        words = {"name": review.display_name, "text": review.text, "title": review.title}
        assert bodies(review)[0]["words"] == commitment(review.salt, **words)

    def test_gives_every_version_a_salt_of_its_own(self, now):
        review = reviews.review(at=now)
        first = review.salt
        review.edit(reviews.opinion(), actor="visitor", at=now)
        assert review.salt != first == review.versions.get().salt

    def test_chains_each_entry_to_the_one_before(self, now):
        review = reviews.review(at=now)
        reviews.review(of=review.shop, at=now)
        first, second = LedgerEntry.objects.order_by("number")
        assert (json.loads(first.body)["previous"], json.loads(second.body)["previous"]) == (START, first.hash)
        assert second.hash == digest(second.body) == Rating.objects.get().ledger_head

    def test_numbers_every_shop_by_itself(self, now):
        for _ in range(2):
            reviews.review(at=now)
        assert list(LedgerEntry.objects.values_list("number", flat=True)) == [1, 1]

    def test_enters_nothing_of_what_was_rolled_back(self, now):
        review = reviews.review(at=now)
        with pytest.raises(RuntimeError), transaction.atomic():
            review.hold("PERSONAL", actor="clock", at=now)
            raise RuntimeError
        assert [body["kind"] for body in bodies(review)] == ["published"]


class TestDatabase:
    """Whoever is connected: the database refuses."""

    @pytest.fixture
    def entry(self, now) -> LedgerEntry:
        reviews.review(at=now)
        return LedgerEntry.objects.get()

    def refuses(self, *, match: str):
        return pytest.raises(IntegrityError, match=match)

    def test_refuses_to_change_an_entry(self, entry):
        with self.refuses(match="UPDATE is refused"), transaction.atomic():
            LedgerEntry.objects.update(body="{}")

    def test_refuses_to_delete_one(self, entry):
        with self.refuses(match="DELETE is refused"), transaction.atomic():
            LedgerEntry.objects.all().delete()

    @pytest.mark.parametrize("table", ["reviews_ledgerentry", "reviews_ledgerhead"])
    def test_refuses_to_empty_the_table(self, entry, table):
        with self.refuses(match="TRUNCATE is refused"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing else may stand in its way
            cursor.execute(f"TRUNCATE {table} CASCADE")

    @pytest.mark.parametrize("number", [1, 3])
    def test_refuses_a_gap_and_a_number_twice(self, entry, number):
        with self.refuses(match="does not follow"), transaction.atomic():
            self.forge(entry, {}, number=number)

    @pytest.mark.parametrize(
        "lie", [{"previous": START}, {"number": 7}, {"shop": 0}, {"review": 0}, {"kind": "removed"}, {"hash": START}]
    )
    def test_refuses_an_entry_that_is_not_what_its_hash_says(self, entry, lie):
        with self.refuses(match="not what its hash says"), transaction.atomic():
            self.forge(entry, lie)

    def test_takes_the_same_entry_without_the_lie(self, entry):
        self.forge(entry, {})
        assert LedgerEntry.objects.count() == 2

    @staticmethod
    def forge(entry: LedgerEntry, lie: dict, *, number: int = 2) -> None:
        honest = {**json.loads(entry.body), "number": number, "previous": entry.hash}
        body = canonical(honest | {name: value for name, value in lie.items() if name != "hash"})
        facts = {"shop_id": entry.shop_id, "review_id": entry.review_id, "kind": entry.kind, "at": entry.at}
        LedgerEntry.objects.create(number=number, body=body, hash=lie.get("hash", digest(body)), **facts)


class TestErasure:
    @pytest.mark.rule("PA")
    def test_takes_texts_and_salts_away_and_the_chain_still_holds(self, now):
        review = reviews.review(at=now, stars=1, text="Geheim verhaal over mijn fiets.")
        reviews.review(of=review.shop, at=now, stars=5)
        review.edit(reviews.opinion(stars=2, text="Tweede geheim verhaal."), actor="visitor", at=now)
        for text in ("Geheim antwoord.", "Ander geheim antwoord."):
            reviews.reply(to=review, text=text, at=now)
        salts = salts_in_the_database()
        review.remove_by_author(actor="visitor", at=now + timedelta(days=1))
        left = salts_in_the_database()
        assert (len(salts), len(left)) == (5, 1)
        assert "eheim" not in everything_in_the_database()
        assert not any(salt in everything_in_the_database() for salt in salts - left)
        assert list(shop_faults(review.shop_id)) == []
        assert (Rating.objects.get().count, int(Rating.objects.get().mean)) == (1, 5)


def salts_in_the_database() -> set[str]:
    tables = ("review", "reviewversion", "reply", "replyversion")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(f"SELECT salt FROM reviews_{table} WHERE salt <> ''" for table in tables))  # noqa: S608
        return {salt for (salt,) in cursor.fetchall()}


def everything_in_the_database() -> str:
    """Every row of every table of ours, as text; letters apart, which have a term of their own."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name != "keurmerk_sentletter"]
        text = []
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608
            text += [row for (row,) in cursor.fetchall()]
    return "\n".join(text)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def holds(self, review: Review) -> bool:
        rating = Rating.objects.get(shop=review.shop_id)
        return rating.is_exact() and not list(shop_faults(review.shop_id))

    def test_two_edits_follow_each_other(self, now):
        review = reviews.review(at=now)

        def edit(stars):
            Review.objects.get(pk=review.pk).edit(reviews.opinion(stars=stars), actor="visitor", at=now)
            return stars

        outcomes = at_once(edit, [1, 2])
        done = [each for each in outcomes if isinstance(each, int)]
        review.refresh_from_db()
        assert done
        assert review.stars in done
        assert len(bodies(review)) == 1 + len(done)
        assert self.holds(review)

    def test_edit_and_removal_leave_one_truth(self, now):
        review = reviews.review(at=now)

        def act(verb):
            mine = Review.objects.get(pk=review.pk)
            if verb == "edit":
                return mine.edit(reviews.opinion(stars=1), actor="visitor", at=now)
            return mine.remove_by_author(actor="visitor", at=now)

        at_once(act, ["edit", "remove"])
        assert self.holds(review)

    def test_moderation_and_writer_leave_one_truth(self, now):
        review = reviews.review(at=now)
        copies = [Review.objects.get(pk=review.pk) for _ in range(3)]
        outcomes = at_once(
            lambda act: act(),
            [
                lambda: copies[0].remove("INSULT", actor="user:1", at=now),
                lambda: copies[1].remove_by_author(actor="visitor", at=now),
                lambda: copies[2].hold("PERSONAL", actor="clock", at=now),
            ],
        )
        assert sum(isinstance(each, IllegalMove) for each in outcomes) == 2
        assert self.holds(review)

    def test_answer_and_removal_do_not_wait_for_each_other(self, now):
        review = reviews.review(at=now)
        reviews.reply(to=review, at=now)

        def act(number):
            mine = Review.objects.get(pk=review.pk)
            if number == 3:
                return mine.remove_by_author(actor="visitor", at=now)
            return mine.reply_with(f"Antwoord {number}.", actor="user:1", at=now)

        at_once(act, range(6))
        assert self.holds(review)

    def test_twenty_writers_make_one_chain(self, now):
        shop = reviews.inviting_shop()
        invited = [reviews.sent_invitation(of=shop, at=now) for _ in range(20)]
        at_once(lambda each: Review.publish(each, reviews.opinion(), actor="visitor", at=now), invited)
        assert LedgerEntry.objects.count() == 20
        assert self.holds(Review.objects.first())
