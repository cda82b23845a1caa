"""Many invitations at once get the verdict that each would get alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import suppress
from keurmerk.models import Event, SentLetter
from reviews.jobs import SEND
from reviews.models import Invitation, OptOut
from reviews.models.departure import mark_all_sent
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
State, Reason = Invitation.State, Invitation.Reason


def ready():
    return list(Invitation.objects.leaving().order_by("pk"))


def crowd(now):
    """A few of every kind, over two shops."""
    shop, other = reviews.inviting_shop(), reviews.inviting_shop()
    made = [reviews.invitation(of=each, at=now, delay_days=0) for each in (shop, other, shop)]
    made.append(reviews.invitation(of=shop, at=now, delay_days=0, email=made[0].email))  # the same buyer again
    made.append(reviews.invitation(of=other, at=now, delay_days=0, email=made[0].email))  # in another shop
    refuser = reviews.invitation(of=shop, at=now, delay_days=0)
    OptOut.note(refuser.email_hash, shop=None, at=now)
    bouncer = reviews.invitation(of=shop, at=now, delay_days=0)
    suppress(bouncer.email, reason="HardBounce", at=now)
    lately = reviews.sent_invitation(of=shop, at=now - timedelta(days=3))
    too_soon = reviews.invitation(of=shop, at=now, delay_days=0, email=lately.email)
    suspended = reviews.invitation(at=now, delay_days=0)
    suspended.shop.membership.suspend(actor="test", at=now, reason="unpaid")
    return [*made, refuser, bouncer, too_soon, suspended]


class TestMarkAllSent:
    def test_says_of_each_what_it_would_say_of_it_alone(self, now):
        alone = []
        for made in crowd(now):
            invitation = Invitation.objects.scheduled().get(pk=made.pk)
            invitation.mark_sent(actor="clock", at=now)
            alone.append((invitation.state, invitation.reason))
        at_once = crowd(now)
        mark_all_sent(ready(), actor="clock", at=now)
        assert [(each.state, each.reason) for each in map(fresh, at_once)] == alone
        assert {reason for _, reason in alone} == {
            "", Reason.OPTED_OUT, Reason.UNREACHABLE, Reason.FREQUENCY, Reason.NO_STANDING,
        }  # fmt: skip

    def test_gives_back_those_whose_letter_is_to_be_written(self, now):
        crowd(now)
        assert {each.pk for each in mark_all_sent(ready(), actor="clock", at=now)} == set(
            Invitation.objects.filter(state=State.SENT, sent_at=now).values_list("pk", flat=True)
        )

    def test_tells_of_each_what_mark_sent_would_tell(self, now):
        one, two = reviews.invitation(at=now), reviews.invitation(at=now)
        assert fresh(one).mark_sent(actor="clock", at=now)
        mark_all_sent(ready(), actor="clock", at=now)
        told = {
            event.subject_id: (event.actor, event.happened_at, {**event.payload, "shop": 0})
            for event in Event.objects.filter(name="invitation.sent")
        }
        assert told[one.pk] == told[two.pk]
        for moment in ("sent_at", "expires_at", "reminder_due_at"):
            assert getattr(fresh(one), moment) == getattr(fresh(two), moment)

    def test_waits_for_the_morning_without_a_word(self, now):
        invitation = reviews.invitation(at=now, delay_days=0)
        night = now.replace(hour=23)
        assert mark_all_sent(ready(), actor="clock", at=night) == []
        assert fresh(invitation).send_at == (now + timedelta(days=1)).replace(hour=8)
        assert not Event.objects.filter(name="invitation.sent").exists()

    def test_sends_nothing_without_the_sharing_clause(self, now):
        invitation = reviews.invitation(at=now)
        invitation.shop.sharing_clause_found_at = None
        invitation.shop.save()
        assert mark_all_sent(ready(), actor="clock", at=now) == []
        assert fresh(invitation).reason == Reason.NO_CLAUSE

    def test_loses_a_race_with_the_shop_that_cancels_one_of_them(self, now):
        reviews.invitation(at=now)
        stale = ready()
        fresh(stale[0]).cancel(actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            mark_all_sent(stale, actor="clock", at=now)

    def test_asks_the_database_as_much_for_twenty_as_for_two(self, now):
        counts = []
        for number in (2, 20):
            shop = reviews.inviting_shop()
            for _ in range(number):
                reviews.invitation(of=shop, at=now)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                mark_all_sent(ready(), actor="clock", at=now)
            counts.append(len(asked))
        assert counts[0] == counts[1] < 20


def fresh(invitation):
    return Invitation.objects.get(pk=invitation.pk)


class TestSweep:
    def test_writes_a_letter_to_every_buyer_that_may_be_asked(self, now):
        crowd(now)
        SEND.run(now)
        asked = set(Invitation.objects.filter(state=State.SENT, sent_at=now).values_list("email", flat=True))
        assert set(SentLetter.objects.values_list("to", flat=True)) == asked

    def test_keeps_no_invitation_without_its_letter_when_a_batch_fails(self, now, monkeypatch):
        invitations = [reviews.invitation(at=now, delay_days=0) for _ in range(3)]
        ask_all = __import__("reviews.jobs").jobs.ask_all

        def fails(letter, asked, *, at):
            ask_all(letter, asked, at=at)
            if any(each.pk == invitations[1].pk for each in asked):
                raise RuntimeError

        monkeypatch.setattr("reviews.jobs.ask_all", fails)
        assert SEND.run(now) == 2
        assert [fresh(each).state for each in invitations] == [State.SENT, State.SCHEDULED, State.SENT]
        assert SentLetter.objects.count() == 2

    def test_costs_as_many_statements_for_twenty_letters_as_for_five(self, now):
        counts = []
        for number in (1, 5, 20):  # the first makes the mould
            shop = members.full_shop(sharing_clause_found_at=now)
            for _ in range(number):
                reviews.invitation(of=shop, at=now, delay_days=0)
            with CaptureQueriesContext(connection) as asked:
                SEND.run(now)
            counts.append(len(asked))
        assert counts[1] == counts[2] < 35
