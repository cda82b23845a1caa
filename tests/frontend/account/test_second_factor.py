"""Setting up the second factor, and doing away with it."""

import pytest

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.sealing import unseal
from members import code_app
from members.models import RecoveryCode, SecondFactor
from tests.factories import accounts, members

SET_UP, REMOVE = "/accounts/second-factor/", "/accounts/second-factor/remove/"


@pytest.fixture
def anna(client, db):
    person = accounts.person()
    client.force_login(person)
    return person


def shown_secret(client) -> str:
    client.get(SET_UP)
    return unseal(client.session["second_factor_secret"])


def switch_on(client, **typed):
    secret = shown_secret(client)
    answers = {"code": code_app.code_at(secret, clock.real()), "password": members.PASSWORD, **typed}
    return client.post(SET_UP, answers)


class TestSetUp:
    def test_shows_the_secret_as_picture_text_and_link(self, client, anna):
        page = client.get(SET_UP).content.decode()
        secret = unseal(client.session["second_factor_secret"])
        assert "viewBox=" in page.partition("<svg")[2].partition(">")[0]  # else a small frame cuts the picture off
        assert "style=" not in page
        assert code_app.in_groups(secret) in page
        assert 'href="otpauth://totp/' in page

    def test_keeps_the_secret_sealed_until_then_too(self, client, anna):
        secret = shown_secret(client)
        assert secret not in str(dict(client.session))

    def test_shows_the_same_secret_after_a_typing_error(self, client, anna):
        secret = shown_secret(client)
        page = client.post(SET_UP, {"code": "000000", "password": members.PASSWORD}).content.decode()
        assert code_app.in_groups(secret) in page

    @pytest.mark.rule("PA security: access")
    def test_with_a_code_and_the_password_switches_it_on(self, client, anna):
        page = switch_on(client).content.decode()
        assert SecondFactor.guards(anna)
        assert "herstelcodes" in page
        assert "second_factor_secret" not in client.session

    @pytest.mark.parametrize("typed", [{"code": "000000"}, {"code": ""}, {"password": "fout"}, {"password": ""}])
    def test_takes_both(self, client, anna, typed):
        assert switch_on(client, **typed).context["form"].errors
        assert not SecondFactor.guards(anna)

    def test_is_told_by_letter(self, client, anna):
        switch_on(client)
        drain()
        assert SentLetter.objects.get(letter="members/second_factor_added").to == anna.email

    def test_is_done_once(self, client, anna):
        switch_on(client)
        before = SecondFactor.objects.get().sealed_secret
        assert client.get(SET_UP)["Location"] == "/accounts/security/"
        assert client.post(SET_UP, {"code": "000000", "password": members.PASSWORD}).status_code == 302
        assert SecondFactor.objects.get().sealed_secret == before

    def test_is_for_who_is_logged_in(self, client, db):
        assert client.get(SET_UP)["Location"].startswith("/accounts/login/")


class TestRemove:
    @pytest.fixture
    def app(self, anna):
        return accounts.app_of(anna)

    def test_takes_the_password_and_a_code(self, client, anna, app):
        answer = client.post(REMOVE, {"password": members.PASSWORD, "code": app.code()})
        assert answer["Location"] == "/accounts/security/"
        assert not SecondFactor.guards(anna)
        assert not RecoveryCode.objects.exists()
        drain()
        assert SentLetter.objects.get(letter="members/second_factor_removed").to == anna.email

    @pytest.mark.rule("PA security: access")
    def test_takes_not_one_of_the_two(self, client, anna, app):
        for typed in ({"password": "fout", "code": app.code()}, {"password": members.PASSWORD, "code": "000000"}):
            assert client.post(REMOVE, typed).context["form"].errors
        assert SecondFactor.guards(anna)

    def test_does_not_use_up_a_code_with_a_wrong_password(self, client, anna, app):
        client.post(REMOVE, {"password": "fout", "code": app.recovery_codes[0]})
        assert client.post(REMOVE, {"password": members.PASSWORD, "code": app.recovery_codes[0]}).status_code == 302

    def test_lets_nobody_guess_the_password(self, client, anna, app):
        for _ in range(10):
            client.post(REMOVE, {"password": "fout", "code": ""})
        answer = client.post(REMOVE, {"password": members.PASSWORD, "code": app.code()})
        assert "te vaak" in answer.content.decode()
        assert SecondFactor.guards(anna)

    def test_takes_no_code_of_somebody_else(self, client, anna, app):
        other = accounts.app_of(accounts.person())
        client.post(REMOVE, {"password": members.PASSWORD, "code": other.code()})
        client.post(REMOVE, {"password": members.PASSWORD, "code": other.recovery_codes[0]})
        assert SecondFactor.objects.count() == 2

    def test_does_not_exist_for_who_has_none(self, client, anna):
        assert client.get(REMOVE).status_code == 404
