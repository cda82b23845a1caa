"""What everybody may know of how it goes: up or behind, and not a word more."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from frontend.public import status
from keurmerk import clock, jobs
from keurmerk.models import Beat, Delivery, PublishedCopy, SentLetter
from tests.factories import reviews

pytestmark = pytest.mark.django_db
PAGE, FACTS = "/en/status", "/status.json"


@pytest.fixture
def beating() -> None:
    jobs.beat()


def letter(waits: timedelta) -> SentLetter:
    then = clock.real() - waits
    return SentLetter.objects.create(
        letter="a",
        about="b",
        to="anna@example.nl",
        language="nl",
        subject="Je bestelling",
        queued_at=then,
        next_attempt_at=then,
    )


def behind(client, part: str) -> bool:
    return client.get(FACTS).json()["parts"][part] == "degraded"


@pytest.mark.usefixtures("beating")
class TestUp:
    def test_is_said_to_people_and_to_machines(self, client):
        assert "Everything is up" in client.get(PAGE).content.decode()
        assert client.get(FACTS).json() == {
            "status": "up",
            "parts": {"pages": "up", "seals": "up", "letters": "up", "tasks": "up"},
        }

    def test_while_letters_wait_for_minutes_only(self, client):
        letter(timedelta(minutes=5))
        assert not behind(client, "letters")

    def test_may_be_kept_for_seconds_and_sets_no_cookie(self, client):
        for address in (PAGE, FACTS):
            answer = client.get(address)
            assert "max-age=15" in answer["Cache-Control"]
            assert not answer.cookies


class TestBehind:
    def test_when_the_queue_is_silent(self, client):
        Beat.objects.create(name="queue", at=clock.real() - timedelta(minutes=3))
        assert client.get(FACTS).json()["status"] == "degraded"
        page = client.get(PAGE).content.decode()
        assert "Something is slower than it should be" in page
        assert page.count("Behind") == 2

    def test_when_letters_wait(self, client, beating):
        letter(timedelta(minutes=20))
        assert behind(client, "letters")
        assert not behind(client, "tasks")

    def test_when_seals_are_not_what_they_should_be(self, client, beating):
        PublishedCopy.objects.create(kind="shop", number=1, changes=2, due_at=clock.real() - timedelta(minutes=2))
        assert behind(client, "seals")

    def test_when_nothing_follows(self, client, beating):
        reviews.review()
        Delivery.objects.update(next_attempt_at=clock.real() - timedelta(hours=1))
        assert behind(client, "tasks")


def test_tells_nobody_how_it_is_made(client, settings, beating):
    letter(timedelta(minutes=20))
    said = client.get(PAGE).content.decode() + client.get(FACTS).content.decode()
    main = said[said.index("<main") :]
    assert not [word for word in ("Postmark", "Mollie", "anna@", "PostgreSQL", "Django") if word in main]


def test_without_a_database_a_machine_hears_so(client, monkeypatch):
    def away(_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(status, "parts", away)
    answer = client.get(FACTS)
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


def test_cannot_be_changed(client):
    assert client.post(FACTS).status_code == 405
