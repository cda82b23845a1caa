"""The door of our own API: who gets in, how far, and how often."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from keurmerk import clock
from members.models import ApiKey, Scope
from members.terms import API_CALLS
from tests.factories import keys, members, reviews

pytestmark = pytest.mark.django_db


class TestByKey:
    def test_opens_to_a_working_key(self):
        assert keys.caller().ask("score").status_code == 200

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic {}", "{}", "bearer: {}", "Bearer {}x"])
    def test_stays_shut_without_one(self, header):
        _, secret = keys.api_key()
        client = keys.Caller(headers={"Authorization": header.format(secret)})
        answer = client.ask("score")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'

    @pytest.mark.parametrize("name", ["key", "api_key", "access_token", "token", "code"])
    def test_does_not_read_keys_in_an_address(self, client, name):
        _, secret = keys.api_key()
        assert client.get("/api/v1/score", {name: secret}).status_code == 401

    def test_does_not_open_to_a_plugin_key(self):
        shop = reviews.inviting_shop()
        plugin = reviews.plugin_key(of=shop)
        assert keys.caller(secret=plugin.code).ask("score").status_code == 401

    def test_stays_shut_to_a_key_that_was_withdrawn_or_has_ended(self):
        now = clock.now()
        withdrawn, one = keys.api_key()
        withdrawn.revoke(actor="test", at=now)
        _, other = keys.api_key(expires_at=now - timedelta(seconds=1))
        assert [keys.caller(secret=each).ask("score").status_code for each in (one, other)] == [401, 401]

    def test_does_not_open_to_a_person_who_is_logged_in(self, client):
        client.force_login(members.user())
        assert client.get("/api/v1/score").status_code == 401

    def test_lets_nobody_in_the_dashboard(self, client):
        shop = reviews.inviting_shop()
        _, secret = keys.api_key(of=shop)
        answer = client.get(f"/dashboard/shops/{shop.pk}/", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 302

    def test_remembers_when_a_key_was_used(self):
        key, secret = keys.api_key()
        keys.caller(secret=secret).ask("score")
        key.refresh_from_db()
        assert abs(key.last_used_at - clock.now()) < timedelta(minutes=1)

    def test_writes_no_key_into_the_log(self, caplog):
        _, secret = keys.api_key()
        with caplog.at_level(logging.DEBUG):
            keys.caller(secret=secret).ask("score")
            keys.caller(secret=secret).ask("invitations", state="odd")
            keys.caller(secret=secret[:-1] + "!").ask("score")
        assert secret[:-1] not in caplog.text


class TestWithinScope:
    CALLS = [
        ("get", "orders", Scope.ORDERS_READ),
        ("get", "orders/1", Scope.ORDERS_READ),
        ("post", "orders", Scope.ORDERS_WRITE),
        ("post", "orders/batch", Scope.ORDERS_WRITE),
        ("get", "invitations", Scope.INVITATIONS_READ),
        ("get", "invitations/1", Scope.INVITATIONS_READ),
        ("post", "invitations/1/cancel", Scope.INVITATIONS_WRITE),
        ("get", "reviews", Scope.REVIEWS_READ),
        ("get", "reviews/1", Scope.REVIEWS_READ),
        ("put", "reviews/1/reply", Scope.REPLIES_WRITE),
        ("post", "reviews/1/reply", Scope.REPLIES_WRITE),
        ("get", "score", Scope.REVIEWS_READ),
        ("get", "product-reviews", Scope.REVIEWS_READ),
        ("get", "statistics", Scope.STATISTICS_READ),
        ("get", "shop", Scope.SHOP_READ),
        ("get", "notices", Scope.NOTICES_READ),
        ("post", "notices", Scope.NOTICES_WRITE),
        ("get", "notices/1", Scope.NOTICES_READ),
        ("post", "notices/1/withdraw", Scope.NOTICES_WRITE),
        ("get", "disputes", Scope.DISPUTES_READ),
        ("get", "disputes/1", Scope.DISPUTES_READ),
        ("post", "disputes/1/answers", Scope.DISPUTES_WRITE),
        ("get", "invoices", Scope.INVOICES_READ),
        ("get", "invoices/1", Scope.INVOICES_READ),
        ("get", "invoices/1/pdf", Scope.INVOICES_READ),
    ]

    @pytest.mark.parametrize(("method", "path", "scope"), CALLS)
    def test_opens_each_call_to_its_own_scope_alone(self, method, path, scope):
        others = tuple(each for each in Scope.values if each != scope)
        refused = keys.caller(scopes=others).report(path, {}, method=method)
        assert refused.status_code == 403
        assert str(scope) in refused.json()["detail"]
        assert keys.caller(scopes=(scope,)).report(path, {}, method=method).status_code != 403

    def test_covers_every_keyed_call_of_the_schema(self):
        paths = SchemaGenerator().get_schema(public=True)["paths"]
        keyed = {
            (method, re.sub(r"\{\w+\}", "1", path.removeprefix("/api/v1/")), facts["security"][0]["key"][0])
            for path, methods in paths.items()
            for method, facts in methods.items()
            if "key" in facts.get("security", [{}])[0]
        }
        assert keyed == {(method, path, str(scope)) for method, path, scope in self.CALLS}


class TestPerKey:
    def test_says_what_remains(self):
        client = keys.caller()
        first, second = client.ask("score"), client.ask("score")
        assert first["RateLimit-Policy"] == f'"key";q={API_CALLS};w=60'
        assert first["RateLimit"].startswith(f'"key";r={API_CALLS - 1};t=')
        assert second["RateLimit"].startswith(f'"key";r={API_CALLS - 2};t=')

    def test_sends_away_who_asks_too_much_and_nobody_else(self):
        key, secret = keys.api_key()
        ApiKey.objects.filter(pk=key.pk).update(window_at=clock.now(), window_calls=API_CALLS)
        answer = keys.caller(secret=secret).ask("score")
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 61
        assert keys.caller().ask("score").status_code == 200


class TestKeyedView:
    def test_is_not_kept_by_caches_nor_read_by_other_pages(self):
        answer = keys.caller().ask("score")
        assert answer["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer
        assert not answer.cookies


class TestLists:
    @pytest.mark.parametrize("path", ["orders", "invitations", "reviews"])
    def test_cost_the_same_queries_for_a_dozen_rows_as_for_three(self, path, now):
        shop = reviews.inviting_shop()
        client = keys.caller(of=shop)
        asked = []
        for many in (3, 9):
            for _ in range(many):
                reviews.reply(to=reviews.review(of=shop, at=now), at=now)
            with CaptureQueriesContext(connection) as queries:
                assert client.ask(path).status_code == 200
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 6
