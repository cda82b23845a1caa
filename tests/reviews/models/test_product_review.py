"""What a buyer says about a product: the same promises as for a review of the shop."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from keurmerk.canonical import canonical, digest
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from reviews.chain import commitment
from reviews.models import Invitation, LedgerEntry, Notice, Product, ProductReview, Rating, Review
from reviews.models.history import enter_history
from reviews.models.version import ProductReviewVersion
from reviews.verification import shop_faults
from tests.factories import reviews

pytestmark = pytest.mark.django_db


def used_invitation(now, **facts) -> Invitation:
    sent = reviews.sent_invitation(at=now, products=(reviews.ordered(),), **facts)
    Review.publish(sent, reviews.opinion(), actor="test", at=now)
    return sent


class TestPublish:
    @pytest.mark.parametrize("stars", [1, 5])
    def test_is_public_at_once_whatever_the_stars(self, now, stars):
        review = reviews.product_review(at=now, stars=stars)
        assert list(ProductReview.objects.public()) == [review]
        assert Event.objects.filter(name="product_review.published").get().payload == {"shop": review.shop_id}

    def test_keeps_the_rules_of_content(self, now):
        review = reviews.product_review(at=now, text="Goed\u202e spul", display_name="Jan Jansen")
        assert (review.text, review.display_name) == ("Goed spul", "Jan J.")

    def test_needs_the_shop_review_first(self, now):
        sent = reviews.sent_invitation(at=now, products=(reviews.ordered(),))
        with pytest.raises(IllegalMove):
            ProductReview.publish(sent, Product.objects.get(), reviews.opinion(), actor="test", at=now)

    def test_spends_an_invitation_that_asks_for_products_alone(self, now):
        sent = reviews.sent_invitation(at=now, products=(reviews.ordered(),), asks_shop=False)
        ProductReview.publish(sent, Product.objects.get(), reviews.opinion(), actor="test", at=now)
        assert sent.state == Invitation.State.USED

    def test_is_once_per_product_of_an_order(self, now):
        sent = used_invitation(now)
        product = Product.objects.get()
        ProductReview.publish(sent, product, reviews.opinion(), actor="test", at=now)
        with pytest.raises(IllegalMove):
            ProductReview.publish(sent, product, reviews.opinion(), actor="test", at=now)
        assert not Product.objects.to_review(sent).exists()

    def test_refuses_a_product_of_another_order(self, now):
        sent = used_invitation(now)
        other = reviews.product_review(of=sent.shop, at=now).product
        with pytest.raises(IllegalMove):
            ProductReview.publish(sent, other, reviews.opinion(), actor="test", at=now)


class TestEdit:
    def test_keeps_the_words_from_before(self, now):
        review = reviews.product_review(at=now, text="Eerst was de bel nog heel goed.")
        review.edit(reviews.opinion(stars=2, text="Na een week was de bel kapot."), actor="writer", at=now)
        assert (review.state, review.stars, review.changed_at) == ("EDITED", 2, now)
        assert ProductReviewVersion.objects.get().text == "Eerst was de bel nog heel goed."


class TestRemove:
    def test_by_the_writer_leaves_no_word(self, now):
        review = reviews.product_review(at=now)
        review.edit(reviews.opinion(text="Na een week was de bel kapot."), actor="writer", at=now)
        review.remove_by_author(actor="writer", at=now)
        assert (review.text, review.title, review.display_name, review.email) == ("", "", "", "")
        assert not ProductReviewVersion.objects.exists()

    def test_by_us_keeps_it_for_an_appeal(self, now):
        review = reviews.product_review(at=now)
        review.remove("INSULT", actor="user:1", at=now)
        assert not ProductReview.objects.public().exists()
        review.reinstate(actor="user:2", at=now)
        assert (review.state, review.grounds) == ("PUBLISHED", "")

    def test_holds_and_releases(self, now):
        review = reviews.product_review(at=now)
        review.hold("PERSONAL", actor="filter", at=now)
        review.release(actor="user:1", at=now)
        names = Event.objects.filter(name__startswith="product_review").values_list("name", flat=True)
        assert list(names) == ["product_review.published", "product_review.held", "product_review.released"]

    def test_without_grounds_is_refused_by_the_database(self, now):
        review = reviews.product_review(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            review.remove("", actor="user:1", at=now)


class TestManagedWith:
    def test_its_own_link_and_that_of_the_shop_review(self, now):
        review = reviews.product_review(at=now)
        reviews.product_review(at=now)
        for token in (review.manage_token, review.invitation.review.manage_token):
            assert ProductReview.objects.managed_with(token).get() == review


def told(review: ProductReview) -> list[dict]:
    return [entry.told for entry in LedgerEntry.objects.filter(product_review=review).order_by("number")]


class TestLedger:
    """It is in the same chain as the reviews of the shop, and no part of the score."""

    def test_has_a_line_for_everything_that_happens(self, now):
        review = reviews.product_review(at=now, stars=5)
        review.edit(reviews.opinion(stars=2), actor="writer", at=now)
        review.remove("INSULT", actor="user:1", at=now, by="law")
        review.reinstate(actor="user:2", at=now)
        review.hold("PERSONAL", actor="user:1", at=now)
        review.release(actor="user:1", at=now)
        review.remove_by_author(actor="writer", at=now)
        assert [(line["kind"], line["by"], line["reason"]) for line in told(review)] == [
            ("product_published", "writer", ""),
            ("product_edited", "writer", ""),
            ("product_removed", "law", "INSULT"),
            ("product_reinstated", "mark", ""),
            ("product_held", "mark", "PERSONAL"),
            ("product_released", "mark", ""),
            ("product_removed_by_author", "writer", ""),
        ]

    def test_says_which_product_and_how_many_stars_and_no_word(self, now):
        review = reviews.product_review(at=now, stars=4, text="De bel is te stil.")
        line = told(review)[0]
        assert (line["review"], line["product_review"]) == (None, review.pk)
        assert (line["facts"]["product"], line["facts"]["stars"], line["facts"]["public"]) == (
            review.product_id,
            4,
            True,
        )
        assert "stil" not in LedgerEntry.objects.get(product_review=review).body
        assert line["words"] == commitment(review.salt, name="Sanne K.", text="De bel is te stil.", title="")

    def test_follows_the_chain_of_the_shop(self, now):
        review = reviews.product_review(at=now)
        numbers = LedgerEntry.objects.filter(shop=review.shop).order_by("number").values_list("number", "kind")
        assert list(numbers) == [(1, "published"), (2, "product_published")]
        assert list(shop_faults(review.shop_id)) == []

    def test_leaves_the_score_alone(self, now):
        review = reviews.product_review(at=now, stars=1)
        rating = Rating.objects.get(shop=review.shop)
        assert (rating.count, rating.mean) == (1, 5)

    def test_proves_its_words_to_everybody_until_they_are_gone(self, client, now):
        review = reviews.product_review(at=now, text="De bel is te stil.")
        path = f"/api/v1/shops/{review.shop_id}/ledger?after=1"
        shown = json.loads(b"".join(client.get(path).streaming_content))["shown"]
        assert (shown["text"], shown["salt"]) == ("De bel is te stil.", review.salt)
        review.remove_by_author(actor="writer", at=now)
        lines = b"".join(client.get(path).streaming_content).decode().splitlines()
        assert [json.loads(line)["shown"] for line in lines] == [None, None]

    @pytest.mark.parametrize("kind", ["published", "product_published"])
    def test_is_refused_without_the_review_that_the_kind_is_about(self, now, kind):
        review = reviews.product_review(at=now)
        wrong = {"review_id": None, "product_review_id": review.pk} if kind == "published" else {"review_id": 1}
        body = canonical({"previous": "0" * 64, "number": 3, "shop": review.shop_id, "kind": kind, "review": None})
        with pytest.raises(IntegrityError), transaction.atomic():
            LedgerEntry.objects.create(
                shop=review.shop, number=3, kind=kind, at=now, body=body, hash=digest(body), **wrong
            )

    def test_opens_with_its_history(self, now):
        """What was written in bulk is entered as it would have been one by one."""
        shop = reviews.product_review(at=now).shop
        fresh = reviews.inviting_shop()
        for model in (Invitation, Product, ProductReview, Review):
            model.objects.filter(shop=shop).update(shop=fresh)
        enter_history(fresh.pk, at=now)
        kinds = LedgerEntry.objects.filter(shop=fresh).order_by("number").values_list("kind", flat=True)
        assert list(kinds) == ["published", "product_published"]
        assert list(shop_faults(fresh.pk)) == []


class TestEnteredAfterwards:
    """Reviews of products that were there before the ledger knew them."""

    @pytest.mark.parametrize("fate", ["published", "edited", "held", "removed", "taken back"])
    def test_continue_the_chain_of_their_shop_and_hold(self, now, fate):
        review = reviews.product_review(at=now)
        if fate == "edited":
            review.edit(reviews.opinion(stars=2), actor="writer", at=now)
        elif fate == "held":
            review.hold("PERSONAL", actor="user:1", at=now)
        elif fate == "removed":
            review.remove("INSULT", actor="user:1", at=now)
        elif fate == "taken back":
            review.remove_by_author(actor="writer", at=now)
        as_it_was_before(review)
        migration = import_module("reviews.migrations.0027_product_reviews_entered")
        migration.enter_product_reviews(apps, None)
        assert list(shop_faults(review.shop_id)) == []
        assert LedgerEntry.objects.filter(product_review=review).exists()
        migration.enter_product_reviews(apps, None)
        assert list(shop_faults(review.shop_id)) == []


def as_it_was_before(review: ProductReview) -> None:
    """Without its lines in the ledger and without salt, as only the owner of the tables can make it."""
    ProductReview.objects.update(salt="")
    ProductReviewVersion.objects.update(salt="")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reviews_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM reviews_ledgerentry WHERE product_review_id IS NOT NULL")
        cursor.execute("ALTER TABLE reviews_ledgerentry ENABLE TRIGGER USER")
    last = LedgerEntry.objects.filter(shop=review.shop).newest_first()[0]
    Rating.objects.filter(shop=review.shop).update(ledger_length=last.number, ledger_head=last.hash)


WITH_NUMBER = "Bel me op 06-12345678, dan hoor je het."


class TestHeldByRule:
    """The same written rules as for the shop, for one star and for five (rulebook 2.6)."""

    @pytest.mark.parametrize("stars", [1, 5])
    def test_is_never_seen_and_its_writer_hears_why(self, now, stars):
        review = reviews.product_review(at=now, stars=stars, text=WITH_NUMBER)
        assert (review.state, review.grounds, review.held_by_rule) == ("HELD", "PERSONAL", "phone")
        drain()
        letter = SentLetter.objects.get(letter="reviews/review_held")
        for part in ("06-12345678", review.product.name, f"/review/{review.manage_token}/products/{review.pk}/edit/"):
            assert part in letter.text
        notice = Notice.objects.get(product_review=review)
        assert (notice.source, notice.decisions.get().outcome) == ("OWN", "HOLD")

    def test_comes_back_when_the_words_are_gone_and_closes_its_case(self, now):
        review = reviews.product_review(at=now, text=WITH_NUMBER)
        drain()
        review.edit(reviews.opinion(text="De bel is te stil."), actor="writer", at=now)
        drain()
        assert (review.state, review.grounds, review.held_by_rule) == ("EDITED", "", "")
        assert Notice.objects.get(product_review=review).state == "CLOSED"

    def test_stays_with_the_person_who_held_it(self, now):
        review = reviews.product_review(at=now)
        review.hold("PERSONAL", actor="user:1", at=now)
        review.edit(reviews.opinion(text="De bel is te stil."), actor="writer", at=now)
        assert (review.state, review.grounds) == ("HELD", "PERSONAL")

    def test_is_not_edited_once_it_was_removed(self, now):
        review = reviews.product_review(at=now)
        review.remove("INSULT", actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            review.edit(reviews.opinion(), actor="writer", at=now)
