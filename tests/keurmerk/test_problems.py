"""Whatever goes wrong in our API is a problem that names the field, and nothing half done."""

import logging

import pytest

from tests.factories import keys

pytestmark = pytest.mark.django_db


class TestAsProblem:
    @pytest.mark.parametrize(
        "body", ["", "{", "[]", "nonsense", '"text"', "null", "12", '{"email": NaN}', "[" * 100_000]
    )
    def test_answers_a_body_that_is_no_order(self, body):
        answer = keys.caller().report("orders", body)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == 400

    def test_says_that_a_form_is_no_json(self):
        answer = keys.caller().post("/api/v1/orders", {"email": "a@example.com"})
        assert answer.status_code == 415

    def test_refuses_a_body_that_is_too_large(self):
        answer = keys.caller().report("orders/batch", {"orders": [{"customer_name": "x" * 3_000_000}]})
        assert (answer.status_code, answer.json()["title"]) == (413, "Request Entity Too Large")

    def test_names_fields_in_depth(self):
        row = {"email": "a@example.com", "order_number": "1", "total": 5}
        answer = keys.caller().report("orders", {**row, "delay_days": 91, "remark": "?"})
        assert [each["field"] for each in answer.json()["errors"]] == ["remark"]
        answer = keys.caller().report("orders", {**row, "delay_days": 91})
        assert {each["field"] for each in answer.json()["errors"]} == {"total", "delay_days"}

    def test_tells_our_own_fault_to_the_log_and_not_to_the_caller(self, monkeypatch, caplog):
        def fall(*args, **kwargs):
            raise RuntimeError("the secret reason")

        monkeypatch.setattr("reviews.api_orders.take_in", fall)
        client = keys.caller()
        with caplog.at_level(logging.ERROR):
            answer = client.report("orders", {"email": "a@example.com", "order_number": "1"})
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "the secret reason" in caplog.text
        assert "a@example.com" not in caplog.text
