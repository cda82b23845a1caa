"""Whoever reads a shop's address says that its invitations may come from there; looking says nothing."""

import re
from datetime import timedelta

import pytest

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from reviews.models import Sender
from tests.factories import senders

pytestmark = pytest.mark.django_db


def link() -> str:
    drain()
    letter = SentLetter.objects.filter(letter="reviews/confirm_sender").latest("pk")
    return re.search(r"https?://[^/]+(/\S+)", letter.text)[1]


class TestConfirm:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_is_not_what_opening_the_link_does(self, client, method):
        senders.chosen(at=clock.now(), address="post@a.example")
        answer = getattr(client, method)(link())
        assert answer.status_code == 200
        assert Sender.objects.get().confirmed_at is None

    def test_is_a_click_and_twice_is_once(self, client):
        senders.chosen(at=clock.now(), address="post@a.example")
        address = link()
        assert "Mogen uitnodigingen van Fietsgoed komen van post@a.example?" in client.get(address).text
        for _ in range(2):
            assert "Bevestigd" in client.post(address).text
        assert Sender.objects.get().confirmed_at

    def test_comes_too_late_after_a_week(self, client):
        senders.chosen(at=clock.now() - timedelta(days=7, minutes=1), address="post@a.example")
        assert "werkt niet meer" in client.post(link()).text
        assert Sender.objects.get().confirmed_at is None

    def test_is_refused_when_another_shop_was_first(self, client):
        senders.chosen(at=clock.now(), address="post@a.example")
        address = link()
        senders.active(at=clock.now(), address="post@a.example")
        assert "andere webwinkel" in client.post(address).text

    def test_of_an_address_that_was_given_up_leads_nowhere(self, client):
        sender = senders.chosen(at=clock.now(), address="post@a.example")
        address = link()
        sender.give_up(actor="t", at=clock.now())
        senders.chosen(of=sender.shop, at=clock.now(), address="other@a.example")
        assert client.post(address).status_code == 404
        assert client.post(f"{address[:-3]}x/").status_code == 404
        assert Sender.objects.get().confirmed_at is None
