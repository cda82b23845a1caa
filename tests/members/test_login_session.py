"""What is known of where somebody is logged in goes when that ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from keurmerk import clock
from members.browsers import Browser
from members.models import LoginSession
from tests.factories import members

pytestmark = pytest.mark.django_db
FIREFOX = Browser("Firefox", "Linux")


def opened(user, key, *, at, lives=timedelta(days=14)):
    Session.objects.create(session_key=key, session_data="", expire_date=clock.real() + lives)
    return LoginSession.open(user, key, FIREFOX, at=at)


class TestLoginSession:
    def test_is_listed_while_it_works(self, now):
        anna = members.user()
        mine = opened(anna, "a" * 32, at=now)
        opened(anna, "b" * 32, at=now, lives=-timedelta(hours=1))
        opened(members.user(), "c" * 32, at=now)
        assert list(LoginSession.objects.of(anna)) == [mine]

    def test_of_one_person_becomes_that_of_the_next_in_the_same_browser(self, now):
        opened(members.user(), "a" * 32, at=now)
        bea = members.user()
        LoginSession.open(bea, "a" * 32, FIREFOX, at=now)
        assert LoginSession.objects.get().user == bea

    @pytest.mark.rule("PA security: access")
    def test_ends_everywhere_but_here(self, now):
        anna, bea = members.user(), members.user()
        for user, key in ((anna, "a"), (anna, "b"), (anna, "c"), (bea, "d")):
            opened(user, key * 32, at=now)
        assert LoginSession.end_others(anna, "a" * 32, actor="user:1", at=now) == 2
        assert set(Session.objects.values_list("session_key", flat=True)) == {"a" * 32, "d" * 32}

    def test_is_forgotten_when_it_has_expired(self, now):
        anna = members.user()
        opened(anna, "a" * 32, at=now, lives=-timedelta(days=1))
        stays = opened(anna, "b" * 32, at=now)
        assert LoginSession.forget(now + timedelta(days=2)) == 1
        assert LoginSession.objects.get() == stays
        assert Session.objects.get().session_key == "b" * 32
