"""The second step of logging in: the password alone opens nothing any more."""

import pytest
from django.test import Client
from django.urls import reverse

from keurmerk.models import SentLetter
from members.models import SecondFactor
from members.terms import CODE_GUESSES
from tests.factories import accounts, members

STEP = "/accounts/second-step/"


@pytest.fixture
def anna(db):
    return accounts.person()


@pytest.fixture
def app(anna):
    return accounts.app_of(anna)


class TestPassword:
    @pytest.mark.rule("PA security: access")
    def test_alone_leads_to_the_second_step_and_no_further(self, client, anna, app):
        answer = accounts.give_password(client, anna)
        assert answer["Location"] == STEP
        assert not answer.wsgi_request.user.is_authenticated
        assert client.get("/dashboard/application/")["Location"].startswith("/accounts/login/")

    def test_is_enough_for_who_has_no_second_factor(self, client, anna):
        assert accounts.give_password(client, anna)["Location"] == "/dashboard/"

    def test_that_is_wrong_does_not_tell_that_there_is_a_second_step(self, client, anna, app):
        other = accounts.person()
        said = [
            client.post("/accounts/login/", {"login": each.email, "password": "fout"}).context["form"].errors
            for each in (anna, other)
        ]
        assert said[0] == said[1]

    def test_chosen_anew_by_letter_still_asks_for_the_code(self, client, anna, app):
        client.post("/accounts/password/reset/", {"email": anna.email})
        found = SentLetter.objects.get(letter="members/password_reset_key")
        path = "/accounts/password/reset/key/" + found.text.split("/accounts/password/reset/key/")[1].split()[0]
        form = client.get(path, follow=True)
        done = client.post(form.redirect_chain[-1][0], {"password1": "Zee-paard-88"}, follow=True)
        assert not done.wsgi_request.user.is_authenticated
        again = client.post("/accounts/login/", {"login": anna.email, "password": "Zee-paard-88"})
        assert again["Location"] == STEP


class TestCode:
    def test_lets_in_to_the_page_that_was_asked(self, client, anna, app):
        accounts.give_password(client, anna, next="/dashboard/application/")
        answer = client.post(STEP, {"code": app.code()})
        assert answer["Location"] == "/dashboard/application/"
        assert client.get("/accounts/security/").status_code == 200

    @pytest.mark.rule("PA security: access")
    def test_that_was_used_does_not_let_in_again(self, client, anna, app):
        code = app.code()
        accounts.give_password(client, anna)
        client.post(STEP, {"code": code})
        client.post("/accounts/logout/")
        accounts.give_password(client, anna)
        answer = client.post(STEP, {"code": code})
        assert "klopt niet" in answer.content.decode()
        assert client.post(STEP, {"code": app.next_code()})["Location"] == "/dashboard/"

    def test_of_the_paper_lets_in_and_is_told(self, client, anna, app):
        accounts.give_password(client, anna)
        client.post(STEP, {"code": app.recovery_codes[0].upper()})
        assert client.get("/accounts/security/").status_code == 200

    @pytest.mark.parametrize("typed", ["", "000000", "x" * 41, "\x00", "<script>alert(1)</script>"])
    def test_that_is_wrong_is_asked_again(self, client, anna, app, typed):
        accounts.give_password(client, anna)
        answer = client.post(STEP, {"code": typed})
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert "<script>alert" not in answer.content.decode()
        assert not answer.wsgi_request.user.is_authenticated

    def test_of_somebody_else_is_wrong(self, client, anna, app):
        other = accounts.app_of(accounts.person())
        accounts.give_password(client, anna)
        for typed in (other.code(), other.recovery_codes[0]):
            assert client.post(STEP, {"code": typed}).status_code == 200

    def test_cannot_be_guessed_from_one_browser_after_the_other(self, anna, app):
        for _ in range(CODE_GUESSES):
            browser = Client()
            accounts.give_password(browser, anna)
            browser.post(STEP, {"code": "000000"})
        last = Client()
        accounts.give_password(last, anna)
        answer = last.post(STEP, {"code": app.code()})
        assert "te veel verkeerde codes" in answer.content.decode()
        assert not answer.wsgi_request.user.is_authenticated


class TestPage:
    def test_does_not_exist_for_who_gave_no_password(self, client, anna, app):
        assert client.get(STEP)["Location"] == reverse("account_login")
        assert client.post(STEP, {"code": app.code()})["Location"] == reverse("account_login")

    def test_sends_on_who_is_in(self, client, anna, app):
        accounts.pass_second_step(client, anna)
        assert client.get(STEP)["Location"] == "/dashboard/"

    @pytest.mark.parametrize("language", ["", "/en"])
    def test_is_ours_and_takes_a_pasted_code(self, client, anna, app, language):
        client.post(f"{language}/accounts/login/", {"login": anna.email, "password": members.PASSWORD})
        page = client.get(f"{language}{STEP}").content.decode()
        assert 'class="door"' in page
        assert 'autocomplete="one-time-code"' in page

    def test_lets_somebody_else_log_in_instead(self, client, anna, app):
        accounts.give_password(client, anna)
        answer = client.post("/accounts/logout/", {"next": "/accounts/login/"}, follow=True)
        assert answer.redirect_chain[-1][0] == "/accounts/login/"
        assert client.get(STEP)["Location"] == reverse("account_login")

    def test_is_skipped_when_the_second_factor_went_meanwhile(self, client, anna, app):
        accounts.give_password(client, anna)
        SecondFactor.objects.all().delete()
        assert client.get(STEP)["Location"] == reverse("account_login")


def test_a_closed_account_is_refused_after_the_right_password(client, db):
    closed = accounts.person(is_active=False)
    accounts.app_of(closed)
    accounts.give_password(client, closed)
    assert client.get(STEP)["Location"] == reverse("account_login")
