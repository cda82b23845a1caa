"""A login on a device that was never seen is told by letter; on a known one it is not."""

import pytest
from django.core.cache import cache
from django.test import Client

from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import Device, LoginSession
from tests.factories import accounts

pytestmark = pytest.mark.django_db
HOME = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/133.0", "REMOTE_ADDR": "192.0.2.7"}
AWAY = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36", "REMOTE_ADDR": "198.51.100.9"}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def anna():
    return accounts.person()


def log_in(person, place, browser=None):
    client = browser or Client()
    client.defaults.update(place)
    accounts.give_password(client, person)
    drain()
    return client


def letters() -> list[SentLetter]:
    return list(SentLetter.objects.filter(letter="members/new_device"))


class TestNewDevice:
    def test_is_told_with_what_it_is_and_not_with_its_address(self, anna):
        log_in(anna, HOME)
        log_in(anna, AWAY)
        letter = letters()[0]
        assert letter.to == anna.email
        assert "Chrome op Windows" in letter.text
        assert "198.51.100" not in letter.text + str(LoginSession.objects.values())

    def test_that_is_the_first_is_no_news(self, anna):
        log_in(anna, HOME)
        assert letters() == []

    def test_is_told_once(self, anna):
        log_in(anna, HOME)
        away = log_in(anna, AWAY)
        away.post("/accounts/logout/")
        log_in(anna, AWAY, away)
        log_in(anna, AWAY)
        assert len(letters()) == 1

    def test_is_not_the_laptop_in_a_train(self, anna):
        laptop = log_in(anna, HOME)
        laptop.post("/accounts/logout/")
        log_in(anna, {**HOME, "REMOTE_ADDR": "203.0.113.5"}, laptop)
        assert letters() == []

    def test_is_one_that_somebody_else_uses(self, anna):
        log_in(anna, HOME)
        other = log_in(accounts.person(), AWAY)
        other.post("/accounts/logout/")
        log_in(anna, AWAY, other)
        assert [letter.to for letter in letters()] == [anna.email]

    @pytest.mark.parametrize("cookie", ["", "1", "1:abc", "\x00", "x" * 4000])
    def test_is_not_hidden_by_a_made_up_cookie(self, anna, cookie):
        log_in(anna, HOME)
        stranger = Client()
        stranger.cookies["device"] = cookie.replace("1", str(anna.pk))
        log_in(anna, AWAY, stranger)
        assert len(letters()) == 1

    def test_is_told_only_when_the_second_step_was_taken_too(self, anna):
        log_in(anna, HOME)
        accounts.app_of(anna)
        log_in(anna, AWAY)
        assert letters() == []
        assert Device.objects.count() == 1


def test_only_who_logs_in_gets_the_cookie(anna, client):
    client.get("/")
    client.get("/accounts/login/")
    assert "device" not in client.cookies
    accounts.give_password(client, anna)
    assert client.cookies["device"]["httponly"]
