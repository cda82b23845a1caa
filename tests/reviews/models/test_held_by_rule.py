"""Only personal data and what is unlawful hold a review back, for one star and for five, and its writer hears why."""

from datetime import timedelta

import pytest

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from reviews.models import Rating, Review, ReviewPhoto
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
State = Review.State
WITH_NUMBER = "Ze belden me van 06-12345678 en waren erg vriendelijk."
WITHOUT = "Ze belden me en waren erg vriendelijk."


def letters(name: str) -> int:
    drain()
    return SentLetter.objects.filter(letter=f"reviews/{name}").count()


class TestHeldAtBirth:
    @pytest.mark.rule("9.1")
    @pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
    @pytest.mark.parametrize(
        ("text", "grounds"), [(WITH_NUMBER, "PERSONAL"), ("Ik weet waar je woont, let maar op.", "UNLAWFUL")]
    )
    def test_by_the_same_rules_whatever_the_stars(self, now, stars, text, grounds):
        review = reviews.review(at=now, stars=stars, text=text)
        assert (review.state, review.grounds, review.held_at) == (State.HELD, grounds, now)
        assert Rating.objects.get(shop=review.shop).count == 0

    @pytest.mark.parametrize("stars", [1, 5])
    @pytest.mark.parametrize(
        "text", ["Oplichters! Waardeloze winkel, nooit meer.", "Kijk op https://example.com voor meer."]
    )
    def test_never_for_an_opinion_or_a_link(self, now, stars, text):
        assert reviews.review(at=now, stars=stars, text=text).is_public

    def test_gives_the_writer_reasons_and_tells_the_shop_nothing(self, now):
        shop = reviews.inviting_shop(owner=members.user())
        review = reviews.review(of=shop, at=now, text=WITH_NUMBER)
        assert (letters("review_held"), letters("review_published"), letters("new_review")) == (1, 0, 0)
        letter = SentLetter.objects.get(letter="reviews/review_held")
        for part in ("06-12345678", "Noemt persoonsgegevens", "een computer", "bezwaar", review.manage_token):
            assert part in letter.text

    def test_also_for_what_a_photo_is_said_to_show(self, now):
        sent = reviews.sent_invitation(at=now)
        photo = reviews.photo(of=sent, at=now)
        ReviewPhoto.objects.filter(pk=photo.pk).update(alt="Mijn nummer: 06-12345678")
        review = Review.publish(sent, reviews.opinion(), actor="test", at=now)
        assert (review.state, review.held_by_rule) == (State.HELD, "phone")
        assert letters("review_held") == 1
        assert "06-12345678" in SentLetter.objects.get(letter="reviews/review_held").text


class TestEdit:
    def test_brings_it_back_at_once_when_the_words_are_gone(self, now):
        owner = members.user()
        review = reviews.review(of=reviews.inviting_shop(owner=owner), at=now, text=WITH_NUMBER)
        review.edit(reviews.opinion(text=WITHOUT), actor="visitor", at=now + timedelta(hours=1))
        assert (review.state, review.grounds, review.held_at, review.held_by_rule) == (State.EDITED, "", None, "")
        assert Rating.objects.get(shop=review.shop).count == 1
        assert (letters("review_published"), letters("new_review")) == (1, 1)

    def test_keeps_it_held_while_they_are_there(self, now):
        review = reviews.review(at=now, text=WITH_NUMBER)
        review.edit(reviews.opinion(text=f"{WITH_NUMBER} Echt."), actor="visitor", at=now)
        assert (review.state, review.held_by_rule) == (State.HELD, "phone")

    def test_holds_one_that_was_public(self, now):
        review = reviews.review(at=now)
        review.edit(reviews.opinion(text=WITH_NUMBER), actor="visitor", at=now + timedelta(days=1))
        assert review.state == State.HELD
        assert Rating.objects.get(shop=review.shop).count == 0
        assert letters("review_held") == 1

    def test_does_not_free_what_a_person_held(self, now):
        review = reviews.review(at=now)
        review.hold("UNLAWFUL", actor="user:1", at=now)
        review.edit(reviews.opinion(text=WITHOUT), actor="visitor", at=now)
        assert (review.state, review.grounds, review.text) == (State.HELD, "UNLAWFUL", WITHOUT)
        assert letters("review_held") == 0

    def test_does_not_bring_back_what_was_removed(self, now):
        review = reviews.review(at=now)
        review.remove("INSULT", actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            review.edit(reviews.opinion(text=WITHOUT), actor="visitor", at=now)


class TestRelease:
    def test_by_a_person_puts_it_online_and_says_so_once(self, now):
        review = reviews.review(of=reviews.inviting_shop(owner=members.user()), at=now, text=WITH_NUMBER)
        review.release(actor="user:1", at=now)
        assert (review.state, review.held_by_rule) == (State.PUBLISHED, "")
        review.edit(reviews.opinion(text=WITHOUT), actor="visitor", at=now)
        assert (letters("review_published"), letters("new_review")) == (1, 1)
