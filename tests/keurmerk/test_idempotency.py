"""A POST with an Idempotency-Key happens once, however often and from how many sides it is sent."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from drf_spectacular.generators import SchemaGenerator

from keurmerk import clock, idempotency
from keurmerk.jobs import forget_answers
from keurmerk.models import Event, KeptAnswer
from reviews.models import Invitation
from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db

ORDER = {"order_number": "2026-1", "email": "sanne@example.com", "total": "89.95"}
OTHER = {**ORDER, "order_number": "2026-2"}


@pytest.fixture
def shop():
    return reviews.inviting_shop()


class TestOnce:
    def test_gives_the_same_answer_again_to_the_letter(self, shop):
        client = keys.caller(of=shop)
        first = client.report("orders", ORDER, key="a-1")
        second = client.report("orders", ORDER, key="a-1")
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.content == second.content
        assert idempotency.REPLAYED not in first
        assert second[idempotency.REPLAYED] == "true"
        assert Invitation.objects.count() == Event.objects.filter(name="invitation.scheduled").count() == 1

    def test_keeps_the_answer_of_the_moment_though_the_thing_changed_since(self, shop):
        client = keys.caller(of=shop)
        first = client.report("orders", ORDER, key="a-1").json()
        client.report(f"invitations/{first['id']}/cancel", {})
        assert client.report("orders", ORDER, key="a-1").json() == first

    def test_refuses_the_key_with_another_body(self, shop):
        client = keys.caller(of=shop)
        client.report("orders", ORDER, key="a-1")
        answer = client.report("orders", OTHER, key="a-1")
        assert answer.status_code == 422
        assert Invitation.objects.count() == 1

    def test_refuses_the_key_at_another_address(self, shop):
        client = keys.caller(of=shop)
        made = client.report("orders", ORDER, key="a-1").json()
        assert client.report(f"invitations/{made['id']}/cancel", ORDER, key="a-1").status_code == 422

    def test_does_not_hold_a_refusal_against_who_puts_it_right(self, shop):
        client = keys.caller(of=shop)
        assert client.report("orders", {**ORDER, "email": "sanne"}, key="a-1").status_code == 400
        assert client.report("orders", ORDER, key="a-1").status_code == 201
        assert KeptAnswer.objects.count() == 1

    def test_keeps_the_keys_of_two_callers_apart(self, shop):
        answers = [keys.caller(of=shop).report("orders", each, key="a-1") for each in (ORDER, OTHER)]
        assert [each.status_code for each in answers] == [201, 201]

    def test_works_without_a_key(self, shop):
        client = keys.caller(of=shop)
        assert [client.report("orders", ORDER).status_code for _ in range(2)] == [201, 200]
        assert not KeptAnswer.objects.exists()

    @pytest.mark.parametrize("key", [" ", "a b", "é", "x" * 256])
    def test_refuses_a_key_that_is_none(self, shop, key):
        answer = keys.caller(of=shop).report("orders", ORDER, key=key)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"

    def test_keeps_answers_for_a_day(self, shop, monkeypatch):
        client = keys.caller(of=shop)
        client.report("orders", ORDER, key="a-1")
        later = clock.now() + timedelta(hours=24, seconds=1)
        monkeypatch.setattr("keurmerk.middleware.clock.now", lambda: later)
        answer = client.report("orders", OTHER, key="a-1")
        assert answer.status_code == 201
        assert KeptAnswer.objects.get().expires_at == later + timedelta(hours=24)

    def test_covers_every_post_of_the_schema(self):
        for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
            named = {each["name"] for each in methods.get("post", {}).get("parameters", [])}
            assert "post" not in methods or idempotency.HEADER in named, path


class TestForgetAnswers:
    def test_takes_away_what_is_older_than_a_day(self, shop):
        keys.caller(of=shop).report("orders", ORDER, key="a-1")
        assert forget_answers(now=clock.now() + timedelta(hours=23)) == 0
        assert forget_answers(now=clock.now() + timedelta(hours=25)) == 1
        assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_make_one_order_and_get_one_answer_or_are_told_to_wait(self, shop):
        _, secret = keys.api_key(of=shop)
        start, answers = threading.Barrier(8), []

        def send():
            start.wait()
            try:
                answers.append(keys.caller(secret=secret).report("orders", ORDER, key="a-1"))
            finally:
                connections.close_all()

        _run([threading.Thread(target=send) for _ in range(8)])
        assert {each.status_code for each in answers} <= {201, 409}
        made = [each for each in answers if each.status_code == 201]
        assert len({each.content for each in made}) == 1
        assert sum(idempotency.REPLAYED not in each for each in made) == 1
        assert Invitation.objects.count() == Event.objects.filter(name="invitation.scheduled").count() == 1

    def test_with_keys_of_their_own_still_make_one_order(self, shop):
        _, secret = keys.api_key(of=shop)
        start, answers = threading.Barrier(8), []

        def send(number):
            start.wait()
            try:
                answers.append(keys.caller(secret=secret).report("orders", ORDER, key=f"a-{number}"))
            finally:
                connections.close_all()

        _run([threading.Thread(target=send, args=(n,)) for n in range(8)])
        assert sorted(each.status_code for each in answers) == [200] * 7 + [201]
        assert len({each.json()["id"] for each in answers}) == 1
        assert Invitation.objects.count() == Event.objects.filter(name="invitation.scheduled").count() == 1

    def test_are_told_that_a_call_is_under_way(self, shop):
        key, secret = keys.api_key(of=shop)
        with transaction.atomic():
            idempotency._alone(f"api_key:{key.pk}", "a-1")
            found = []

            def send():
                try:
                    found.append(keys.caller(secret=secret).report("orders", ORDER, key="a-1"))
                finally:
                    connections.close_all()

            _run([threading.Thread(target=send)])
        assert found[0].status_code == 409
        assert keys.caller(secret=secret).report("orders", ORDER, key="a-1").status_code == 201


@pytest.mark.django_db(transaction=True)
class TestKilledHalfway:
    def test_leaves_neither_change_nor_answer_and_may_be_repeated(self, shop):
        """The connection of a call is cut off by the database after its work and before its commit."""
        client = keys.caller(of=shop)

        def cut(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if "keurmerk_keptanswer" in sql and sql.startswith("INSERT"):
                _end(connection.connection.info.backend_pid)
            return result

        with connection.execute_wrapper(cut):
            answer = client.report("orders", ORDER, key="a-1")
        assert answer.status_code == 500
        connection.close()
        assert (Invitation.objects.count(), KeptAnswer.objects.count()) == (0, 0)
        assert client.report("orders", ORDER, key="a-1").status_code == 201
        assert client.report("orders", ORDER, key="a-1")[idempotency.REPLAYED] == "true"


def _end(backend: int) -> None:
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    other.close()


def _run(threads):
    for each in threads:
        each.start()
    for each in threads:
        each.join()
