"""Our own check finds what somebody with the keys of the database would try."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from keurmerk import signing
from keurmerk.canonical import canonical, digest
from reviews.models import LedgerEntry, LedgerHead, Rating, Review
from reviews.verification import head_faults, shop_faults
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(now):
    shop = reviews.inviting_shop()
    first = reviews.review(of=shop, at=now, stars=5)
    reviews.review(of=shop, at=now, stars=3)
    first.edit(reviews.opinion(stars=4), actor="visitor", at=now)
    reviews.reply(to=first, at=now)
    reviews.reply(to=first, text="Toch anders.", at=now)
    bought = reviews.product_review(of=shop, at=now, stars=2)
    bought.edit(reviews.opinion(stars=1, text="Na een week stuk."), actor="visitor", at=now)
    LedgerHead.make(actor="clock", at=now)
    return shop


def unguarded(words: str, parameters=()) -> None:
    """What only the owner of the tables can do: switch the guard off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("reviews_ledgerentry", "reviews_ledgerhead"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(words, parameters)


class TestShopFaults:
    def test_finds_nothing_in_an_honest_ledger(self, shop):
        assert list(shop_faults(shop.pk)) == []

    def test_finds_nothing_where_nothing_happened(self):
        assert list(shop_faults(reviews.inviting_shop().pk)) == []

    @pytest.mark.parametrize(
        ("deed", "found"),
        [
            ("DELETE FROM reviews_ledgerentry WHERE number = 2", "entry 2 is missing"),
            ("DELETE FROM reviews_ledgerentry WHERE number = 5", "entry 5 is missing"),
            ("DELETE FROM reviews_ledgerentry WHERE number = 8", "should have 8 entries, and has 7"),
            (
                "UPDATE reviews_ledgerentry SET body = replace(body, '\"stars\":3', '\"stars\":5')",
                "not that of its body",
            ),
            ("UPDATE reviews_ledgerentry SET body = body || ' ' WHERE number = 1", "canonical"),
            ("UPDATE reviews_ledgerentry SET kind = 'removed' WHERE number = 2", "columns"),
            ("UPDATE reviews_ledgerentry SET number = 20 - number WHERE number IN (7, 8)", "missing"),
            ("UPDATE reviews_review SET stars = 1 WHERE stars = 3", "its facts"),
            ("UPDATE reviews_review SET text = 'Geweldig.' WHERE stars = 3", "its words"),
            ("UPDATE reviews_reviewversion SET text = 'Geweldig.'", "its words"),
            ("DELETE FROM reviews_reviewversion", "its words"),
            ("UPDATE reviews_reply SET text = 'Geweldig.'", "the answer"),
            ("UPDATE reviews_replyversion SET text = 'Geweldig.'", "the answer"),
            ("UPDATE reviews_productreview SET stars = 5", "its facts"),
            ("UPDATE reviews_productreview SET state = 'HELD', held_at = now(), grounds = 'INSULT'", "its facts"),
            ("UPDATE reviews_productreview SET text = 'Geweldig.'", "its words"),
            ("UPDATE reviews_productreviewversion SET text = 'Geweldig.'", "its words"),
            ("DELETE FROM reviews_productreviewversion", "its words"),
            (
                "UPDATE reviews_ledgerentry SET body = replace(body, '\"product\":', '\"product\":1')",
                "not that of its body",
            ),
            ("UPDATE reviews_rating SET mean = 5", "the score is not"),
            ("UPDATE reviews_rating SET count = 7", "the score is not"),
            ("UPDATE reviews_ratingmonth SET public_count = 1", "the score is not"),
        ],
    )
    def test_finds_what_was_tampered_with(self, shop, deed, found):
        unguarded(deed)
        assert any(found in fault for fault in shop_faults(shop.pk))

    def test_finds_a_review_that_was_never_entered(self, shop):
        review = Review.objects.filter(shop=shop).first()
        review.pk, review.invitation, review.verified, review.manage_token = None, None, False, "other"
        review.save(force_insert=True)
        assert any("not in the ledger" in fault for fault in shop_faults(shop.pk))

    def test_finds_a_product_review_that_was_never_entered(self, shop, now):
        review = reviews.product_review(of=shop, at=now)
        unguarded("DELETE FROM reviews_ledgerentry WHERE product_review_id = %s", [review.pk])
        assert any("some product reviews" in fault for fault in shop_faults(shop.pk))

    def test_finds_a_chain_that_was_made_anew_by_its_head(self, shop):
        """Who rewrites everything from some entry on has a chain that holds, and a signed head that does not."""
        rechain(shop.pk, 2, lambda body: {**body, "reason": "INSULT"})
        assert list(shop_faults(shop.pk)) == []
        assert list(head_faults()) == [f"Ledger head of 2026-03-02: not what the ledger of shop {shop.pk} says"]


def rechain(shop_id: int, number: int, change) -> None:
    previous = None
    for entry in LedgerEntry.objects.filter(shop=shop_id).order_by("number"):
        body = json.loads(entry.body)
        body = {**body, "previous": previous or body["previous"]}
        text = canonical(change(body) if entry.number == number else body)
        unguarded("UPDATE reviews_ledgerentry SET body = %s, hash = %s WHERE id = %s", [text, digest(text), entry.pk])
        previous = digest(text)
    Rating.objects.filter(shop=shop_id).update(ledger_head=previous)


class TestHeadFaults:
    def test_finds_nothing_in_honest_heads(self, shop, now):
        reviews.review(of=shop, at=now)
        LedgerHead.make(actor="clock", at=now + timedelta(days=1))
        assert list(head_faults()) == []

    def test_finds_a_forged_head(self, shop):
        body = json.loads(LedgerHead.objects.get().body) | {"shops": []}
        unguarded("UPDATE reviews_ledgerhead SET body = %s, hash = %s", [canonical(body), digest(canonical(body))])
        assert any("signature" in fault for fault in head_faults())

    def test_finds_a_head_that_was_taken_away(self, shop, now):
        LedgerHead.make(actor="clock", at=now + timedelta(days=1))
        unguarded("DELETE FROM reviews_ledgerhead WHERE day = '2026-03-02'")
        assert any("does not follow" in fault for fault in head_faults())

    def test_knows_the_keys_of_before(self, shop, now, settings):
        settings.SIGNING_KEY = "0123456789abcdef" * 4
        LedgerHead.make(actor="clock", at=now + timedelta(days=1))
        assert len(signing.public_keys()) == 2
        assert list(head_faults()) == []


class TestCommand:
    def test_says_how_much_holds(self, shop, capsys):
        call_command("verify_ledger")
        assert capsys.readouterr().out == "1 shops, 1 heads: 0 differences\n"

    def test_ends_with_a_status_and_the_differences(self, shop):
        unguarded("UPDATE reviews_rating SET mean = 5")
        said = StringIO()
        with pytest.raises(CommandError, match="does not hold"):
            call_command("verify_ledger", shop=shop.pk, stderr=said)
        assert said.getvalue() == f"shop {shop.pk}: the score is not what the ledger comes to\n"

    def test_looks_at_one_shop_when_asked(self, shop, now):
        other = reviews.review(at=now).shop
        unguarded("UPDATE reviews_rating SET mean = 1")
        said = StringIO()
        with pytest.raises(CommandError):
            call_command("verify_ledger", shop=other.pk, stderr=said)
        assert said.getvalue().count("\n") == 1

    def test_knows_no_shop_that_does_not_exist(self):
        with pytest.raises(CommandError, match="no shop 999"):
            call_command("verify_ledger", shop=999)
