"""A shop's own copy of its product reviews: made, changed and taken away by us."""

import json
from datetime import timedelta

import pytest

from keurmerk import outbox, schedule
from reviews.models import PluginKey, ProductReview, Push, SyncAddress
from tests.factories import reviews
from tests.peers.shop_receiver import PRODUCT, Receiver

pytestmark = pytest.mark.django_db
SYSTEMS = ["magento1", "magento2", "prestashop", "shopware"]


@pytest.fixture
def key() -> PluginKey:
    return reviews.plugin_key()


@pytest.fixture
def receiver(key, request):
    with Receiver(getattr(request, "param", "prestashop"), webshop_id=key.shop_id, api_key=key.code) as shop:
        yield shop


def published(key, now, **facts) -> ProductReview:
    product = reviews.ordered(external_id=PRODUCT, **facts)
    review = reviews.product_review(of=key.shop, at=now, product=product, title="Fijne bel")
    outbox.drain()
    return review


@pytest.fixture
def registered(client, key, receiver):
    body = {"webshop_id": str(key.shop_id), "api_key": key.code, "url": receiver.url}
    answer = client.post("/webshops/sync_url", json.dumps(body), content_type="application/json")
    assert answer.json() == {}
    outbox.drain()


@pytest.mark.usefixtures("registered")
class TestPush:
    @pytest.mark.parametrize("receiver", SYSTEMS, indirect=True)
    def test_makes_changes_and_takes_away_one_copy(self, key, receiver, now):
        review = published(key, now)
        assert Push.objects.get().state == Push.State.DONE
        review.edit(reviews.opinion(stars=2, text="Na een week was de bel kapot."), actor="writer", at=now)
        outbox.drain()
        (copy,) = receiver.copies.values()
        assert (copy["rating"], copy["review"]) == (2, "Na een week was de bel kapot.")
        review.remove_by_author(actor="writer", at=now)
        outbox.drain()
        assert receiver.copies == {}
        assert Push.objects.get().shop_review_id == ""

    def test_says_all_that_a_receiver_reads(self, key, receiver, now):
        review = published(key, now)
        said = receiver.heard[0]
        assert said["webshop_id"] == key.shop_id
        assert said["product_review"] == {
            "id": None,
            "product_id": PRODUCT,
            "title": "Fijne bel",
            "review": review.text,
            "rating": 5,
            "created": "2026-03-02 10:00:00",
            "deleted": False,
            "reviewer": {"name": "Sanne K.", "email": review.email},
            "locale": "nl-NL",
        }

    def test_takes_the_copy_away_while_a_review_is_held(self, key, receiver, now):
        review = published(key, now)
        review.hold("PERSONAL", actor="filter", at=now)
        outbox.drain()
        assert receiver.copies == {}
        review.release(actor="user:1", at=now)
        outbox.drain()
        assert len(receiver.copies) == 1

    def test_tries_again_later_when_the_shop_is_down(self, key, receiver, now):
        receiver.broken = 2
        published(key, now)
        push = Push.objects.get()
        assert (push.state, push.problem, push.next_attempt_at) == ("WAITING", "BROKEN", now + timedelta(minutes=1))
        schedule.run_at("reviews.push_product_reviews", now + timedelta(minutes=1))
        push.refresh_from_db()
        assert push.next_attempt_at == now + timedelta(minutes=6)
        schedule.run_at("reviews.push_product_reviews", now + timedelta(minutes=6))
        assert len(receiver.copies) == 1
        assert Push.objects.get().state == Push.State.DONE

    def test_gives_up_in_the_end_and_says_why(self, key, receiver, now):
        receiver.broken = 99
        published(key, now)
        moment = now
        while Push.objects.waiting().exists():
            moment = Push.objects.get().next_attempt_at
            schedule.run_at("reviews.push_product_reviews", moment)
        push = Push.objects.get()
        assert (push.state, push.problem, push.attempts) == ("FAILED", "BROKEN", 8)

    def test_waits_for_the_merchant_to_copy_a_new_key(self, key, receiver, now):
        new = key.rotate(actor="test", at=now)
        published(key, now)
        assert Push.objects.get().problem == Push.Problem.KEY
        receiver.api_key = new.code
        schedule.run_at("reviews.push_product_reviews", now + timedelta(minutes=1))
        assert Push.objects.get().state == Push.State.DONE

    def test_makes_a_new_copy_when_the_shop_threw_it_away(self, key, receiver, now):
        review = published(key, now)
        receiver.copies.clear()
        review.edit(reviews.opinion(text="Na een week was de bel kapot."), actor="writer", at=now)
        outbox.drain()
        schedule.run_at("reviews.push_product_reviews", now)
        assert len(receiver.copies) == 1

    def test_does_not_insist_on_a_product_that_is_gone(self, key, receiver, now):
        reviews.product_review(of=key.shop, at=now, product=reviews.ordered(external_id="78"))
        outbox.drain()
        assert (Push.objects.get().state, Push.objects.get().problem) == ("FAILED", "UNKNOWN")

    def test_one_dead_server_holds_up_nobody_else(self, key, receiver, now, monkeypatch):
        Receiver.__exit__(receiver, None, None, None)
        published(key, now)
        assert Push.objects.get().problem == Push.Problem.UNREACHABLE


class TestRegister:
    def test_brings_every_earlier_review_too(self, client, key, now):
        published(key, now)
        with Receiver("magento2", webshop_id=key.shop_id, api_key=key.code) as shop:
            body = {"webshop_id": str(key.shop_id), "api_key": key.code, "url": shop.url}
            answer = client.post("/webshops/magento_sync_url", json.dumps(body), content_type="application/json")
            assert answer.json() == {}
            outbox.drain()
            schedule.run_at("reviews.push_product_reviews", SyncAddress.objects.get().registered_at)
            assert len(shop.copies) == 1

    @pytest.mark.parametrize("receiver", ["shopware"], indirect=True)
    def test_by_the_address_that_shopware_gives_with_each_product(self, client, key, receiver, now):
        published(key, now, sync_url=receiver.url)
        assert len(receiver.copies) == 1
        assert receiver.paths == ["/sync?salesChannelId=abc"]

    @pytest.mark.parametrize(
        "change",
        [
            {"api_key": "wrong"},
            {"url": "ftp://shop.example/"},
            {"url": ""},
            {"webshop_id": "x"},
            {"url": "https://u:p@x.nl"},
        ],
    )
    def test_refuses_with_http_200(self, client, key, change):
        body = {"webshop_id": str(key.shop_id), "api_key": key.code, "url": "https://shop.example/sync", **change}
        answer = client.post("/webshops/sync_url", json.dumps(body), content_type="application/json")
        assert (answer.status_code, answer.json()["status"]) == (200, "error")
        assert not SyncAddress.objects.exists()

    def test_never_calls_an_address_inside_our_own_network(self, key, now, settings):
        settings.FIXTURE_SHOPS_ON_LOOPBACK = False
        with Receiver("prestashop", webshop_id=key.shop_id, api_key=key.code) as shop:
            SyncAddress.register(key.shop, shop.url, actor="test", at=now)
            published(key, now)
            assert shop.paths == []
        assert Push.objects.get().problem == Push.Problem.UNREACHABLE

    def test_keeps_a_shop_without_an_address_to_itself(self, key, now):
        published(key, now)
        assert not Push.objects.exists()
