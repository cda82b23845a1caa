"""What becomes of an invitation's letter is seen on the invitation, and heeded."""

from datetime import timedelta

import pytest

from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain, record
from keurmerk.schedule import EVERY
from reviews.asking import ask_all
from reviews.models import Invitation, LetterText, OptOut
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(now):
    invitation = reviews.sent_invitation(at=now)
    ask_all(LetterText.Letter.INVITATION, [invitation], at=now)
    return invitation


def hear(news, now):
    letter = SentLetter.objects.get(letter="reviews/invitation")
    record(news, subject=letter, actor="postmark", at=now, payload={"letter": letter.letter, "about": letter.about})
    drain()


def fresh(invitation):
    return Invitation.objects.get(pk=invitation.pk)


class TestBounce:
    @pytest.mark.parametrize("news", ["letter.bounced", "letter.refused"])
    def test_is_noted_once_and_nobody_is_reminded(self, asked, now, news):
        hear(news, now)
        hear(news, now + timedelta(days=1))
        assert fresh(asked).bounced_at == now
        assert Event.objects.filter(name="invitation.bounced").count() == 1
        assert EVERY["reviews.remind"].run(now + timedelta(days=8)) == 0
        assert not SentLetter.objects.filter(letter="reviews/reminder").exists()


class TestRefusal:
    @pytest.mark.parametrize("news", ["letter.complained", "letter.unsubscribed"])
    def test_goes_for_every_shop_and_nobody_is_reminded(self, asked, now, news):
        hear(news, now)
        assert OptOut.objects.get().shop is None
        assert EVERY["reviews.remind"].run(now + timedelta(days=8)) == 0
        again = reviews.invitation(at=now, email=asked.email)
        assert again.reason == Invitation.Reason.OPTED_OUT


def test_a_letter_about_something_else_moves_no_invitation(asked, now):
    SentLetter.objects.update(about=f"reviews.review:{asked.pk}")
    hear("letter.bounced", now)
    assert fresh(asked).bounced_at is None
