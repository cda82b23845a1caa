"""Our own API: its schema, the page that shows it, and problems instead of pages."""

import json
import re
import shlex
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from keurmerk import api, api_docs, clock
from keurmerk.open_api import Deprecation
from keurmerk.outside.signature import headers, new_secret
from members.api import RegisterView
from members.outgoing.news import KINDS
from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db


class TestSchema:
    def test_is_openapi_3_1_and_names_every_operation(self, client):
        answer = client.get("/api/v1/schema", headers={"Accept": "application/vnd.oai.openapi+json"})
        schema = answer.json()
        assert schema["openapi"].startswith("3.1")
        addresses = {each.pattern for each in api.urlpatterns[:-3]}
        assert {re.sub(r"\{(\w+)\}", r"<int:\1>", path[1:]) for path in schema["paths"]} == set(map(str, addresses))

    def test_holds_every_example_that_it_shows(self):
        """An example that our own schema would refuse leads developers astray."""
        for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
            for method, facts in methods.items():
                for status, answer in facts["responses"].items():
                    for example in answer["content"].get("application/json", {}).get("examples", {}).values():
                        said = HttpResponse(json.dumps(example["value"]), "application/json", status)
                        address = re.sub(r"\{\w+\}", "1", path)
                        assert keys.faults_of(said, method, address) == [], (method, path, status)

    def test_shows_an_example_with_every_call(self):
        for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
            for method, facts in methods.items():
                good = [answer["content"] for status, answer in facts["responses"].items() if status < "300"]
                assert any("examples" in each for content in good for each in content.values()), (method, path)


class TestDocs:
    def test_show_every_call_with_its_curl_and_without_a_script_of_their_own(self, client):
        text = client.get("/api/docs").text
        for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
            for method, facts in methods.items():
                assert path in text, path
                assert f'id="{facts["operationId"]}"' in text, (method, path)
                assert f'id="curl-{facts["operationId"]}"' in text, (method, path)
        assert "https://cdn" not in text
        assert " style=" not in text

    def test_show_every_kind_of_webhook(self, client):
        text = client.get("/api/docs").text
        assert {"review.published", "dispute.filed", "invoice.paid", "shop.status_changed"} <= set(KINDS)
        for kind in KINDS.values():
            assert f'id="kind-{kind.name}"' in text
            assert kind.example["shop"] == 1

    def test_show_how_to_verify_a_webhook_by_code_that_does(self):
        scope: dict = {}
        exec(api.CHECK, scope)  # noqa: S102  # it is our own, and shown to developers
        secret, body, at = new_secret(), b'{"a": 1}', clock.real()
        signed = headers("msg_1", body, [new_secret(), secret], at=at)
        assert scope["is_ours"](secret, signed, body)
        assert not scope["is_ours"](secret, signed, body + b" ")
        assert not scope["is_ours"](secret, headers("msg_1", body, [secret], at=at - timedelta(minutes=6)), body)

    def test_show_how_to_send_what_a_call_needs(self):
        calls = {each.id: each for _chapter, calls in api_docs.chapters() for each in calls}
        report = calls["report_order"]
        assert report.scope == "orders:write"
        assert "-X POST" in report.curl
        assert "Authorization: Bearer KEY" in report.curl
        assert "Idempotency-Key" in report.curl
        assert '"order_number": "2026-1044"' in report.curl
        assert {each.name for each in report.asked if each.required} == {"order_number", "email"}
        assert "results[].invitation.state" in {each.name for each in calls["report_orders"].answered}
        assert "Authorization" not in calls["register"].curl

    def test_show_calls_that_work_as_they_stand(self, now):
        """Each line for the shell is a call that our own software would make: taken apart, and made."""
        review = reviews.review(at=now)
        reviews.reply(to=review, at=now)
        shop = review.shop
        client = keys.caller(of=shop)
        lines = {
            each.id: each.curl.replace("/shops/1", f"/shops/{shop.pk}").replace(
                '"review_id": 7', f'"review_id": {review.pk}'
            )
            for _chapter, calls in api_docs.chapters()
            for each in calls
        }
        done = {name: made(client, line) for name, line in lines.items() if not re.search(r"/[A-Z]+_ID", line)}
        assert {
            "report_order",
            "report_orders",
            "orders",
            "invitations",
            "reviews",
            "score",
            "file_notice",
            "statistics",
        } <= set(done)
        assert done["report_order"] == 201
        assert {status for name, status in done.items() if name != "register"} == {200, 201}  # it asks for a domain


def made(client, line: str) -> int:
    """The call of this line, with the key of the client in the place of the reader's."""
    words = shlex.split(line)
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    body = words[words.index("-d") + 1] if "-d" in words else ""
    address = next(word for word in words if word.startswith("http")).removeprefix(settings.SITE_URL)
    headers.pop("Authorization", None)
    kind = headers.pop("Content-Type", "application/octet-stream")
    return client.generic(method, address, body, content_type=kind, headers=headers).status_code


class TestNotThere:
    @pytest.mark.parametrize("path", ["nothing", "shops/abc", "shops/1/secrets", "register/"])
    def test_answers_with_a_problem(self, client, path):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"

    def test_answers_another_method_with_a_problem(self, client):
        answer = client.delete("/api/v1/register")
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


class TestDeprecation:
    def test_is_said_in_headers_and_in_the_schema(self, client, monkeypatch):
        since, until = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
        monkeypatch.setattr(RegisterView, "deprecated", Deprecation(since, until, "https://keurmerk.example/api/docs"))
        answer = client.get("/api/v1/register?domain=shop.example")
        assert answer["Deprecation"] == "@1798761600"
        assert answer["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
        assert answer["Link"] == '<https://keurmerk.example/api/docs>; rel="deprecation"'
        assert SchemaGenerator().get_schema(public=True)["paths"]["/api/v1/register"]["get"]["deprecated"]

    def test_is_not_said_of_what_stays(self, client):
        assert "Deprecation" not in client.get("/api/v1/register?domain=shop.example")


class TestVisitor:
    def test_gets_no_cookie_and_may_be_a_page_elsewhere(self):
        answer = Client().get("/api/v1/register?domain=shop.example")
        assert not answer.cookies
        assert answer["Access-Control-Allow-Origin"] == "*"

    def test_is_told_what_remains(self, client):
        answer = client.get("/api/v1/register?domain=shop.example")
        assert answer["RateLimit-Policy"] == '"public";q=600;w=60'

    def test_is_told_to_come_back_later(self, client, monkeypatch):
        monkeypatch.setattr("keurmerk.open_api.PublicThrottle.rate", "1/min")
        for _ in range(2):
            answer = client.get("/api/v1/register?domain=shop.example", REMOTE_ADDR="192.0.2.9")
        assert answer.status_code == 429
        assert answer["Content-Type"] == "application/problem+json"
        assert int(answer["Retry-After"]) <= 60
