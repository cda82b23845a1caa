"""The owner gives the address of their software, tries it, reads what it answered, and sends again what it missed."""

import re
from datetime import timedelta

import pytest

from keurmerk import clock, outbox
from members.models import Seat, WebhookEndpoint, WebhookMessage
from tests.factories import members, webhooks
from tests.peers.webhook_receiver import WebhookReceiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return members.shop(owner=person)


@pytest.fixture
def endpoint(shop):
    return webhooks.endpoint(of=shop)[0]


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/keys/webhooks/{rest}"


def secret_in(answer) -> str:
    return re.search(r"whsec_[A-Za-z0-9+/=]{32}", answer.text).group()


NEW = {"url": "https://shop.example/hooks", "kinds": ["review.published"]}


class TestNewWebhook:
    def test_shows_its_secret_once(self, client, shop):
        secret = secret_in(client.post(url(shop, "new/"), NEW))
        made = WebhookEndpoint.objects.get()
        assert (made.url, made.kinds, made.secrets_at(clock.now())) == (NEW["url"], NEW["kinds"], [secret])
        assert secret not in made.sealed_secret
        assert secret not in client.get(url(shop)).text + client.get(url(shop, f"{made.pk}/")).text

    @pytest.mark.parametrize(
        "wrong",
        [
            "", "shop.example", "http://shop.example/", "ftp://shop.example/", "https://10.0.0.1/", "https://localhost/",
            "https://127.1/", "https://[::1]/", "https://169.254.169.254/", "https://a:b@shop.example/",
            "https://shop.example:8080/", "https://intranet/", "https://shop.example:x/", "https://2130706433/",
            "https://shop.example/" + "x" * 500, "https://keurmerk.example/api/docs", "https://shop.example/\x00a",
        ],
    )  # fmt: skip
    def test_refuses_what_is_no_address_of_the_public_internet(self, client, shop, settings, wrong):
        settings.FIXTURE_SHOPS_ON_LOOPBACK = False
        settings.SITE_URL = "https://keurmerk.example"
        assert client.post(url(shop, "new/"), {**NEW, "url": wrong}).status_code == 200
        assert not WebhookEndpoint.objects.exists()

    def test_refuses_news_that_does_not_exist(self, client, shop):
        client.post(url(shop, "new/"), {**NEW, "kinds": ["everything"]})
        assert not WebhookEndpoint.objects.exists()

    def test_allows_this_machine_in_the_sandbox(self, client, shop):
        client.post(url(shop, "new/"), {"url": "http://127.0.0.1:9999/hooks"})
        assert WebhookEndpoint.objects.get().kinds == []

    def test_ends_at_five(self, client, shop):
        for _ in range(5):
            webhooks.endpoint(of=shop)
        assert "meer kan niet" in client.post(url(shop, "new/"), NEW).text
        assert WebhookEndpoint.objects.of(shop).count() == 5


class TestSeats:
    def test_of_colleagues_read_but_do_not_manage(self, client, shop, endpoint):
        Seat.objects.filter(shop=shop).update(role=Seat.Role.STAFF, duties=Seat.Duty.values)
        assert client.get(url(shop)).status_code == 200
        assert "rotate" not in client.get(url(shop, f"{endpoint.pk}/")).text
        assert client.get(url(shop, "new/")).status_code == 403
        for verb in ("rotate", "test", "enable", "disable", "remove", "replay", "change"):
            assert client.post(url(shop, f"{endpoint.pk}/{verb}/")).status_code == 403

    def test_in_another_shop_see_nothing(self, client, shop, now):
        other, _ = webhooks.endpoint()
        message = webhooks.message(other, at=now)
        for rest in ("", "change/", f"messages/{message.pk}/"):
            assert client.get(url(shop, f"{other.pk}/{rest}")).status_code == 404
        for verb in ("rotate", "test", "disable", "remove", "replay", f"messages/{message.pk}/replay"):
            assert client.post(url(shop, f"{other.pk}/{verb}/")).status_code == 404
        assert client.get(url(other.shop)).status_code == 404


