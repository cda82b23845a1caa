"""What Mailchimp tells us: heard with the secret alone, and only ever to take somebody off or to look."""

import pytest

from members.models import NewsletterReader
from members.newsletter import telling
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PA newsletter")]
SECRET = "a-secret-of-our-own"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.MAILCHIMP_WEBHOOK_SECRET, settings.MAILCHIMP_LIST = SECRET, "a1b2c3"


@pytest.fixture
def anna(now):
    members.full_shop(owner=members.user(email="anna@example.com"), at=now)
    telling.look_over(now=now)
    telling.tell_the_list(now=now)
    return NewsletterReader.objects.get()


def told(client, type_, *, secret=SECRET, list_id="a1b2c3", **data):
    said = {"type": type_, "data[list_id]": list_id, **{f"data[{name}]": value for name, value in data.items()}}
    return client.post(f"/webhooks/newsletter/{secret}", said)


class TestSecret:
    @pytest.mark.parametrize("secret", ["wrong", SECRET[:-1], SECRET + "x", "ë"])
    def test_that_is_wrong_finds_nothing(self, client, anna, secret):
        assert told(client, "unsubscribe", secret=secret, email="anna@example.com").status_code == 404
        assert client.get(f"/webhooks/newsletter/{secret}").status_code == 404
        anna.refresh_from_db()
        assert anna.state == "FOLLOWING"

    def test_that_was_never_set_opens_to_nobody(self, client, settings):
        settings.MAILCHIMP_WEBHOOK_SECRET = ""
        assert client.get("/webhooks/newsletter/").status_code == 404
        assert told(client, "unsubscribe", secret="None").status_code == 404

    def test_lets_mailchimp_try_the_address(self, client):
        assert client.get(f"/webhooks/newsletter/{SECRET}").status_code == 200
        assert client.post(f"/webhooks/newsletter/{SECRET}").status_code == 200


class TestUnsubscribe:
    def test_is_heeded_at_once_and_twice_is_once(self, client, anna):
        for _ in range(2):
            told(client, "unsubscribe", action="unsub", email="Anna@Example.com")
        anna.refresh_from_db()
        assert (anna.state, anna.sync_due_at) == ("UNSUBSCRIBED", None)

    def test_of_a_stranger_or_of_another_list_changes_nothing(self, client, anna):
        assert told(client, "unsubscribe", email="eve@example.com").status_code == 200
        assert told(client, "unsubscribe", email="").status_code == 200
        assert told(client, "unsubscribe", email="anna@example.com", list_id="other").status_code == 200
        anna.refresh_from_db()
        assert anna.state == "FOLLOWING"

    def test_that_was_an_archiving_has_us_look(self, client, anna):
        """We archive people ourselves when their membership ends; that is no refusal of theirs."""
        told(client, "unsubscribe", action="delete", email="anna@example.com")
        before = anna.sync_due_at
        anna.refresh_from_db()
        assert anna.state == "FOLLOWING"
        assert anna.sync_due_at != before

    def test_is_not_undone_by_news_that_somebody_subscribed(self, client, anna):
        told(client, "unsubscribe", email="anna@example.com")
        assert told(client, "subscribe", email="anna@example.com").status_code == 200
        anna.refresh_from_db()
        assert anna.state == "UNSUBSCRIBED"


class TestCleaned:
    def test_says_that_nothing_arrives_there(self, client, anna):
        for _ in range(2):
            told(client, "cleaned", reason="hard", email="anna@example.com")
        anna.refresh_from_db()
        assert (anna.state, anna.listed_as) == ("CLEANED", "anna@example.com")


class TestUpemail:
    def test_keeps_the_address_that_they_chose(self, client, anna, now):
        told(client, "upemail", old_email="anna@example.com", new_email="anna@home.example")
        anna.refresh_from_db()
        assert (anna.chosen_email, anna.listed_as, anna.state) == (
            "anna@home.example",
            "anna@home.example",
            "FOLLOWING",
        )
        telling.look_over(now=now)
        telling.tell_the_list(now=anna.sync_due_at)
        anna.refresh_from_db()
        assert anna.listed_as == "anna@home.example"

    @pytest.mark.parametrize("email", ["", "no address", "a@b.example\r\nBcc: x@y.example", "a" * 250 + "@example.com"])
    def test_takes_no_address_that_is_none(self, client, anna, email):
        assert told(client, "upemail", old_email="anna@example.com", new_email=email).status_code == 200
        anna.refresh_from_db()
        assert anna.chosen_email == ""
