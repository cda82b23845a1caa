"""Adding, naming and taking away a passkey, and logging in with one."""

import json

import pytest
from django.test import Client

from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import SecondFactor
from members.models.passkey import Passkey
from tests.factories import accounts, members
from tests.factories.authenticator import Authenticator

ADD, STEP = "/accounts/passkeys/", "/accounts/second-step/"


@pytest.fixture
def anna(client, db):
    person = accounts.person()
    client.force_login(person)
    return person


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


def question_of(answer) -> dict:
    return json.loads(answer.context["question"])


def add(client, device, **typed):
    said = device.make(question_of(client.get(ADD)))
    return client.post(ADD, {"name": "Laptop", "password": members.PASSWORD, "passkey": json.dumps(said), **typed})


def remove(client, known, device, **typed):
    address = f"/accounts/passkeys/{known.pk}/remove/"
    said = device.sign(question_of(client.get(address)))
    return client.post(address, {"password": members.PASSWORD, "passkey": json.dumps(said), **typed})


class TestAdd:
    def test_switches_the_second_step_on_and_shows_recovery_codes(self, client, anna, device):
        page = add(client, device).content.decode()
        assert "herstelcodes" in page
        assert Passkey.objects.get().name == "Laptop"
        drain()
        assert SentLetter.objects.get(letter="members/passkey_added").to == anna.email

    def test_a_second_one_goes_back_to_the_page(self, client, anna, device):
        add(client, device)
        assert add(client, Authenticator(), name="Telefoon")["Location"] == "/accounts/security/"
        page = client.get("/accounts/security/").content.decode()
        assert "Laptop" in page
        assert "Telefoon" in page

    @pytest.mark.parametrize(
        "typed",
        [
            {"password": "fout"},
            {"name": ""},
            {"name": "x" * 41},
            {"passkey": ""},
            {"passkey": "{"},
            {"passkey": "[" * 5000},
            {"passkey": "{}"},
        ],
    )
    def test_takes_a_name_the_password_and_the_device(self, client, anna, device, typed):
        answer = add(client, device, **typed)
        assert answer.context["form"].errors
        assert not SecondFactor.guards(anna)

    def test_answers_a_question_once(self, client, anna, device):
        said = json.dumps(device.make(question_of(client.get(ADD))))
        typed = {"name": "Laptop", "password": members.PASSWORD, "passkey": said}
        client.post(ADD, typed)
        Passkey.objects.all().delete()
        assert client.post(ADD, typed).context["form"].errors

    def test_ends_sessions_that_came_without(self, client, anna, device):
        elsewhere = Client()
        accounts.give_password(elsewhere, anna)
        add(client, device)
        assert elsewhere.get("/accounts/security/").status_code == 302

    def test_names_the_browser_beforehand(self, client, anna):
        page = client.get(ADD, headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/133.0"}).content.decode()
        assert 'value="Firefox op Windows"' in page
        assert "style=" not in page


class TestRename:
    def test_gives_another_name(self, client, anna, device):
        add(client, device)
        address = f"/accounts/passkeys/{Passkey.objects.get().pk}/name/"
        client.post(address, {"name": "<b>Mijn</b> sleutel"})
        page = client.get("/accounts/security/").content.decode()
        assert "&lt;b&gt;Mijn&lt;/b&gt; sleutel" in page

    def test_finds_nobody_elses(self, client, anna, device):
        other = Client()
        other.force_login(accounts.person())
        add(other, device)
        theirs = Passkey.objects.get()
        for page in ("name", "remove"):
            assert client.get(f"/accounts/passkeys/{theirs.pk}/{page}/").status_code == 404
            assert client.post(f"/accounts/passkeys/{theirs.pk}/{page}/", {"name": "van mij"}).status_code == 404
        theirs.refresh_from_db()
        assert theirs.name == "Laptop"


class TestRemove:
    def test_takes_the_password_and_the_device_itself(self, client, anna, device):
        add(client, device)
        assert remove(client, Passkey.objects.get(), device)["Location"] == "/accounts/security/"
        assert not SecondFactor.guards(anna)
        drain()
        assert SentLetter.objects.get(letter="members/passkey_removed").to == anna.email

    @pytest.mark.rule("PA security: access")
    @pytest.mark.parametrize("typed", [{"password": "fout"}, {"passkey": ""}, {"passkey": "{}"}])
    def test_takes_not_one_of_the_two(self, client, anna, device, typed):
        add(client, device)
        assert remove(client, Passkey.objects.get(), device, **typed).context["form"].errors
        assert SecondFactor.guards(anna)

    def test_may_be_proved_with_the_app(self, client, anna, device):
        app = accounts.app_of(anna)
        add(client, device)
        remove(client, Passkey.objects.get(), device, passkey="", code=app.code())
        assert not Passkey.objects.exists()
        assert SecondFactor.guards(anna)

    def test_is_not_proved_with_the_device_of_somebody_else(self, client, anna, device):
        add(client, device)
        other, theirs = Client(), Authenticator()
        other.force_login(accounts.person())
        add(other, theirs)
        remove(client, Passkey.objects.of(anna).get(), theirs)
        assert SecondFactor.guards(anna)


class TestLogIn:
    @pytest.fixture
    def visitor(self, client, anna, device):
        add(client, device)
        browser = Client()
        accounts.give_password(browser, anna)
        return browser

    def test_with_the_device(self, visitor, device):
        said = device.sign(question_of(visitor.get(STEP)))
        assert visitor.post(STEP, {"passkey": json.dumps(said)})["Location"] == "/dashboard/"
        assert visitor.get("/accounts/security/").status_code == 200

    @pytest.mark.rule("PA security: access")
    def test_with_an_answer_once(self, visitor, device, anna):
        said = {"passkey": json.dumps(device.sign(question_of(visitor.get(STEP))))}
        visitor.post(STEP, said)
        again = Client()
        accounts.give_password(again, anna)
        assert again.post(STEP, said).status_code == 200
        again.get(STEP)
        assert again.post(STEP, said).status_code == 200

    def test_not_with_a_device_of_somebody_else(self, visitor):
        stranger = Authenticator()
        said = stranger.sign(question_of(visitor.get(STEP)))
        answer = visitor.post(STEP, {"passkey": json.dumps(said)})
        assert "niet geaccepteerd" in answer.content.decode()

    def test_not_by_asking_for_ones_own_question_meanwhile(self, visitor, db):
        other, theirs = Client(), Authenticator()
        stranger = accounts.person()
        other.force_login(stranger)
        add(other, theirs)
        said = theirs.sign(
            question_of(other.get(f"/accounts/passkeys/{Passkey.objects.of(stranger).get().pk}/remove/"))
        )
        assert visitor.post(STEP, {"passkey": json.dumps(said)}).status_code == 200

    def test_with_a_recovery_code_where_no_script_runs(self, client, anna, device, db):
        codes = add(client, device).context["listed"].split()
        browser = Client()
        accounts.give_password(browser, anna)
        assert browser.post(STEP, {"code": codes[0]})["Location"] == "/dashboard/"

    def test_asks_nothing_of_devices_of_who_has_none(self, client, db):
        person = accounts.person()
        accounts.app_of(person)
        accounts.give_password(client, person)
        page = client.get(STEP)
        assert page.context["question"] == ""
        assert "passkey.js" not in page.content.decode()
