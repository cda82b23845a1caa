"""Letters leave on their day, to who may have them, with a way out."""

from datetime import timedelta

import pytest

from keurmerk.models import SentLetter
from keurmerk.schedule import EVERY
from reviews.models import Invitation
from tests.factories import reviews

pytestmark = pytest.mark.django_db


def run(name: str, at) -> int:
    return EVERY[f"reviews.{name}"].run(at)


class TestSendInvitations:
    def test_waits_for_the_day(self, now):
        reviews.invitation(at=now, delay_days=3)
        assert run("send_invitations", now + timedelta(days=2)) == 0
        assert run("send_invitations", now + timedelta(days=3)) == 1
        assert SentLetter.objects.get().letter == "reviews/invitation"

    def test_writes_a_letter_with_one_link_per_star_and_one_click_to_refuse(self, now):
        invitation = reviews.invitation(at=now, delay_days=0)
        run("send_invitations", now)
        letter = SentLetter.objects.get()
        for stars in range(1, 6):
            assert f"/r/{invitation.token}/?stars={stars}" in letter.text
        assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert letter.headers["List-Unsubscribe"].strip("<>").removesuffix("click/") in letter.text
        assert "Fietsgoed via" in letter.sender

    def test_writes_english_with_english_links(self, now):
        invitation = reviews.invitation(at=now, delay_days=0, language="en")
        run("send_invitations", now)
        letter = SentLetter.objects.get()
        assert letter.subject == "How was your order from Fietsgoed?"
        assert f"/en/r/{invitation.token}/" in letter.text

    def test_invites_once_however_often_it_runs(self, now):
        reviews.invitation(at=now, delay_days=0)
        for _ in range(3):
            run("send_invitations", now)
        assert SentLetter.objects.count() == 1

    def test_suppresses_without_a_letter_and_goes_on(self, now):
        first = reviews.invitation(at=now, delay_days=0)
        reviews.invitation(of=first.shop, at=now, delay_days=0, email=first.email)
        assert run("send_invitations", now) == 2
        assert SentLetter.objects.count() == 1


class TestRemind:
    def test_asks_once_more_after_a_week(self, now):
        reviews.sent_invitation(at=now)
        assert run("remind", now + timedelta(days=6)) == 0
        assert run("remind", now + timedelta(days=7)) == 1
        assert run("remind", now + timedelta(days=30)) == 0
        assert SentLetter.objects.get().letter == "reviews/reminder"

    def test_is_silent_after_a_review(self, now):
        reviews.review(at=now)
        assert run("remind", now + timedelta(days=7)) == 0


class TestExpireInvitations:
    def test_ends_links_after_ninety_days(self, now):
        reviews.sent_invitation(at=now)
        assert run("expire_invitations", now + timedelta(days=89)) == 0
        assert run("expire_invitations", now + timedelta(days=90)) == 1
        assert Invitation.objects.get().state == Invitation.State.EXPIRED
