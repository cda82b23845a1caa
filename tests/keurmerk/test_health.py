"""Up, ready, and what the figures say."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from keurmerk import clock, health, jobs
from keurmerk.models import Beat

pytestmark = pytest.mark.django_db


class TestUp:
    def test_is_said_without_asking_the_database(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/healthz").status_code == 200


class TestReady:
    def test_is_denied_while_the_database_is_away(self, client, monkeypatch):
        def away():
            raise OperationalError("connection refused")

        monkeypatch.setattr(health, "_problems", away)
        monkeypatch.setattr(clock, "offset", away)  # which lies in the database, in the sandbox
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["problems"]) == (503, ["database"])

    def test_needs_a_sign_of_life_of_the_queue(self, client):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["problems"]) == (503, ["queue"])
        jobs.beat()
        assert client.get("/readyz").json() == {"ready": True, "problems": []}

    def test_a_stale_sign_is_none(self, client):
        Beat.objects.create(name="queue", at=clock.real() - timedelta(minutes=5))
        assert client.get("/readyz").status_code == 503


class TestMetrics:
    def test_are_for_this_machine_only(self, client):
        assert b"keurmerk_deliveries_waiting 0" in client.get("/metrics").content
        assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 404
        assert client.get("/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 404

    def test_are_for_whoever_has_the_token_wherever_it_is(self, client, settings):
        settings.METRICS_TOKEN = "a-token-of-the-monitor"
        far = {"REMOTE_ADDR": "10.1.2.3", "headers": {"Authorization": "Bearer a-token-of-the-monitor"}}
        assert client.get("/metrics", **far).status_code == 200
        far["headers"] = {"Authorization": "Bearer a-token-of-somebody"}
        assert client.get("/metrics", **far).status_code == 404

    @pytest.mark.parametrize("told", ["Bearer ", "Bearer", "", "Bearer é"])
    def test_no_token_is_not_an_empty_token(self, client, settings, told):
        settings.METRICS_TOKEN = ""
        assert client.get("/metrics", REMOTE_ADDR="10.1.2.3", headers={"Authorization": told}).status_code == 404

    def test_cost_the_same_however_much_there_is(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(150):
            client.get("/metrics")
