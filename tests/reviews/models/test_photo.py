"""Photos wait with a draft, and go with the review: or they are gone, files and all."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from keurmerk.models import Delivery
from keurmerk.outbox import drain
from keurmerk.schedule import EVERY
from reviews.models import Review, ReviewPhoto
from tests.factories import reviews

pytestmark = pytest.mark.django_db


def files(photo: ReviewPhoto) -> list[bool]:
    return [default_storage.exists(photo.path(size)) for size in ("large", "small")]


class TestTake:
    def test_keeps_both_files_under_a_name_that_nobody_can_guess(self, now):
        photo = reviews.photo(of=reviews.sent_invitation(at=now), at=now)
        assert files(photo) == [True, True]
        assert len(photo.name) > 40

    def test_waits_with_one_draft_by_the_database(self, now):
        photo = reviews.photo(of=reviews.sent_invitation(at=now), at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewPhoto.objects.filter(pk=photo.pk).update(expires_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewPhoto.objects.filter(pk=photo.pk).update(invitation=None)


class TestPublished:
    def test_belongs_to_its_review(self, now):
        invitation = reviews.sent_invitation(at=now)
        photo = reviews.photo(of=invitation, at=now)
        review = Review.publish(invitation, reviews.opinion(), actor="visitor", at=now)
        assert list(review.photos.shown()) == [photo]
        photo.refresh_from_db()
        assert (photo.invitation, photo.expires_at) == (None, None)

    def test_that_is_added_later_is_shown_with_the_change(self, now):
        review = reviews.review(at=now)
        photo = reviews.photo(of=review, at=now)
        assert not review.photos.shown()
        review.edit(reviews.opinion(), actor="visitor", at=now)
        assert list(review.photos.shown()) == [photo]

    @pytest.mark.rule("PA")
    def test_goes_with_its_review(self, now):
        review = reviews.review(at=now)
        photo = reviews.photo(of=review, at=now)
        review.edit(reviews.opinion(), actor="visitor", at=now)
        review.remove_by_author(actor="visitor", at=now)
        drain()
        assert not ReviewPhoto.objects.exists()
        assert files(photo) == [False, False]


class TestForgotten:
    def test_when_its_draft_never_became_a_review(self, now):
        photo = reviews.photo(of=reviews.sent_invitation(at=now), at=now)
        sweep = EVERY["reviews.forget_loose_photos"]
        assert sweep.run(now + timedelta(days=89)) == 0
        assert sweep.run(now + timedelta(days=91)) == 1
        drain()
        assert files(photo) == [False, False]

    def test_twice_is_no_error(self, now):
        photo = reviews.photo(of=reviews.sent_invitation(at=now), at=now)
        default_storage.delete(photo.path("small"))
        photo.discard(actor="test", at=now)
        drain()
        assert not Delivery.objects.filter(done_at=None).exists()
