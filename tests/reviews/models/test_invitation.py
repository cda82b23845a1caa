"""From order to request: on its day, once, and only to who may be asked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import suppress
from keurmerk.models import Event
from keurmerk.outbox import drain
from reviews import terms
from reviews.models import AlreadyInvited, Invitation, OptOut, Review
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
State, Reason = Invitation.State, Invitation.Reason


class TestSchedule:
    def test_counts_the_delay_from_the_moment_the_order_came_in(self, now):
        invitation = reviews.invitation(at=now, delay_days=3)
        assert (invitation.state, invitation.send_at) == (State.SCHEDULED, now + timedelta(days=3))

    def test_tells_no_personal_facts_in_the_event(self, now):
        reviews.invitation(at=now, email="sanne@example.com")
        assert "sanne" not in str(Event.objects.get(name="invitation.scheduled").payload)

    @pytest.mark.rule("18.2")
    def test_holds_orders_until_the_sharing_clause_is_found(self, now):
        shop = members.full_shop()
        invitation = reviews.invitation(of=shop, at=now)
        assert (invitation.state, invitation.reason) == (State.HELD, Reason.NO_CLAUSE)
        shop.note_sharing_clause(actor="user:1", at=now)
        drain()
        invitation.refresh_from_db()
        assert (invitation.state, invitation.reason) == (State.SCHEDULED, "")

    @pytest.mark.rule("18.2")
    def test_sends_what_was_held_too_long_on_the_day_of_its_release(self, now):
        shop = members.full_shop()
        invitation = reviews.invitation(of=shop, at=now, delay_days=1)
        shop.note_sharing_clause(actor="user:1", at=now + timedelta(days=20))
        drain()
        invitation.refresh_from_db()
        assert invitation.send_at == now + timedelta(days=20)

    def test_refuses_the_same_order_of_the_same_address_in_any_spelling(self, now):
        shop = reviews.inviting_shop()
        reviews.invitation(of=shop, at=now, email="sanne@example.com", number="1")
        with pytest.raises(AlreadyInvited):
            reviews.invitation(of=shop, at=now, email="Sanne@Example.com", number="1")

    def test_finds_the_duplicate_after_the_address_is_erased(self, now):
        first = reviews.invitation(at=now, email="sanne@example.com", number="1")
        Invitation.objects.filter(pk=first.pk).update(email="", customer_name="")
        with pytest.raises(AlreadyInvited):
            reviews.invitation(of=first.shop, at=now, email="sanne@example.com", number="1")

    def test_takes_orders_without_a_number_more_than_once(self, now):
        first = reviews.invitation(at=now, email="sanne@example.com", number="")
        reviews.invitation(of=first.shop, at=now, email="sanne@example.com", number="")
        assert Invitation.objects.count() == 2

    def test_keeps_who_opted_out_on_record_without_inviting(self, now):
        first = reviews.sent_invitation(at=now)
        first.opt_out(everywhere=True, at=now)
        again = reviews.invitation(at=now, email=first.email)
        assert (again.state, again.reason) == (State.SUPPRESSED, Reason.OPTED_OUT)

    def test_leaves_the_other_shops_alone_when_one_is_refused(self, now):
        first = reviews.sent_invitation(at=now)
        first.opt_out(everywhere=False, at=now)
        assert reviews.invitation(at=now, email=first.email).state == State.SCHEDULED

    def test_waits_at_most_ninety_days_by_the_database(self, now):
        invitation = reviews.invitation(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=invitation.pk).update(delay_days=91)


class TestMarkSent:
    def test_gives_the_link_ninety_days(self, now):
        invitation = reviews.sent_invitation(at=now)
        assert invitation.expires_at == now + timedelta(days=90)
        assert invitation.is_open(now + timedelta(days=89))
        assert not invitation.is_open(now + timedelta(days=90))

    def test_mails_an_address_once_in_thirty_days(self, now):
        first = reviews.sent_invitation(at=now)
        second = reviews.invitation(of=first.shop, at=now, email=first.email)
        assert not second.mark_sent(actor="clock", at=now + timedelta(days=29))
        assert (second.state, second.reason) == (State.SUPPRESSED, Reason.FREQUENCY)

    def test_mails_an_address_again_after_thirty_days(self, now):
        first = reviews.sent_invitation(at=now)
        second = reviews.invitation(of=first.shop, at=now, email=first.email)
        assert second.mark_sent(actor="clock", at=now + timedelta(days=31))

    @pytest.mark.rule("14.1")
    def test_sends_nothing_for_a_suspended_shop(self, now):
        invitation = reviews.invitation(at=now)
        invitation.shop.membership.suspend(actor="test", at=now, reason="unpaid")
        invitation = Invitation.objects.scheduled().get()
        assert not invitation.mark_sent(actor="clock", at=now)
        assert invitation.reason == Reason.NO_STANDING

    def test_sends_nothing_to_an_address_that_bounced(self, now):
        invitation = reviews.invitation(at=now)
        suppress(invitation.email, reason="HardBounce", at=now)
        assert not invitation.mark_sent(actor="clock", at=now)
        assert invitation.reason == Reason.UNREACHABLE

    def test_loses_a_race_with_the_shop_that_cancels(self, now):
        invitation = reviews.invitation(at=now)
        stale = Invitation.objects.get(pk=invitation.pk)
        invitation.cancel(actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            stale.mark_sent(actor="clock", at=now)


class TestExpire:
    def test_ends_the_link_and_forgets_the_draft(self, now):
        invitation = reviews.sent_invitation(at=now)
        invitation.keep_draft({"text": "Half a rev"})
        invitation.expire(actor="clock", at=now + timedelta(days=90))
        invitation.refresh_from_db()
        assert (invitation.state, invitation.draft) == (State.EXPIRED, None)

    def test_gives_up_what_was_never_released(self, now):
        invitation = reviews.invitation(of=members.full_shop(), at=now)
        invitation.expire(actor="clock", at=now + timedelta(days=97))
        assert (invitation.state, invitation.reason) == (State.SUPPRESSED, Reason.NO_CLAUSE)


class TestUse:
    def test_spends_the_link(self, now):
        invitation = reviews.sent_invitation(at=now)
        Review.publish(invitation, reviews.opinion(), actor="visitor", at=now)
        with pytest.raises(IllegalMove):
            Review.publish(Invitation.objects.get(), reviews.opinion(), actor="visitor", at=now)
        assert Review.objects.count() == 1

    def test_never_happens_before_it_was_sent(self, now):
        with pytest.raises(IllegalMove):
            Review.publish(reviews.invitation(at=now), reviews.opinion(), actor="visitor", at=now)


class TestOptOut:
    def test_ends_the_reminder(self, now):
        invitation = reviews.sent_invitation(at=now)
        invitation.opt_out(everywhere=False, at=now)
        assert not Invitation.objects.unreminded().exists()
        assert OptOut.objects.count() == 1


class TestForgetGuard:
    @pytest.mark.rule("PA")
    def test_lets_go_of_hash_and_order_number_after_three_years(self, now):
        invitation = reviews.invitation(at=now)
        later = now + timedelta(days=31 * terms.GUARD_MONTHS)
        assert Invitation.forget_guard(later) == 1
        invitation.refresh_from_db()
        assert (invitation.email, invitation.order_number) == ("", "")
        assert Invitation.forget_guard(later) == 0
