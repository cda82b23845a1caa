"""When somebody was last seen, by the hour, and without asking the database at every click."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frontend.account import visits
from keurmerk import clock
from members.models import LoginSession
from tests.factories import accounts


@pytest.fixture
def here(client, db):
    accounts.give_password(client, accounts.person())
    return client


@pytest.fixture
def long_ago(here):
    before = clock.now() - timedelta(days=3)
    LoginSession.objects.update(last_seen_at=before)
    visits._SEEN.clear()
    return before


class TestLastSeen:
    def test_is_the_hour_and_no_closer(self, here, long_ago):
        here.get("/accounts/security/")
        seen = LoginSession.objects.get().last_seen_at
        assert seen > long_ago
        assert (seen.minute, seen.second, seen.microsecond) == (0, 0, 0)

    def test_is_written_once_an_hour(self, here, long_ago):
        here.get("/accounts/security/")
        with CaptureQueriesContext(connection) as asked:
            here.get("/accounts/security/")
        assert not any("UPDATE" in query["sql"] for query in asked.captured_queries)

    def test_never_goes_back(self, here):
        visits._SEEN.clear()
        before = LoginSession.objects.get().last_seen_at
        here.get("/accounts/security/")
        assert LoginSession.objects.get().last_seen_at == before

    def test_keeps_no_more_in_memory_than_it_must(self, here, monkeypatch):
        monkeypatch.setattr(visits, "_MOST", 1)
        visits._SEEN.clear()
        visits._SEEN[0] = clock.now()
        here.get("/accounts/security/")
        assert len(visits._SEEN) == 1
