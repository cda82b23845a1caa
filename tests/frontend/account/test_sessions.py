"""Where one is logged in, and ending that from elsewhere."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.sealing import unseal
from members import code_app
from members.models import LoginSession
from tests.factories import accounts, members

PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Firefox/133.0"


@pytest.fixture
def anna(db):
    return accounts.person()


@pytest.fixture
def here(client, anna):
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    accounts.give_password(client, anna)
    return client


@pytest.fixture
def elsewhere(anna):
    browser = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1")
    accounts.give_password(browser, anna)
    return browser


def is_in(browser) -> bool:
    return browser.get("/accounts/security/").status_code == 200


def row_of(browser) -> LoginSession:
    return LoginSession.objects.get(session_key=browser.session.session_key)


class TestPage:
    def test_says_which_browsers_and_which_is_this(self, here, elsewhere):
        page = here.get(PAGE).content.decode()
        assert "Firefox op Linux" in page
        assert "Safari op iPhone" in page
        assert page.count("Deze browser") == 1
        assert f"/accounts/sessions/{row_of(elsewhere).pk}/end/" in page
        assert f"/accounts/sessions/{row_of(here).pk}/end/" not in page

    def test_shows_nobody_elses(self, here, db):
        other = Client()
        accounts.give_password(other, accounts.person())
        assert len(here.get(PAGE).context["sessions"]) == 1

    def test_asks_as_much_for_many_as_for_few(self, here, elsewhere, anna, django_assert_num_queries):
        here.get(PAGE)
        with CaptureQueriesContext(connection) as few:
            here.get(PAGE)
        asked = len(few)
        for _ in range(3):
            accounts.give_password(Client(), anna)
        with django_assert_num_queries(asked):
            here.get(PAGE)

    def test_is_for_who_is_logged_in(self, client, db):
        assert client.get(PAGE)["Location"].startswith("/accounts/login/")


class TestEnd:
    @pytest.mark.rule("PA security: access")
    def test_logs_out_there_and_not_here(self, here, elsewhere):
        here.post(f"/accounts/sessions/{row_of(elsewhere).pk}/end/")
        assert not is_in(elsewhere)
        assert is_in(here)

    def test_does_not_find_somebody_elses(self, here, db):
        other = Client()
        accounts.give_password(other, accounts.person())
        assert here.post(f"/accounts/sessions/{row_of(other).pk}/end/").status_code == 404
        assert is_in(other)

    def test_is_done_once(self, here, elsewhere):
        address = f"/accounts/sessions/{row_of(elsewhere).pk}/end/"
        assert here.post(address).status_code == 302
        assert here.post(address).status_code == 404

    def test_takes_a_button(self, here, elsewhere):
        assert here.get(f"/accounts/sessions/{row_of(elsewhere).pk}/end/").status_code == 405
        assert here.get("/accounts/sessions/end-others/").status_code == 405

    def test_logs_out_everywhere_else(self, here, elsewhere, anna):
        third = Client()
        accounts.give_password(third, anna)
        here.post("/accounts/sessions/end-others/")
        assert [is_in(here), is_in(elsewhere), is_in(third)] == [True, False, False]
        assert len(here.get(PAGE).context["sessions"]) == 1


class TestPassword:
    @pytest.mark.rule("PA security: access")
    def test_that_is_changed_ends_the_others_and_keeps_this_one(self, here, elsewhere):
        here.post("/accounts/password/change/", {"oldpassword": members.PASSWORD, "password1": "Zee-paard-88"})
        assert is_in(here)
        assert not is_in(elsewhere)
        assert [each.pk for each in here.get(PAGE).context["sessions"]] == [row_of(here).pk]

    def test_that_is_chosen_anew_by_letter_ends_all(self, here, elsewhere, anna):
        visitor = Client()
        visitor.post("/accounts/password/reset/", {"email": anna.email})
        text = SentLetter.objects.get(letter="members/password_reset_key").text
        form = visitor.get(re.search(r"(/accounts/password/reset/key/\S+)", text)[1], follow=True)
        visitor.post(form.redirect_chain[-1][0], {"password1": "Zee-paard-88"})
        assert not is_in(here)
        assert not is_in(elsewhere)
        assert not LoginSession.objects.exists()


def test_a_second_step_ends_sessions_that_came_without(here, elsewhere):
    here.get("/accounts/second-factor/")
    secret = unseal(here.session["second_factor_secret"])
    typed = {"code": code_app.code_at(secret, clock.real()), "password": members.PASSWORD}
    here.post("/accounts/second-factor/", typed)
    assert is_in(here)
    assert not is_in(elsewhere)


def test_logging_out_leaves_no_trace(here):
    here.post("/accounts/logout/")
    assert not LoginSession.objects.exists()
