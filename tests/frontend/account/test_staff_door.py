"""Whoever works at the desk has a second factor, but in the sandbox."""

import pytest

from members.models import User
from tests.factories import accounts, members

SET_UP = "/accounts/second-factor/"


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_FOR_STAFF = True


@pytest.fixture
def ingrid(db) -> User:
    return accounts.person(name="Ingrid Spectra", staff_role=User.StaffRole.INSPECTOR)


def test_the_logins_of_the_sandbox_need_none(client, ingrid):
    accounts.give_password(client, ingrid)
    assert client.get("/desk/").status_code == 200


@pytest.mark.usefixtures("demanded")
class TestStaff:
    @pytest.mark.rule("PA security: access")
    @pytest.mark.parametrize("path", ["/desk/", "/desk/members/", "/dashboard/", "/en/desk/"])
    def test_are_led_to_the_page_that_sets_it_up(self, client, ingrid, path):
        accounts.give_password(client, ingrid)
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].endswith(SET_UP)
        assert client.post(path).status_code == 302

    def test_read_there_why(self, client, ingrid):
        client.force_login(ingrid)
        assert "aan de balie" in client.get(SET_UP).content.decode()

    def test_get_in_after_the_second_step(self, client, ingrid):
        app = accounts.app_of(ingrid)
        accounts.give_password(client, ingrid)
        client.post("/accounts/second-step/", {"code": app.code()})
        assert client.get("/desk/").status_code == 200

    def test_who_came_in_before_it_was_set_up_log_in_again(self, client, ingrid):
        client.force_login(ingrid)
        accounts.app_of(ingrid)
        assert client.get("/desk/")["Location"] == "/accounts/login/"
        assert not client.get("/accounts/login/").wsgi_request.user.is_authenticated

    def test_who_switch_it_off_set_it_up_anew(self, client, ingrid):
        app = accounts.app_of(ingrid)
        accounts.pass_second_step(client, ingrid)
        client.post("/accounts/second-factor/remove/", {"password": members.PASSWORD, "code": app.code()})
        assert client.get("/desk/")["Location"] == SET_UP

    def test_may_log_out(self, client, ingrid):
        client.force_login(ingrid)
        client.post("/accounts/logout/")
        assert not client.get("/accounts/login/").wsgi_request.user.is_authenticated

    def test_gain_nothing_by_the_session_of_somebody_else(self, client, ingrid):
        accounts.pass_second_step(client, accounts.person())
        session = client.session
        session["_auth_user_id"] = str(ingrid.pk)
        session["_auth_user_hash"] = ingrid.get_session_auth_hash()
        session.save()
        assert client.get("/desk/")["Location"] == SET_UP


@pytest.mark.usefixtures("demanded")
class TestOthers:
    def test_choose_for_themselves(self, client, db):
        client.force_login(accounts.person())
        assert client.get("/dashboard/application/").status_code == 200

    def test_visitors_notice_nothing(self, client, db):
        assert client.get("/").status_code == 200
