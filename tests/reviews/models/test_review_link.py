"""A link of a shop that anyone may use: it can be replaced, and takes so many forms a day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from reviews import terms
from reviews.models import AlreadyInvited, Invitation, LinkClosed, Review, ReviewLink
from tests.factories import members, reviews
from tests.reviews.models.test_rating import at_once


@pytest.mark.django_db
class TestReviewLink:
    def test_works_until_it_is_withdrawn(self, now):
        link = reviews.review_link(at=now)
        assert link.is_open(now)
        link.revoke(actor="user:1", at=now)
        link.revoke(actor="user:1", at=now)
        assert not ReviewLink.objects.get(pk=link.pk).is_open(now)
        assert Event.objects.filter(name="review_link.revoked").count() == 1

    def test_gets_a_new_address_under_the_same_name(self, now):
        old = reviews.review_link(at=now, name="Toonbank")
        new = old.rotate(actor="user:1", at=now)
        assert (new.name, new.place) == (old.name, old.place)
        assert new.token != old.token
        assert [each.pk for each in ReviewLink.objects.working()] == [new.pk]

    @pytest.mark.rule("10.1")
    def test_works_only_with_the_mark(self, now):
        link = reviews.review_link(of=members.shop(), at=now)
        assert not link.is_open(now)
        with pytest.raises(LinkClosed):
            link.note_written(at=now)

    def test_has_a_name_once_per_shop(self, now):
        link = reviews.review_link(at=now, name="Toonbank")
        with pytest.raises(IntegrityError), transaction.atomic():
            reviews.review_link(of=link.shop, at=now, name="Toonbank")

    def test_counts_what_is_opened_and_written(self, now):
        link = reviews.review_link(at=now)
        link.note_opened()
        link.note_opened()
        link.note_written(at=now)
        link.refresh_from_db()
        assert (link.opened, link.written) == (2, 1)

    def test_takes_so_many_a_day_and_more_tomorrow(self, now):
        link = reviews.review_link(at=now)
        for _ in range(terms.MOST_WRITTEN_PER_DAY):
            link.note_written(at=now)
        with pytest.raises(LinkClosed):
            link.note_written(at=now)
        link.note_written(at=now + timedelta(days=1))
        assert ReviewLink.objects.get().written == terms.MOST_WRITTEN_PER_DAY + 1


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_take_the_last_place_once(self, now):
        link = reviews.review_link(at=now)
        for _ in range(terms.MOST_WRITTEN_PER_DAY - 1):
            link.note_written(at=now)

        def write(_):
            try:
                ReviewLink.objects.get(pk=link.pk).note_written(at=now)
            except LinkClosed:
                return False
            return True

        assert at_once(write, range(6)).count(True) == 1


ORDER = {"number": "4711", "email": "sanne@example.com", "way": "STORE", "language": "nl", "actor": "user:1"}


@pytest.mark.django_db
class TestHandOver:
    def test_makes_a_link_that_works_at_once_and_sends_nothing(self, now):
        invitation = Invitation.hand_over(reviews.inviting_shop(), **ORDER, at=now)
        assert invitation.is_open(now)
        assert (invitation.sent_at, invitation.reminder_due_at) == (now, None)
        assert Event.objects.get(name="invitation.handed_over").payload["way"] == "STORE"

    @pytest.mark.parametrize(("way", "origin"), [("STORE", "STORE"), ("LINK", "LINK")])
    @pytest.mark.rule("9.1")
    def test_makes_a_verified_review_labelled_by_where_it_was_written(self, now, way, origin):
        invitation = Invitation.hand_over(reviews.inviting_shop(), **{**ORDER, "way": way}, at=now)
        review = Review.publish(invitation, reviews.opinion(), actor="visitor", at=now)
        assert (review.origin, review.verified) == (origin, True)
        with pytest.raises(IllegalMove):
            Review.publish(Invitation.objects.get(), reviews.opinion(), actor="visitor", at=now)

    def test_is_refused_for_an_order_that_was_reported(self, now):
        shop = reviews.inviting_shop()
        reviews.invitation(of=shop, at=now, number="4711", email="somebody@example.com")
        with pytest.raises(AlreadyInvited):
            Invitation.hand_over(shop, **ORDER, at=now)

    def test_keeps_a_plugin_from_inviting_for_the_same_order(self, now):
        shop = reviews.inviting_shop()
        Invitation.hand_over(shop, **ORDER, at=now)
        with pytest.raises(AlreadyInvited):
            reviews.invitation(of=shop, at=now, number="4711", email="sanne@example.com")

    def test_uses_up_no_mail_of_the_thirty_days(self, now):
        shop = reviews.inviting_shop()
        Invitation.hand_over(shop, **ORDER, at=now)
        again = reviews.invitation(of=shop, at=now, email="sanne@example.com", delay_days=0)
        assert again.mark_sent(actor="clock", at=now)

    @pytest.mark.rule("18.2")
    def test_waits_for_the_clause(self, now):
        with pytest.raises(IllegalMove):
            Invitation.hand_over(members.full_shop(), **ORDER, at=now)
