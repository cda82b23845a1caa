"""The page that says how one logs in."""

import pytest

from members.models import RecoveryCode
from tests.factories import accounts

PAGE = "/accounts/security/"


@pytest.fixture
def anna(client, db):
    person = accounts.person()
    client.force_login(person)
    return person


class TestSecurity:
    def test_offers_the_second_step(self, client, anna):
        page = client.get(PAGE).content.decode()
        assert 'href="/accounts/second-factor/"' in page
        assert anna.email in page

    def test_says_how_many_recovery_codes_are_left(self, client, anna, now):
        app = accounts.app_of(anna)
        RecoveryCode.use(anna, app.recovery_codes[0], at=now)
        page = client.get(PAGE).content.decode()
        assert "nog 9 herstelcodes" in page
        assert 'href="/accounts/second-factor/remove/"' in page

    def test_is_for_who_is_logged_in(self, client, db):
        assert client.get(PAGE)["Location"].startswith("/accounts/login/")

    def test_is_reached_from_every_page_of_the_dashboard(self, client, anna):
        assert f'href="{PAGE}"' in client.get("/dashboard/application/").content.decode()
