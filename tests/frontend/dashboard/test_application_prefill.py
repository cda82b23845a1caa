"""The company is filled in from the trade register, where nothing was typed (checklist 3.7)."""

import pytest

from members.registers import Unavailable
from tests.factories import members

pytestmark = pytest.mark.django_db
HERE = "/dashboard/application/company/"


@pytest.fixture(autouse=True)
def begun(client):
    anna = members.user()
    client.force_login(anna)
    client.post("/dashboard/application/start/")


def look_up(client, **typed):
    return client.post(HERE, {"look_up": "1", **typed}, follow=True)


def test_what_the_register_knows_is_filled_in_and_nothing_is_saved_yet(client):
    page = look_up(client, kvk_number="6959 9084")
    assert 'value="Test EMZ Dagobert"' in page.text
    assert 'value="Abebe Bikilalaan"' in page.text
    assert "Ingevuld uit het Handelsregister" in page.text
    assert "Niet compleet" in client.get("/dashboard/application/").text


def test_what_was_typed_stays(client):
    page = look_up(client, kvk_number="69599084", legal_name="Dagobert Handel", phone="038 123 45 67")
    assert 'value="Dagobert Handel"' in page.text
    assert 'value="038 123 45 67"' in page.text
    assert 'value="Amsterdam"' in page.text


@pytest.mark.parametrize(
    ("number", "said"), [("123", "eerst je KvK-nummer"), ("00001234", "staat niet in het Handelsregister")]
)
def test_why_nothing_came_is_said_and_what_was_typed_stays(client, number, said):
    page = look_up(client, kvk_number=number, city="Zwolle")
    assert said in page.text
    assert 'value="Zwolle"' in page.text


def test_a_register_that_is_away_stands_in_nobodys_way(client, monkeypatch):
    class Away:
        def company(self, number):
            raise Unavailable("busy")

    monkeypatch.setattr("frontend.dashboard.application_prefill.trade_register", Away)
    assert "antwoordt nu niet" in look_up(client, kvk_number="12345678").text
