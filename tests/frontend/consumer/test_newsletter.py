from urllib.parse import urlsplit

import pytest
from django.test import Client

from keurmerk.tokens import sign
from members.links import stop_link
from members.models import NewsletterReader
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PA newsletter")]


@pytest.fixture
def anna():
    return NewsletterReader.objects.create(user=members.user(email="anna@example.com"), listed_as="anna@example.com")


def address(reader):
    return urlsplit(stop_link(reader.user)).path


def state(reader):
    reader.refresh_from_db()
    return reader.state


class TestStopLink:
    @pytest.mark.parametrize("said", [{"stop": "1"}, {"List-Unsubscribe": "One-Click"}])
    def test_stops_it_with_one_click_and_without_a_page_of_ours(self, anna, said):
        client = Client(enforce_csrf_checks=True)
        for _ in range(2):
            answer = client.post(address(anna), said)
            assert answer.status_code == 200
            assert "Je krijgt onze nieuwsbrief niet meer" in answer.content.decode()
        assert state(anna) == "UNSUBSCRIBED"
        assert anna.sync_due_at is not None

    def test_only_asks_a_scanner_that_opens_every_link(self, client, anna):
        assert "Nieuwsbrief stoppen" in client.get(address(anna)).content.decode()
        client.head(address(anna))
        client.post(address(anna))
        assert state(anna) == "FOLLOWING"

    def test_works_in_english_for_who_reads_english(self, client, anna):
        anna.user.language = "en"
        assert "Stop the newsletter" in client.get(address(anna)).content.decode()

    @pytest.mark.parametrize("token", ["x", "1", "1:2:3"])
    def test_of_nobody_is_not_known(self, client, anna, token):
        assert client.post(f"/newsletter/stop/{token}/", {"stop": "1"}).status_code == 404
        assert state(anna) == "FOLLOWING"

    def test_made_for_something_else_is_not_known(self, client, anna):
        token = sign("pay-invoice", anna.user_id)
        assert client.post(f"/newsletter/stop/{token}/", {"stop": "1"}).status_code == 404
        assert state(anna) == "FOLLOWING"
