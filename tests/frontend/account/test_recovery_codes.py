"""Recovery codes are seen once, and kept as a file by their owner alone."""

import pytest

from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import SecondFactor
from tests.factories import accounts, members

RENEW, DOWNLOAD = "/accounts/recovery-codes/", "/accounts/recovery-codes/download/"


@pytest.fixture
def anna(client, db):
    person = accounts.person()
    accounts.pass_second_step(client, person)
    return person


@pytest.fixture
def app(anna):
    return accounts.app_of(anna)


class TestRenew:
    def test_shows_new_codes_once(self, client, anna, app, now):
        answer = client.post(RENEW, {"password": members.PASSWORD, "code": app.code()})
        fresh = answer.context["listed"].split()
        assert len(fresh) == 10
        assert set(fresh).isdisjoint(app.recovery_codes)
        assert not SecondFactor.lets_in(anna, app.recovery_codes[0], moment=now, at=now)
        assert SecondFactor.lets_in(anna, fresh[0], moment=now, at=now)
        assert fresh[1] not in client.get(RENEW).content.decode()
        assert fresh[1] not in client.get("/accounts/security/").content.decode()

    def test_is_told_by_letter_without_the_codes(self, client, anna, app):
        fresh = client.post(RENEW, {"password": members.PASSWORD, "code": app.code()}).context["listed"].split()
        drain()
        letter = SentLetter.objects.get(letter="members/recovery_codes_renewed")
        assert letter.to == anna.email
        assert not any(code in letter.text for code in fresh)

    @pytest.mark.parametrize("typed", [{"password": "fout"}, {"code": "000000"}])
    def test_takes_password_and_code(self, client, anna, app, typed, now):
        client.post(RENEW, {"password": members.PASSWORD, "code": app.code(), **typed})
        assert SecondFactor.lets_in(anna, app.recovery_codes[0], moment=now, at=now)

    def test_does_not_exist_without_a_second_factor(self, client, anna):
        assert client.get(RENEW).status_code == 404


class TestDownload:
    def test_gives_the_codes_back_as_a_file(self, client, anna, app):
        answer = client.post(DOWNLOAD, {"codes": " ".join(app.recovery_codes)})
        assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
        assert answer["Content-Type"].startswith("text/plain")
        assert answer["Cache-Control"] == "no-store"
        assert all(code in answer.content.decode() for code in app.recovery_codes)

    @pytest.mark.parametrize("sent", ["", "<script>alert(1)</script>", "\x00"])
    def test_gives_nothing_back_that_are_not_ones_own(self, client, anna, app, sent):
        assert client.post(DOWNLOAD, {"codes": sent}).status_code == 404

    def test_gives_nobody_elses(self, client, anna, app):
        other = accounts.app_of(accounts.person())
        assert client.post(DOWNLOAD, {"codes": " ".join(other.recovery_codes)}).status_code == 404

    def test_is_no_link(self, client, anna, app):
        assert client.get(DOWNLOAD).status_code == 405
