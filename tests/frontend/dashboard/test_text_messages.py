"""The shop turns text messages on with a ground and a budget, sees what they cost, and turns them off."""

import pytest

from keurmerk import clock
from keurmerk.schedule import EVERY
from reviews.models import Texting, TextMessage, TextReply
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db

CHOICE = {"basis": "CONSENT", "promise": "on", "monthly_budget": "25"}


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/en/dashboard/shops/{shop.pk}/text-messages/{rest}"


class TestTextMessages:
    def test_are_off_until_the_shop_states_the_ground(self, client, shop):
        text = client.get(url(shop)).text
        assert "telephone numbers are dropped the moment an order comes in" in text
        assert not Texting.objects.exists()

    def test_are_turned_on_and_off(self, client, shop):
        client.post(url(shop), CHOICE)
        texting = Texting.objects.get()
        assert texting.is_on
        assert texting.turned_on_by.startswith("user:")
        assert "Text messages are on" in client.get(url(shop)).text
        client.post(url(shop, "stop/"))
        assert not Texting.objects.get().is_on

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"basis": ""}, "Choose the ground"),
            ({"promise": ""}, "Without this we may not text your customers"),
            ({"monthly_budget": "0"}, "greater than or equal to 1"),
        ],
    )
    def test_need_ground_promise_and_budget(self, client, shop, wrong, sentence):
        assert sentence in client.post(url(shop), {**CHOICE, **wrong}).text
        assert not Texting.objects.exists()

    def test_are_not_offered_without_a_provider(self, client, shop, settings):
        settings.TEXT_PROVIDER = ""
        assert "not connected to a provider" in client.get(url(shop)).text
        client.post(url(shop), CHOICE)
        assert not Texting.objects.exists()

    def test_of_another_shop_do_not_exist(self, client, shop):
        assert client.get(url(reviews.inviting_shop())).status_code == 404


class TestPhoneOfTheSandbox:
    def test_shows_the_message_and_answers_stop(self, client, shop):
        client.post(url(shop), CHOICE)
        now = reviews.in_sending_hours(clock.now())
        shop = type(shop).objects.with_standing().get(pk=shop.pk)
        reviews.invitation(of=shop, at=now, phone="0612345678", delay_days=0)
        EVERY["reviews.send_texts"].run(now)
        EVERY["reviews.post_texts"].run(now=now)
        message = TextMessage.objects.get()
        assert "/k/" in client.get("/sandbox/phone/").text
        for _ in range(2):
            client.post(f"/sandbox/phone/{message.pk}/stop/")
        assert TextReply.objects.get().is_stop
        assert "€0.10" in client.get(url(shop)).text
