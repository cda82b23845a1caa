"""A shop's software reports orders: one, or a thousand at once with a result for each."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk.models import Event
from reviews.models import Invitation
from tests.factories import keys, members, reviews

pytestmark = pytest.mark.django_db

ORDER = {"order_number": "2026-1", "email": "sanne@example.com"}
FULL = {**ORDER, "customer_name": "Sanne de Koning", "language": "en-GB", "delay_days": 0, "total": "89.9"}


@pytest.fixture
def shop():
    return reviews.inviting_shop()


@pytest.fixture
def client(shop):
    return keys.caller(of=shop)


class TestReport:
    def test_plans_the_invitation_and_says_when(self, client, shop):
        answer = client.report("orders", FULL)
        assert answer.status_code == 201
        found = answer.json()
        made = Invitation.objects.get()
        assert (made.shop, made.order_number, made.email) == (shop, "2026-1", "sanne@example.com")
        assert (found["id"], found["total"], found["language"]) == (made.pk, "89.90", "en")
        assert (found["invitation"]["state"], found["invitation"]["delay_days"]) == ("SCHEDULED", 0)
        assert found["invitation"]["send_at"] >= found["received_at"]
        assert found["received_at"].endswith("Z")

    def test_waits_as_long_as_the_house_does_when_not_told(self, client):
        assert client.report("orders", ORDER).json()["invitation"]["delay_days"] == 7

    def test_is_no_error_the_second_time(self, client):
        first = client.report("orders", ORDER).json()
        again = client.report("orders", {**ORDER, "email": "SANNE@example.com"})
        assert (again.status_code, again.json()["id"]) == (200, first["id"])
        assert Invitation.objects.count() == 1

    @pytest.mark.rule("18.2")
    def test_says_why_an_invitation_waits(self):
        client = keys.caller(of=members.full_shop())
        found = client.report("orders", ORDER).json()["invitation"]
        assert (found["state"], found["reason"]) == ("HELD", "NO_CLAUSE")
        assert "privacy statement" in found["reason_text"]

    def test_is_done_in_the_name_of_the_key(self, client):
        client.report("orders", ORDER)
        assert Event.objects.get(name="invitation.scheduled").actor.startswith("api_key:")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email", ""), ("email", "sanne"), ("email", "a@b\n.nl"), ("email", "x" * 250 + "@example.com"),
            ("email", None), ("email", 7), ("email", "a@example.com\x00"), ("email", "a@\ud800.example"),
            ("order_number", ""), ("order_number", " "), ("order_number", "\u202e"), ("order_number", "x" * 81),
            ("order_number", "1\x002"), ("customer_name", "x" * 121), ("customer_name", "\ud800"),
            ("delay_days", -1), ("delay_days", 91), ("delay_days", "soon"), ("delay_days", 1e400),
            ("delay_days", None), ("total", 89.95), ("total", "-1"), ("total", "1.999"), ("total", "NaN"),
            ("total", "1e9"), ("total", "12345678901.00"), ("language", "Nederlands!"), ("language", "x" * 21),
            ("delay", 3),
        ],
    )  # fmt: skip
    def test_names_the_field_that_is_wrong_and_does_nothing(self, client, field, value):
        body = {**ORDER, field: value}
        answer = client.report("orders", json.dumps(body))
        assert answer.status_code == 400
        if value != 1e400:  # no JSON at all
            assert {each["field"] for each in answer.json()["errors"]} == {field}
        assert not Invitation.objects.exists()

    def test_takes_a_language_that_we_do_not_speak(self, client, shop):
        assert client.report("orders", {**ORDER, "language": "de"}).json()["language"] == shop.language


class TestBatch:
    def test_gives_each_row_its_own_result(self, client, shop):
        reviews.invitation(of=shop, email="anna@example.com", number="2026-9")
        rows = [
            ORDER,
            {"order_number": "2026-9", "email": "anna@example.com"},
            {"order_number": "2026-3", "email": "nobody"},
            "nonsense",
            ORDER,
            {**ORDER, "order_number": "2026-2"},
        ]
        answer = client.report("orders/batch", {"orders": rows})
        assert answer.status_code == 200
        found = answer.json()
        assert [each["result"] for each in found["results"]] == [
            "created", "already_reported", "refused", "refused", "already_reported", "created",
        ]  # fmt: skip
        assert [each["index"] for each in found["results"]] == list(range(6))
        assert (found["created"], found["already_reported"], found["refused"]) == (2, 2, 2)
        assert found["results"][2]["errors"][0]["field"] == "email"
        assert found["results"][0]["invitation"]["id"] == found["results"][4]["invitation"]["id"]
        assert Invitation.objects.count() == 3

    def test_is_judged_as_single_orders_are(self, client):
        rows = [{**FULL, "order_number": f"{n}", "email": f"buyer{n}@example.com"} for n in range(3)]
        together = client.report("orders/batch", {"orders": rows}).json()["results"]
        alone = [client.report("orders", {**row, "email": f"x{row['email']}"}).json()["invitation"] for row in rows]
        same = ("order_number", "state", "reason", "delay_days")
        assert [[each["invitation"][name] for name in same] for each in together] == [
            [each[name] for name in same] for each in alone
        ]

    @pytest.mark.parametrize("body", [{}, {"orders": []}, {"orders": {}}, {"orders": [{}] * 1001}, [], "x", None])
    def test_wants_one_to_a_thousand_orders(self, client, body):
        answer = client.report("orders/batch", body)
        assert answer.status_code == 400
        assert not Invitation.objects.exists()

    def test_takes_a_thousand_orders_with_as_many_queries_as_ten(self, shop):
        asked = []
        for many in (10, 1000):
            client = keys.caller(of=shop)
            rows = [{"order_number": f"{many}-{n}", "email": f"buyer{n}@example.com"} for n in range(many)]
            with CaptureQueriesContext(connection) as queries:
                assert client.report("orders/batch", {"orders": rows}, key="a-1").json()["created"] == many
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 20
        assert Event.objects.filter(name="invitation.scheduled").count() == 1010

    def test_writes_nothing_when_it_is_cut_off(self, client, monkeypatch):
        def fall(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr("reviews.intake.record_all", fall)
        assert client.report("orders/batch", {"orders": [ORDER]}, key="a-1").status_code == 500
        assert not Invitation.objects.exists()
        monkeypatch.undo()
        assert client.report("orders/batch", {"orders": [ORDER]}, key="a-1").json()["created"] == 1


class TestList:
    def test_shows_what_was_reported_by_whatever_way(self, client, shop):
        client.report("orders", FULL)
        reviews.invitation(of=shop, number="by-plugin")
        reviews.invitation(number="of-another-shop")
        found = client.ask("orders").json()["results"]
        assert {each["order_number"] for each in found} == {"2026-1", "by-plugin"}

    def test_finds_one_order(self, client, shop):
        made = reviews.invitation(of=shop, number="4711")
        assert [each["id"] for each in client.ask("orders", order_number="4711").json()["results"]] == [made.pk]
        assert client.ask(f"orders/{made.pk}").json()["order_number"] == "4711"

    def test_does_not_know_another_shops_order(self, client):
        assert client.ask(f"orders/{reviews.invitation().pk}").status_code == 404
