"""Many reminders at once: each buyer gets the verdict that would be theirs alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk.mail.suppression import suppress
from keurmerk.models import Event, SentLetter
from reviews.jobs import REMIND
from reviews.models import Invitation, InvitationSettings, OptOut
from tests.factories import reviews

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def fresh(invitation):
    return Invitation.objects.get(pk=invitation.pk)


def reminded():
    return set(SentLetter.objects.filter(letter="reviews/reminder").values_list("to", flat=True))


class TestReminders:
    def test_leave_together_once(self, now):
        shop = reviews.inviting_shop()
        sent = [reviews.sent_invitation(of=each, at=now) for each in (shop, shop, reviews.inviting_shop())]
        assert REMIND.run(now + WEEK) == 3
        assert REMIND.run(now + WEEK) == 0
        assert reminded() == {each.email for each in sent}
        assert {fresh(each).reminded_at for each in sent} == {now + WEEK}
        assert Event.objects.filter(name="invitation.reminded").count() == 3

    def test_pass_over_who_may_not_be_reminded(self, now):
        shop = reviews.inviting_shop()
        sent = {name: reviews.sent_invitation(of=shop, at=now) for name in ("good", "refused", "all", "gone", "erased")}
        OptOut.note(sent["refused"].email_hash, shop=shop, at=now)
        OptOut.note(sent["all"].email_hash, shop=None, at=now)
        suppress(sent["gone"].email, reason="HardBounce", at=now)
        Invitation.objects.filter(pk=sent["erased"].pk).update(email="")
        suspended = reviews.sent_invitation(at=now)
        suspended.shop.membership.suspend(actor="test", at=now, reason="unpaid")
        plain = reviews.inviting_shop()
        quiet = reviews.sent_invitation(of=plain, at=now)
        InvitationSettings.of(plain).choose(
            delay_days=7, reminds=False, first_hour=9, last_hour=20, free_days=[], actor="t", at=now
        )
        assert REMIND.run(now + WEEK) == 7
        assert reminded() == {sent["good"].email}
        for each in [*sent.values(), suspended, quiet]:
            assert fresh(each).reminder_due_at is None
            assert (fresh(each).reminded_at is None) is (each.pk != sent["good"].pk)

    def test_heed_a_refusal_of_one_shop_in_that_shop_alone(self, now):
        one, other = (reviews.sent_invitation(at=now, email="sanne@example.com") for _ in range(2))
        OptOut.note(one.email_hash, shop=one.shop, at=now)
        REMIND.run(now + WEEK)
        assert (fresh(one).reminded_at, fresh(other).reminded_at) == (None, now + WEEK)

    def test_wait_for_the_morning(self, now):
        reviews.sent_invitation(at=now)
        night = now + WEEK + timedelta(hours=14)
        REMIND.run(night)
        assert not reminded()
        due = Invitation.objects.get().reminder_due_at
        assert night < due < night + timedelta(hours=12)
        assert REMIND.run(due) == 1

    def test_never_come_after_the_review(self, now):
        review = reviews.review(at=now)
        REMIND.run(now + WEEK)
        assert review.invitation.email not in reminded()

    def test_cost_as_many_questions_for_forty_as_for_four(self, now):
        shop = reviews.inviting_shop()
        asked = []
        for number in (1, 4, 40):  # the first of all makes the mould of the letter
            for _ in range(number):
                reviews.sent_invitation(of=shop, at=now)
            with CaptureQueriesContext(connection) as captured:
                assert REMIND.run(now + WEEK) == number
            asked.append(len(captured))
        assert asked[1] == asked[2]
