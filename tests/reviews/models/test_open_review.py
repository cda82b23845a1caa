"""Without an invitation a review waits until its address is confirmed: once, within seven days."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.schedule import EVERY
from reviews.models import OpenReview, Rating, Review
from reviews.models.open_review import TooManyLetters
from reviews.models.review import AlreadyWritten
from tests.factories import reviews

pytestmark = pytest.mark.django_db
State = OpenReview.State


class TestSend:
    def test_publishes_nothing_and_asks_the_address(self, now):
        waiting = reviews.open_review(at=now, email="sanne@example.com")
        drain()
        assert not Review.objects.exists()
        letter = SentLetter.objects.get(letter__startswith="reviews/")
        assert (letter.letter, letter.to) == ("reviews/confirm_review", "sanne@example.com")
        assert "/o/confirm/" in letter.text
        assert waiting.state == State.WAITING

    def test_plagues_nobody(self, now):
        shop = reviews.inviting_shop()
        for _ in range(3):
            reviews.open_review(of=shop, at=now, email="sanne@example.com")
        with pytest.raises(TooManyLetters):
            reviews.open_review(of=shop, at=now, email="Sanne@example.com")
        reviews.open_review(of=shop, at=now + timedelta(days=1, minutes=1), email="sanne@example.com")

    def test_tells_who_wrote_lately_where_that_review_is(self, now):
        first = reviews.open_review(at=now, email="sanne@example.com")
        review = Review.publish_confirmed(first, actor="visitor", at=now)
        second = reviews.open_review(of=first.shop, at=now + timedelta(days=20), email="sanne@example.com")
        drain()
        letter = SentLetter.objects.get(letter="reviews/already_written")
        assert review.manage_token in letter.text
        second.refresh_from_db()
        assert (second.state, second.email, second.draft) == (State.EXPIRED, "", None)


class TestPublishConfirmed:
    def test_is_public_and_labelled_and_outside_the_score(self, now):
        review = Review.publish_confirmed(reviews.open_review(at=now), actor="visitor", at=now)
        assert (review.is_public, review.verified, review.origin) == (True, False, "OPEN")
        rating = Rating.objects.get(shop=review.shop)
        assert (rating.count, rating.public_count) == (0, 1)

    def test_keeps_the_words_that_its_writer_agreed_to(self, now):
        assert (
            Review.publish_confirmed(reviews.open_review(at=now), actor="visitor", at=now).consent_version == "2026-11"
        )

    def test_brings_its_photos_along(self, now):
        waiting = reviews.open_review(at=now)
        photo = reviews.photo(of=waiting, at=now)
        review = Review.publish_confirmed(waiting, actor="visitor", at=now)
        assert list(review.photos.shown()) == [photo]

    @pytest.mark.rule("PA")
    def test_leaves_no_second_copy_of_words_and_address(self, now):
        waiting = reviews.open_review(at=now)
        Review.publish_confirmed(waiting, actor="visitor", at=now)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.draft, waiting.email) == (State.CONFIRMED, None, "")
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenReview.objects.filter(pk=waiting.pk).update(email="sanne@example.com")

    def test_works_once(self, now):
        waiting = reviews.open_review(at=now)
        again = OpenReview.objects.get(pk=waiting.pk)
        Review.publish_confirmed(waiting, actor="visitor", at=now)
        with pytest.raises((IllegalMove, AlreadyWritten)):
            Review.publish_confirmed(again, actor="visitor", at=now)
        assert Review.objects.count() == 1

    def test_works_for_seven_days(self, now):
        waiting = reviews.open_review(at=now)
        with pytest.raises(IllegalMove):
            Review.publish_confirmed(waiting, actor="visitor", at=now + timedelta(days=7))
        assert not Review.objects.exists()

    def test_is_once_in_thirty_days_for_each_address_and_shop(self, now):
        waiting = [reviews.open_review(at=now, email="sanne@example.com")]
        shop = waiting[0].shop
        waiting.append(reviews.open_review(of=shop, at=now, email="SANNE@example.com"))
        Review.publish_confirmed(waiting[0], actor="visitor", at=now)
        with pytest.raises(AlreadyWritten):
            Review.publish_confirmed(waiting[1], actor="visitor", at=now + timedelta(days=6))
        elsewhere = reviews.open_review(at=now, email="sanne@example.com")
        later = reviews.open_review(of=shop, at=now + timedelta(days=31), email="sanne@example.com")
        Review.publish_confirmed(elsewhere, actor="visitor", at=now)
        Review.publish_confirmed(later, actor="visitor", at=now + timedelta(days=31))
        assert Review.objects.count() == 3


class TestExpire:
    @pytest.mark.rule("PA")
    def test_takes_words_address_and_photos_after_seven_days(self, now):
        waiting = reviews.open_review(at=now)
        reviews.photo(of=waiting, at=now)
        draft = OpenReview.begin(waiting.shop, origin="STORE", language="en", at=now)
        sweep = EVERY["reviews.forget_unconfirmed"]
        assert sweep.run(now + timedelta(days=6)) == 0
        assert sweep.run(now + timedelta(days=7)) == 2
        waiting.refresh_from_db()
        draft.refresh_from_db()
        assert (waiting.state, waiting.draft, waiting.email, draft.state) == (State.EXPIRED, None, "", State.EXPIRED)
        assert not waiting.photos.exists()
