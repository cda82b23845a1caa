"""What a writer took back, or a buyer refused, is done again when a backup from before is put back (reading A24)."""

from datetime import timedelta

import pytest

from keurmerk import erasures
from keurmerk.outbox import drain
from reviews.models import OptOut, Review, ReviewPhoto
from tests.factories import reviews

pytestmark = pytest.mark.django_db


def listed(settings) -> list[tuple]:
    return [(facts["kind"], facts.get("number")) for facts in erasures.remembered(settings.ERASURE_LIST)]


def again(settings, now) -> int:
    return erasures.apply(settings.ERASURE_LIST, now=now)


class TestReview:
    @pytest.mark.rule("PA review: retention")
    def test_that_was_removed_is_put_on_the_list_and_removed_again(self, settings, now):
        removed, restored = reviews.review(at=now), reviews.review(at=now)
        removed.remove_by_author(actor="visitor", at=now)
        drain()
        assert listed(settings) == [("review", removed.pk)]
        settings.ERASURE_LIST.write_text(settings.ERASURE_LIST.read_text().replace(str(removed.pk), str(restored.pk)))
        assert again(settings, now + timedelta(days=1)) == 1
        restored.refresh_from_db()
        assert (restored.state, restored.text, restored.email) == (Review.State.REMOVED_BY_AUTHOR, "", "")
        assert again(settings, now + timedelta(days=1)) == 0

    def test_of_a_product_too(self, settings, now):
        review = reviews.product_review(at=now)
        erasures.remember("product_review", at=now, number=review.pk)
        assert again(settings, now) == 1
        review.refresh_from_db()
        assert (review.state, review.text) == (review.State.REMOVED_BY_AUTHOR, "")

    def test_that_only_has_the_number_of_one_from_before_is_left_alone(self, settings, now):
        later = reviews.review(at=now)
        erasures.remember("review", at=now - timedelta(days=1), number=later.pk)
        assert again(settings, now) == 0
        later.refresh_from_db()
        assert later.text

    def test_that_the_backup_never_had_is_no_trouble(self, settings, now):
        erasures.remember("review", at=now, number=999_999)
        assert again(settings, now) == 0


class TestPhoto:
    def test_that_was_taken_away_goes_again(self, settings, now):
        review = reviews.review(at=now)
        photo = reviews.photo(of=review, at=now)
        erasures.remember("review_photo", at=now, number=photo.pk)
        assert again(settings, now) == 1
        assert not ReviewPhoto.objects.exists()


class TestRefusal:
    @pytest.mark.parametrize("everywhere", [True, False])
    def test_of_invitations_holds_again(self, settings, now, everywhere):
        invitation = reviews.sent_invitation(at=now)
        invitation.opt_out(everywhere=everywhere, at=now)
        invitation.opt_out(everywhere=everywhere, at=now)
        drain()
        assert listed(settings) == [("opt_out", None)]
        assert invitation.email not in settings.ERASURE_LIST.read_text()
        OptOut.objects.all().delete()
        assert again(settings, now) == 1
        assert OptOut.objects.covers(invitation.shop_id, invitation.email_hash)
        assert again(settings, now) == 0

    def test_that_was_taken_back_does_not(self, settings, now):
        invitation = reviews.sent_invitation(at=now)
        invitation.opt_out(everywhere=True, at=now)
        drain()
        invitation.opt_in_again(at=now + timedelta(minutes=5))
        drain()
        again(settings, now)
        assert not OptOut.objects.exists()

    def test_of_a_shop_that_the_backup_never_had_is_no_trouble(self, settings, now):
        erasures.remember("opt_out", at=now, email_hash="a" * 64, shop=999_999)
        assert again(settings, now) == 0
