"""A letter whose hand-over was cut off in the sandbox, where nobody can be asked and nothing left the machine."""

from datetime import timedelta

import pytest

from keurmerk import clock
from keurmerk.mail import post
from keurmerk.models import SentLetter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(now):
    return SentLetter.objects.create(
        letter="test/hello", about="test:1", to="anna@example.com", language="nl",
        queued_at=now, next_attempt_at=clock.real(),
    )  # fmt: skip


def cut_off(seconds_ago):
    post._claim()  # and then the worker is killed
    SentLetter.objects.update(claimed_at=clock.real() - timedelta(seconds=seconds_ago))


class TestLookUp:
    def test_sends_at_once_what_was_cut_off_a_moment_ago(self, letter, now):
        cut_off(seconds_ago=16)
        assert post.look_up_unanswered(now=now) == 1
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == ("SENT", 2)

    def test_leaves_alone_what_may_be_under_way(self, letter, now):
        cut_off(seconds_ago=10)
        assert post.look_up_unanswered(now=now) == 0
        letter.refresh_from_db()
        assert letter.state == "SENDING"
