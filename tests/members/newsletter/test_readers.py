"""The mailing list follows the memberships: who joins, who leaves, and what happens when the list says no."""

import logging

import pytest

from keurmerk import outbox
from keurmerk.models import Delivery
from members import reactions
from members.models import Membership
from members.newsletter import Reader, Refused, Unavailable
from tests.factories import members
from tests.peers import mailchimp

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PA newsletter")]


class Pretend:
    """A list in memory, which says no when it is told to."""

    def __init__(self) -> None:
        self.readers: dict[str, Reader] = {}
        self.fault: Exception | None = None

    def welcome(self, reader: Reader) -> None:
        self.answer()
        self.readers[reader.email] = reader

    def part(self, email: str) -> None:
        self.answer()
        self.readers.pop(email, None)

    def answer(self) -> None:
        if self.fault:
            raise self.fault


@pytest.fixture
def pretend(monkeypatch):
    made = Pretend()
    monkeypatch.setattr(reactions, "provider", lambda: made)
    return made


@pytest.fixture
def peer(settings):
    made = mailchimp.Mailchimp()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_LIST = mailchimp.KEY, mailchimp.LIST
    settings.MAILCHIMP_API_URL = made.url
    yield made
    made.close()


@pytest.fixture
def anna():
    return members.user(email="anna@example.com", name="Anna de Vries", language="en")


class TestReaders:
    def test_are_the_owners_from_the_establishment_on(self, pretend, anna, now):
        members.aspirant_shop(owner=anna, at=now)
        outbox.drain()
        assert list(pretend.readers.values()) == [Reader("anna@example.com", "Anna de Vries", "en", ("aspirant",))]

    def test_are_known_as_full_members_after_the_promotion(self, pretend, anna, now):
        members.full_shop(owner=anna, at=now)
        outbox.drain()
        assert pretend.readers["anna@example.com"].tags == ("full",)

    def test_leave_when_the_membership_ends(self, pretend, anna, now):
        shop = members.full_shop(owner=anna, at=now)
        outbox.drain()
        shop.membership.end(actor="test", at=now, reason="13.5")
        outbox.drain()
        assert pretend.readers == {}

    def test_stay_for_another_company_of_theirs(self, pretend, anna, now):
        first = members.full_shop(owner=anna, at=now)
        members.full_shop(owner=anna, at=now)
        first.membership.end(actor="test", at=now, reason="13.5")
        outbox.drain()
        assert list(pretend.readers) == ["anna@example.com"]

    def test_are_not_called_back_by_news_that_comes_late(self, pretend, anna, now):
        shop = members.full_shop(owner=anna, at=now)
        shop.membership.end(actor="test", at=now, reason="13.5")
        outbox.drain()
        assert pretend.readers == {}


class TestNo:
    def test_is_final_and_names_nobody(self, pretend, anna, now, caplog):
        pretend.fault = Refused("anna@example.com unsubscribed")
        with caplog.at_level(logging.INFO):
            members.aspirant_shop(owner=anna, at=now)
            outbox.drain()
        assert not Delivery.objects.filter(done_at=None).exists()
        assert str(Membership.objects.get().pk) in caplog.text
        assert "anna" not in caplog.text.lower()

    def test_for_now_is_told_again_later(self, pretend, anna, now):
        pretend.fault = Unavailable()
        members.aspirant_shop(owner=anna, at=now)
        outbox.drain()
        waiting = Delivery.objects.get(done_at=None)
        assert (waiting.reaction, waiting.last_error) == ("members.reactions.keep_informed", "Unavailable")
        pretend.fault = None
        Delivery.objects.filter(pk=waiting.pk).update(next_attempt_at=waiting.event.happened_at)
        outbox.drain()
        assert list(pretend.readers) == ["anna@example.com"]


class TestMailchimp:
    def test_follows_a_membership_from_begin_to_end(self, peer, anna, now):
        shop = members.full_shop(owner=anna, at=now)
        outbox.drain()
        [reader] = peer.members.values()
        assert (reader["status"], reader["language"], reader["tags"]) == ("subscribed", "en", {"full"})
        shop.membership.end(actor="test", at=now, reason="13.5")
        outbox.drain()
        assert peer.members == {}
        assert peer.refusals == []

    @pytest.mark.parametrize("fault", ["429", "500", "drop-before"])
    def test_that_is_busy_or_broken_is_asked_again(self, peer, anna, now, fault):
        peer.misbehaviour = [fault]
        members.aspirant_shop(owner=anna, at=now)
        outbox.drain()
        waiting = Delivery.objects.filter(done_at=None)
        assert [each.reaction for each in waiting] == ["members.reactions.keep_informed"]
        waiting.update(next_attempt_at=now.replace(year=2020))
        outbox.drain()
        assert len(peer.members) == 1
