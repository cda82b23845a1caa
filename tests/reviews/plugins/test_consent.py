"""The consent block of five systems, and what becomes of a yes."""

import html
import json

import pytest

from reviews.models import Consent, PluginKey
from reviews.plugins.consent import BadBlock, block_in, php_query
from tests.factories import reviews
from tests.reviews.plugins.clients import BLOCKS, php_signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> PluginKey:
    return reviews.plugin_key()


def say_yes(client, key, text: str):
    return client.post(f"/consent/{key.shop_id}/", {"block": text})


def permitted(client, key, number: str) -> bool:
    asked = {"orderNumber": number, "id": key.shop_id, "code": key.code}
    return client.get("/api/2.0/order_permissions.json", asked).json()["has_consent"]


class TestSignature:
    @pytest.mark.parametrize(
        ("value", "written"),
        [("a b", "a+b"), ("~x", "%7Ex"), ("*", "%2A"), ("é", "%C3%A9"), (True, "1"), (3, "3"), ("-_.", "-_.")],
    )
    def test_is_of_what_php_would_write(self, value, written):
        assert php_query({"webshopId": "1", "firstName": value}) == f"webshopId=1&firstName={written}"

    def test_leaves_null_out(self):
        assert php_query({"webshopId": 1, "orderNumber": "7", "inviteDelay": None}) == "webshopId=1&orderNumber=7"


class TestBlock:
    @pytest.mark.parametrize("system", BLOCKS)
    def test_of_every_system_lets_its_order_be_reported(self, client, key, system):
        text, number = BLOCKS[system](key)
        assert not permitted(client, key, number)
        assert "consent" in say_yes(client, key, text).text
        assert permitted(client, key, number)
        assert Consent.objects.get().signed == (system in {"wordpress", "magento1", "shopware"})

    def test_keeps_no_address(self, client, key):
        text, _ = BLOCKS["wordpress"](key)
        say_yes(client, key, text)
        assert "example.com" not in str(Consent.objects.values().get())

    def test_twice_is_one_yes(self, client, key):
        text, _ = BLOCKS["prestashop"](key)
        say_yes(client, key, text)
        say_yes(client, key, text)
        assert Consent.objects.count() == 1

    def test_with_a_wrong_signature_is_worse_than_none(self, client, key):
        facts = json.loads(BLOCKS["wordpress"](key)[0])
        say_yes(client, key, json.dumps({**facts, "email": "other@example.com"}))
        assert not Consent.objects.exists()

    def test_without_a_signature_is_refused_of_a_shop_that_signs(self, client, key):
        say_yes(client, key, BLOCKS["wordpress"](key)[0])
        facts = {"webshopId": str(key.shop_id), "orderNumber": "666", "email": "x@example.com", "firstName": "X"}
        say_yes(client, key, json.dumps({**facts, "inviteDelay": 3}))
        assert not permitted(client, key, "666")

    def test_of_another_shop_is_refused(self, client, key):
        say_yes(client, key, BLOCKS["prestashop"](reviews.plugin_key())[0])
        assert not Consent.objects.exists()

    def test_signed_with_a_revoked_key_is_refused(self, client, key, now):
        text, _ = BLOCKS["wordpress"](key)
        key.revoke(actor="test", at=now)
        say_yes(client, key, text)
        assert not Consent.objects.exists()

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", "null", "[" * 3000, '{"email": {}}', '{"orderNumber": "1", "email": "x"}', "x" * 5000,
         '{"orderNumber": "1", "email": "a@example.com", "signature": ""}',
         '{"orderNumber": "1", "email": "a@example.com", "firstName": "\\ud800"}'],
    )  # fmt: skip
    def test_that_is_none_is_refused(self, text):
        with pytest.raises(BadBlock):
            block_in(text)

    def test_with_a_capital_signature_counts(self, key):
        facts = json.loads(BLOCKS["wordpress"](key)[0])
        assert block_in(json.dumps({**facts, "signature": facts["signature"].upper()})).is_signed_with(key.code)

    def test_needs_no_question_to_be_asked_of_our_own_api(self, key):
        """The signature is as PHP makes it, by an implementation of the tests' own."""
        facts = {"webshopId": str(key.shop_id), "orderNumber": "~1", "email": "a@example.com", "firstName": None}
        signature = php_signature(key, {**facts, "inviteDelay": None})
        block = block_in(html.escape(json.dumps({**facts, "inviteDelay": None, "signature": signature})))
        assert block.is_signed_with(key.code)
