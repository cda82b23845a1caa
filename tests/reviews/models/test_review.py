"""Reviews are public first, whatever their stars, and stay their writer's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from reviews.models import Rating, Review
from tests.factories import reviews

pytestmark = pytest.mark.django_db
State = Review.State


class TestPublish:
    @pytest.mark.rule("9.1")
    @pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
    def test_is_public_at_the_same_moment_whatever_its_stars(self, now, stars):
        review = reviews.review(at=now, stars=stars)
        assert review in Review.objects.public()
        assert review.published_at == now

    def test_is_verified_by_its_invitation(self, now):
        assert reviews.review(at=now).verified

    def test_is_never_verified_without_one(self, now):
        review = reviews.unverified_review(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(verified=True)

    def test_shows_first_name_and_initial_only(self, now):
        assert reviews.review(at=now, display_name="Sanne de Koning").display_name == "Sanne K."

    @pytest.mark.rule("PA review: permission")
    def test_keeps_which_consent_was_given(self, now):
        assert reviews.review(at=now).consent_version

    def test_takes_markup_as_words(self, now):
        assert reviews.review(at=now, text="<script>alert(1)</script> mooi").text.startswith("<script>")

    def test_drops_marks_that_turn_the_page_around(self, now):
        assert reviews.review(at=now, text="goed \u202e\u2067kcab\x00").text == "goed kcab"

    def test_tells_no_words_in_the_event(self, now):
        review = reviews.review(at=now)
        assert Event.objects.get(name="review.published").payload == {"shop": review.shop_id}

    @pytest.mark.parametrize("stars", [0, 6])
    def test_has_one_to_five_stars_by_the_database(self, now, stars):
        with pytest.raises(IntegrityError), transaction.atomic():
            reviews.review(at=now, stars=stars)


class TestEdit:
    def test_says_so_and_keeps_the_words_from_before_inside(self, now):
        review = reviews.review(at=now, stars=5, text="Heel tevreden over alles.")
        review.edit(reviews.opinion(stars=2, text="Toch niet zo tevreden."), actor="visitor", at=now)
        assert (review.state, review.edited_at) == (State.EDITED, now)
        assert review.versions.get().text == "Heel tevreden over alles."

    def test_may_happen_again(self, now):
        review = reviews.review(at=now)
        for stars in (4, 3):
            review.edit(reviews.opinion(stars=stars), actor="visitor", at=now)
        assert [version.number for version in review.versions.all()] == [2, 1]

    def test_moves_the_score_but_not_its_place_in_the_window(self, now):
        review = reviews.review(at=now, stars=5)
        review.edit(reviews.opinion(stars=1), actor="visitor", at=now + timedelta(days=30))
        rating = Rating.objects.get(shop=review.shop)
        assert (rating.mean, rating.count) == (Decimal(1), 1)
        assert review.published_at == now


class TestRemoveByAuthor:
    @pytest.mark.rule("PA")
    def test_takes_every_word_and_version_away(self, now):
        review = reviews.review(at=now)
        review.edit(reviews.opinion(text="Andere woorden over dezelfde winkel."), actor="visitor", at=now)
        review.remove_by_author(actor="visitor", at=now)
        review.refresh_from_db()
        assert (review.text, review.title, review.display_name, review.email) == ("", "", "", "")
        assert not review.versions.exists()
        assert review.email_hash

    def test_takes_it_out_of_the_score(self, now):
        review = reviews.review(at=now)
        review.remove_by_author(actor="visitor", at=now)
        rating = Rating.objects.get(shop=review.shop)
        assert (rating.count, rating.mean, rating.public_count) == (0, None, 0)

    def test_is_for_good(self, now):
        review = reviews.review(at=now)
        review.remove_by_author(actor="visitor", at=now)
        with pytest.raises(IllegalMove):
            review.edit(reviews.opinion(), actor="visitor", at=now)


class TestReply:
    def test_is_one_per_review_and_keeps_its_history(self, now):
        review = reviews.review(at=now)
        reviews.reply(to=review, text="Dank je wel.", at=now)
        reply = reviews.reply(to=review, text="Dank je wel, Sanne.", at=now + timedelta(days=1))
        assert (reply.text, reply.written_at, reply.edited_at) == ("Dank je wel, Sanne.", now, now + timedelta(days=1))
        assert [version.text for version in reply.versions.all()] == ["Dank je wel."]

    def test_tells_its_news_once_for_writing_and_once_for_editing(self, now):
        review = reviews.review(at=now)
        for text in ("Dank je wel.", "Dank je wel, Sanne.", "Dank je wel, Sanne."):
            reviews.reply(to=review, text=text, at=now)
        names = Event.objects.filter(name__startswith="reply.").values_list("name", flat=True)
        assert list(names) == ["reply.written", "reply.edited"]