class TestWebhook:
    def test_is_tried_out(self, client, shop):
        with WebhookReceiver() as server:
            endpoint, server.secret = webhooks.endpoint(server.url, of=shop)
            client.post(url(shop, f"{endpoint.pk}/test/"))
            outbox.drain()
            webhooks.send(clock.now())
            assert server.heard[0]["type"] == "webhook.test"
        page = client.get(url(shop, f"{endpoint.pk}/")).text
        assert "Bezorgd" in page
        assert "204" in page

    def test_is_changed(self, client, shop, endpoint):
        client.post(url(shop, f"{endpoint.pk}/change/"), {"url": "https://new.example/", "kinds": []})
        endpoint.refresh_from_db()
        assert (endpoint.url, endpoint.kinds) == ("https://new.example/", [])

    def test_gets_another_secret(self, client, shop, endpoint):
        (old,) = endpoint.secrets_at(clock.now())
        new = secret_in(client.post(url(shop, f"{endpoint.pk}/rotate/")))
        endpoint.refresh_from_db()
        assert endpoint.secrets_at(clock.now()) == [new, old]

    def test_is_switched_off_and_on_however_often_the_button_is_pressed(self, client, shop, endpoint):
        for _ in range(2):
            client.post(url(shop, f"{endpoint.pk}/disable/"))
        endpoint.refresh_from_db()
        assert (endpoint.state, endpoint.reason) == ("DISABLED", "OWNER")
        assert client.post(url(shop, f"{endpoint.pk}/test/")).status_code == 404
        for _ in range(2):
            client.post(url(shop, f"{endpoint.pk}/enable/"))
        endpoint.refresh_from_db()
        assert endpoint.is_active

    def test_is_removed_with_all_that_was_sent(self, client, shop, endpoint, now):
        webhooks.message(endpoint, at=now)
        client.post(url(shop, f"{endpoint.pk}/remove/"))
        assert not WebhookMessage.objects.exists()
        assert client.get(url(shop, f"{endpoint.pk}/")).status_code == 404


class TestLog:
    def test_shows_every_attempt_with_the_answer(self, client, shop):
        with WebhookReceiver() as server:
            server.misbehaviour = [500]
            endpoint, server.secret = webhooks.endpoint(server.url, of=shop)
            message = webhooks.message(endpoint, at=clock.now())
            webhooks.send(clock.now())
        page = client.get(url(shop, f"{endpoint.pk}/messages/{message.pk}/")).text
        assert message.number in page
        assert "500" in page
        assert "niet met 200 tot 299" in page

    def test_shows_the_answer_of_a_server_as_text(self, client, shop, endpoint, now):
        message = webhooks.message(endpoint, at=now)
        message.attempts.create(at=now, status=500, problem="REFUSED", milliseconds=3, answer="<script>alert(1)")
        assert "<script>alert" not in client.get(url(shop, f"{endpoint.pk}/messages/{message.pk}/")).text

    def test_sends_one_again(self, client, shop, endpoint, now):
        message = webhooks.message(endpoint, at=now)
        WebhookMessage.objects.update(state="FAILED", next_attempt_at=None, attempts_made=10)
        client.post(url(shop, f"{endpoint.pk}/messages/{message.pk}/replay/"))
        message.refresh_from_db()
        assert (message.state, message.attempts_made) == ("WAITING", 0)

    @pytest.mark.parametrize("everything", ["", "on"])
    def test_sends_all_again_since_a_moment(self, client, shop, endpoint, now, everything):
        old, young = (webhooks.message(endpoint, at=at) for at in (now, now + timedelta(days=2)))
        WebhookMessage.objects.update(state="KEPT", next_attempt_at=None)
        fields = {"day": "2026-03-04", "hour": "09:00", "everything": everything}
        client.post(url(shop, f"{endpoint.pk}/replay/"), fields)
        old.refresh_from_db()
        young.refresh_from_db()
        assert (old.state, young.state) == ("KEPT", "WAITING")

    def test_leaves_out_what_arrived_unless_asked(self, client, shop, endpoint, now):
        message = webhooks.message(endpoint, at=now)
        WebhookMessage.objects.update(state="DELIVERED", next_attempt_at=None, delivered_at=now)
        for everything, state in (("", "DELIVERED"), ("on", "WAITING")):
            client.post(url(shop, f"{endpoint.pk}/replay/"), {"day": "2026-03-02", "everything": everything})
            message.refresh_from_db()
            assert message.state == state

    def test_says_what_is_no_day(self, client, shop, endpoint):
        answer = client.post(url(shop, f"{endpoint.pk}/replay/"), {"day": "gisteren"})
        assert "Dit is geen dag" in answer.text
        assert client.post(url(shop, f"{endpoint.pk}/replay/"), {"day": "0001-01-01"}).status_code == 302

    def test_costs_the_same_however_long_it_is(self, client, shop, endpoint, now, django_assert_max_num_queries):
        for number in range(3):
            webhooks.message(endpoint, at=now + timedelta(minutes=number))
        with django_assert_max_num_queries(14) as few:
            client.get(url(shop, f"{endpoint.pk}/"))
        for number in range(12):
            webhooks.message(endpoint, at=now + timedelta(hours=number))
        with django_assert_max_num_queries(14) as many:
            client.get(url(shop, f"{endpoint.pk}/"))
        assert len(few) == len(many)
