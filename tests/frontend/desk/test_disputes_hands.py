"""The mediator's hands on a case: take, hand over, pause, answer about time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from disputes.models import Extension, Handover, Party
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


@pytest.fixture
def mediator(client):
    person = members.user(name="Mia Middel", staff_role="mediator", language="nl")
    client.force_login(person)
    return person


@pytest.fixture
def case(moment):
    return disputes.mediated(at=moment - 2 * DAY, shop=members.full_shop(owner=members.user(language="nl")))


@pytest.fixture
def moment():
    return clock.now()


def room_of_consumer(client, case):
    return client.get(reverse("consumer:dispute", args=[case.token])).content.decode()


class TestHands:
    def test_take_and_hand_over_with_a_note_that_parties_do_not_see(self, client, mediator, case):
        client.post(address("take_dispute", case.pk))
        case.refresh_from_db()
        assert case.mediator == mediator
        noor = members.user(name="Noor Nieman", staff_role="mediator")
        said = {"handover-taker": noor.pk, "handover-note": "De winkel belt liever."}
        page = client.post(address("hand_over_dispute", case.pk), said, follow=True).content.decode()
        assert "De winkel belt liever." in page
        assert "Noor Nieman" in page
        client.logout()
        assert "De winkel belt liever." not in room_of_consumer(client, case)

    def test_hands_over_to_no_one_who_stands_too_near(self, client, mediator, moment):
        noor = members.user(name="Noor Nieman", staff_role="mediator")
        case = disputes.mediated(at=moment - 2 * DAY, shop=members.full_shop(owner=noor))
        page = client.post(address("hand_over_dispute", case.pk), {"handover-taker": noor.pk, "handover-note": "x"})
        assert page.status_code == 422
        assert not Handover.objects.exists()

    @pytest.mark.parametrize("name", ["take_dispute", "hand_over_dispute", "pause_dispute", "resume_dispute"])
    def test_is_for_mediators(self, client, case, name):
        client.force_login(members.user(staff_role="moderator"))
        assert client.post(address(name, case.pk)).status_code == 404


class TestPause:
    def test_is_shown_to_both_parties_with_its_day_and_its_reason(self, client, mediator, case, moment):
        until = amsterdam_date(moment) + timedelta(days=5)
        said = {"pause-reason": "REPAIR", "pause-until": until.isoformat(), "pause-words": "Bij de maker."}
        client.post(address("pause_dispute", case.pk), said)
        case.refresh_from_db()
        assert case.paused_until
        client.logout()
        page = room_of_consumer(client, case)
        assert "De bemiddelaar heeft dit geschil stilgezet" in page
        assert "Bij de maker." in page
        client.force_login(case.shop.owner())
        shops = client.get(reverse("dashboard:dispute", args=[case.shop_id, case.pk])).content.decode()
        assert "De bemiddelaar heeft dit geschil stilgezet" in shops

    def test_says_what_is_missing(self, client, mediator, case):
        page = client.post(address("pause_dispute", case.pk), {"pause-until": "2020-01-01"})
        assert page.status_code == 422
        assert "Kies waarom het stilstaat" in page.content.decode()

    def test_goes_on_before_its_day(self, client, mediator, case, moment):
        until = amsterdam_date(moment) + timedelta(days=5)
        said = {"pause-reason": "AWAY", "pause-until": until.isoformat(), "pause-words": "Op vakantie."}
        client.post(address("pause_dispute", case.pk), said)
        client.post(address("resume_dispute", case.pk))
        case.refresh_from_db()
        assert case.paused_until is None


class TestMoreTime:
    @pytest.fixture
    def asked(self, case, moment):
        case.ask(Party.CONSUMER, "Heb je een foto?", actor="user:2", at=moment)
        return case

    def ask(self, client, case, days=3):
        until = case.due_at.date() + timedelta(days=days)
        said = {"time-until": until.isoformat(), "time-reason": "Ik ben op reis."}
        return client.post(reverse("consumer:ask_more_time", args=[case.token]), said, follow=True)

    def test_is_asked_by_the_consumer_and_answered_at_the_desk(self, client, mediator, asked):
        client.logout()
        assert "Ik ben op reis." in self.ask(client, asked).content.decode()
        client.force_login(mediator)
        assert "Ik ben op reis." in client.get(address("dispute", asked.pk)).content.decode()
        request = Extension.objects.get()
        said = {"extension-granted": "yes", "extension-answer": "Goede reis."}
        client.post(address("answer_extension", asked.pk, request.pk), said)
        request.refresh_from_db()
        assert request.state == "GRANTED"
        client.logout()
        assert "Goede reis." in room_of_consumer(client, asked)

    def test_is_no_longer_than_two_weeks(self, client, asked):
        assert self.ask(client, asked, days=30).status_code == 422

    def test_is_not_for_the_other_side(self, client, asked):
        client.force_login(asked.shop.owner())
        said = {"time-until": asked.due_at.date() + timedelta(days=3), "time-reason": "Wij ook."}
        client.post(reverse("dashboard:ask_more_time", args=[asked.shop_id, asked.pk]), said)
        assert not Extension.objects.exists()

    def test_of_another_shop_does_not_exist(self, client, asked):
        client.force_login(members.full_shop(owner=members.user()).owner())
        assert client.post(reverse("dashboard:ask_more_time", args=[asked.shop_id, asked.pk])).status_code == 404

    def test_of_another_case_is_not_answered(self, client, mediator, asked, case, moment):
        self.ask(client, asked)
        other = disputes.mediated(at=moment - 2 * DAY)
        door = address("answer_extension", other.pk, Extension.objects.get().pk)
        assert client.post(door, {"extension-granted": "yes", "extension-answer": "x"}).status_code == 404


def test_who_has_it_open_too_is_named(client, mediator, case):
    door = reverse("desk:also_open", kwargs={"kind": "dispute", "pk": case.pk})
    assert door in client.get(address("dispute", case.pk)).content.decode()
    client.get(door)
    client.force_login(members.user(name="Noor Nieman", staff_role="mediator", language="nl"))
    assert "Mia Middel heeft dit ook open" in client.get(door).content.decode()
