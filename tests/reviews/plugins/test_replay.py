"""Every client's own request, and its own reading of our answer (plugin API 2.1)."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from reviews.models import Invitation, OrderLine, PluginKey, Product
from tests.factories import reviews
from tests.reviews.plugins.clients import ORDERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> PluginKey:
    return reviews.plugin_key()


def post(client, key, system: str, **changed: Any):
    body, travels, query, _ = ORDERS[system]
    url = f"/api/1.0/invitations.json?id={key.shop_id}&code={key.code}{query}"
    said = {**body, **changed}
    if travels == "json":
        return client.post(url, json.dumps(said), content_type="application/json")
    if travels == "multipart":
        return client.post(url, said)
    return client.post(url, urlencode(said), content_type="application/x-www-form-urlencoded")


def is_done(system: str, answer) -> bool:
    """Does this client mark the order as done, by its own rule?"""
    said = json.loads(answer.content)
    ok = said.get("status") == "success"
    message = said["message"]  # Magento 1 reads it whatever the status
    if system == "woocommerce":
        return 200 <= answer.status_code < 300 and ok
    if system == "opencart":
        return ok or "already sent" in message
    if system in {"virtuemart", "hikashop"}:
        return ok or "already sent" in message or "limit hit" in message
    if system == "magento 2":
        return bool(said["status"]) and isinstance(message, str) and ok
    if system in {"php client", "axios"}:
        return answer["Content-Type"].startswith("application/json") and answer.status_code == 200 and ok
    return answer.status_code < 400 and ok


@pytest.mark.parametrize("system", ORDERS)
class TestReplay:
    def test_is_queued_once_and_then_done_for_good(self, client, key, system):
        assert is_done(system, post(client, key, system))
        assert is_done(system, post(client, key, system))
        invitation = Invitation.objects.get()
        assert invitation.state == Invitation.State.SCHEDULED
        assert invitation.customer_name in {"Jan Jansen", ""}

    def test_remembers_what_the_order_was_for(self, client, key, system):
        post(client, key, system)
        expected = ORDERS[system][3]
        assert [product.external_id for product in Product.objects.all()] == ([expected] if expected else [])

    def test_is_told_an_error_that_it_can_read(self, client, key, system):
        answer = post(client, key, system, email="")
        assert answer.status_code == 200
        assert not is_done(system, answer)
        assert answer.json()["message"] == "Not all obligated variables are set."


class TestOrderData:
    def test_of_a_megabyte_is_refused_and_of_half_of_it_taken(self, client, key):
        big = json.dumps({"products": [{"id": 1, "name": "x"}], "order": "y" * 500_000})
        assert post(client, key, "prestashop", order_data=big).json()["status"] == "success"
        assert OrderLine.objects.count() == 1

    @pytest.mark.parametrize(
        "data",
        ["{", "[]", "[" * 20_000, '{"products": {"0": {"id": 5, "name": "Bel"}}}', '{"products": [1, null, {"id": null}]}',
         '{"products": [{"id": true}, {"id": [7]}, {"id": {"a": 1}}, {"id": ""}]}'],
    )  # fmt: skip
    def test_that_is_odd_never_refuses_an_order(self, client, key, data):
        assert post(client, key, "woocommerce", order_data=data).json()["status"] == "success"

    @pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8", "klingon"])
    def test_in_another_charset_does_not_refuse_an_order(self, client, key, charset):
        url = f"/api/1.0/invitations.json?id={key.shop_id}&code={key.code}"
        body = "email=jan@example.com&order=1&customer_name=Ren\xe9".encode("latin-1")
        kind = f"application/x-www-form-urlencoded; charset={charset}"
        answer = client.generic("POST", url, body, content_type=kind)
        assert answer.json()["status"] == "success"
        assert Invitation.objects.get().customer_name.startswith("Ren")

    def test_asks_for_the_products_alone_when_the_shop_says_so(self, client, key):
        post(client, key, "axios", with_shop_reviews=0)
        assert not Invitation.objects.get().asks_shop

    def test_keeps_no_address_that_is_none(self, client, key):
        data = {"products": [{"id": 1, "name": "x", "url": "javascript:alert(1)", "sync_url": "file:///etc/passwd"}]}
        post(client, key, "axios", order_data=data)
        assert (Product.objects.get().url, Product.objects.get().sync_url) == ("", "")


class TestLimits:
    def test_say_so_with_http_200(self, client, key, settings):
        settings.PLUGIN_CALLS_PER_KEY = 2
        for _ in range(2):
            post(client, key, "woocommerce")
        answer = post(client, key, "woocommerce")
        assert (answer.status_code, answer.json()["status"]) == (200, "error")

    def test_say_429_where_a_plugin_can_stand_it(self, client, key, settings):
        settings.PLUGIN_CALLS_PER_KEY = 0
        asked = {"id": key.shop_id, "code": key.code, "orderNumber": "1"}
        assert client.get("/api/2.0/order_permissions.json", asked).status_code == 429

    def test_stop_who_guesses_and_not_who_knows(self, client, key, settings):
        settings.PLUGIN_WRONG_KEYS_PER_ADDRESS = 1
        url = f"/api/1.0/webshop.json?id={key.shop_id}&code="
        assert client.get(url + "wrong").json()["message"] == "Incorrect authentication credentials."
        assert client.get(url + "wrong").json()["message"] == "Too many requests: wait a minute."
        assert client.get(url + key.code).json()["status"] == "success"


class TestKey:
    def test_opens_nothing_of_our_own_api(self, client, key):
        answer = client.get(
            f"/api/v1/invitations?id={key.shop_id}&code={key.code}", headers={"Authorization": f"Bearer {key.code}"}
        )
        assert answer.status_code in {401, 403, 404}
        assert key.code not in answer.text

    def test_shows_when_it_was_used(self, client, key):
        post(client, key, "woocommerce")
        key.refresh_from_db()
        assert key.last_used_at is not None
