import re

import pytest
from django.urls import reverse

from disputes.models import Message, Party
from keurmerk import clock
from tests.disputes.test_evidence import add
from tests.disputes.test_proposals import propose
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return members.user()


@pytest.fixture
def case(owner):
    return disputes.mediated(at=clock.now(), shop=members.full_shop(owner=owner))


class Room:
    """One party at its own door."""

    def __init__(self, client, case, owner, party):
        self.client, self.party = client, party
        name, args = {
            Party.CONSUMER: ("consumer", [case.token]),
            Party.SHOP: ("dashboard", [case.shop_id, case.pk]),
            Party.MEDIATOR: ("desk", [case.pk]),
        }[party]
        self.address = reverse(f"{name}:dispute", args=args)
        self.news = reverse(f"{name}:dispute_news", args=args)
        self.person = {Party.SHOP: owner}.get(party) or members.user(staff_role="mediator")

    def enter(self):
        if self.party == Party.CONSUMER:
            self.client.logout()
        else:
            self.client.force_login(self.person)
        return self

    def open(self):
        return self.enter().client.get(self.address).content.decode()

    def ask(self, known):
        return self.enter().client.get(self.news, {"as": known})


@pytest.fixture
def rooms(client, case, owner):
    return {party: Room(client, case, owner, party) for party in Party}


def version(page):
    return re.search(r'id="room-as" value="([^"]+)"', page)[1]


@pytest.mark.parametrize("reader", list(Party))
class TestNews:
    def test_is_none_while_nothing_happens(self, rooms, reader):
        known = version(rooms[reader].open())
        assert rooms[reader].ask(known).status_code == 204

    def test_brings_what_another_wrote_and_says_so(self, rooms, case, reader):
        known = version(rooms[reader].open())
        if reader == Party.SHOP:
            case.reply("Nieuws van de klant", actor="consumer", at=clock.now())
        else:
            case.answer("Nieuws van de winkel", actor="user:1", at=clock.now())
        news = rooms[reader].ask(known)
        assert "Nieuws van de" in news.content.decode()
        assert "data-announce" in news.content.decode()
        assert "no-store" in news["Cache-Control"]
        assert rooms[reader].ask(version(news.content.decode())).status_code == 204

    def test_replaces_no_box_in_which_somebody_types(self, rooms, case, reader):
        known = version(rooms[reader].open())
        case.ask(Party.SHOP, "Wat is je voorstel?", actor="user:2", at=clock.now())
        assert "<textarea" not in rooms[reader].ask(known).content.decode()

    def test_is_also_evidence_a_proposal_and_the_end(self, rooms, case, reader):
        deeds = (
            lambda: add(case, at=clock.now()),
            lambda: propose(case, at=clock.now()),
            lambda: case.settle("Zo doen we het.", actor="user:2", at=clock.now()),
        )
        for deed in deeds:
            known = version(rooms[reader].open())
            case.refresh_from_db()
            deed()
            assert rooms[reader].ask(known).status_code == 200

    def test_is_harmless_whatever_is_asked(self, rooms, reader):
        for known in ("", "x", "<script>", "9" * 500):
            page = rooms[reader].ask(known)
            assert page.status_code == 200
            assert known not in page.content.decode() or known in {"", "x"}

    def test_the_page_asks_within_five_seconds_and_no_longer_after_the_end(self, rooms, case, reader):
        assert 'hx-trigger="every 4s"' in rooms[reader].open()
        case.settle("Klaar.", actor="user:2", at=clock.now())
        assert "hx-trigger" not in rooms[reader].open()


class TestSeen:
    def test_is_written_when_the_other_opens_the_room_and_once(self, rooms, case):
        case.answer("Wij vervangen hem.", actor="user:1", at=clock.now())
        message = case.messages.last()
        assert message.seen_by() == []
        rooms[Party.SHOP].open()
        message.refresh_from_db()
        assert message.seen_by() == []
        rooms[Party.CONSUMER].open()
        message.refresh_from_db()
        first = message.seen_by()
        assert [party for party, _ in first] == [Party.CONSUMER]
        rooms[Party.CONSUMER].open()
        message.refresh_from_db()
        assert message.seen_by() == first
        assert "Gezien door Jan Bakker op" in rooms[Party.SHOP].open()

    def test_comes_as_news_to_who_wrote_it(self, rooms, case):
        case.answer("Wij vervangen hem.", actor="user:1", at=clock.now())
        known = version(rooms[Party.SHOP].open())
        rooms[Party.CONSUMER].open()
        news = rooms[Party.SHOP].ask(known).content.decode()
        assert "Gezien door Jan Bakker op" in news
        assert "data-announce" not in news

    def test_is_not_written_for_a_head(self, rooms, case):
        rooms[Party.CONSUMER].enter().client.head(rooms[Party.CONSUMER].address)
        assert not Message.objects.exclude(seen_by_consumer_at=None).exists()

    def test_of_one_party_is_not_told_to_the_other_about_the_mediators_words(self, rooms, case):
        case.ask(Party.SHOP, "En?", actor="user:2", at=clock.now())
        rooms[Party.SHOP].open()
        assert f"Gezien door {case.shop.name}" not in rooms[Party.CONSUMER].open()
        assert f"Gezien door {case.shop.name}" in rooms[Party.MEDIATOR].open()


class TestPrivateNews:
    def confided(self, case):
        case.confide(Party.MEDIATOR, "Onder ons", only_for=Party.CONSUMER, actor="user:2", at=clock.now())

    def test_comes_to_its_reader(self, rooms, case):
        known = version(rooms[Party.CONSUMER].open())
        self.confided(case)
        assert "Onder ons" in rooms[Party.CONSUMER].ask(known).content.decode()

    def test_does_not_even_stir_the_room_of_the_other(self, rooms, case):
        for party in (Party.MEDIATOR, Party.CONSUMER):
            rooms[party].open()
        known = version(rooms[Party.SHOP].open())
        self.confided(case)
        assert rooms[Party.SHOP].ask(known).status_code == 204
        rooms[Party.CONSUMER].open()
        assert rooms[Party.SHOP].ask(known).status_code == 204
        assert "Onder ons" not in rooms[Party.SHOP].ask("").content.decode()

    def test_is_seen_by_its_reader_alone(self, rooms, case):
        self.confided(case)
        for party in Party:
            rooms[party].open()
        assert [party for party, _ in Message.private.get().seen_by()] == [Party.CONSUMER]


def test_news_of_a_room_is_for_who_may_enter_it(client, case):
    assert client.get(reverse("consumer:dispute_news", args=["x" * 43])).status_code == 404
    stranger = members.full_shop(owner=members.user())
    client.force_login(stranger.owner())
    for shop in (stranger.pk, case.shop_id):
        assert client.get(reverse("dashboard:dispute_news", args=[shop, case.pk])).status_code == 404
    assert client.get(reverse("desk:dispute_news", args=[case.pk])).status_code == 404
