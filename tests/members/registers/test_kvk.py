"""What the trade register says, and that it says nothing while it is away (checklist 3.7)."""

import pytest

from members.registers import Unavailable, trade_register
from members.registers.kvk import Kvk
from tests.peers import kvk

PEOPLE = "69599084"


@pytest.fixture
def register(settings):
    peer = kvk.Kvk()
    settings.KVK_API_URL, settings.KVK_API_KEY = peer.url, kvk.KEY
    yield peer
    peer.close()
    assert not peer.refusals


def test_it_tells_names_form_and_address(register):
    company = trade_register().company(PEOPLE)
    assert (company.legal_name, company.legal_form) == ("Test EMZ Dagobert", "SOLE_TRADER")
    assert company.names[1] == "Tweede handelsnaam 1MZ"
    where = (company.street, company.house_number, company.postcode, company.city)
    assert where == ("Abebe Bikilalaan", "17 M", "1034 WL", "Amsterdam")


def test_a_number_that_is_not_there_is_told_apart(register):
    assert trade_register().company("12345678") is None


@pytest.mark.parametrize(
    "fault",
    ["429", "429-with-body", "500", "503", "redirect", "drop-before", "malformed", "no-json", "504-after", "204"],
)
def test_a_register_that_is_away_says_nothing(register, fault):
    register.misbehaviour = [fault]
    with pytest.raises(Unavailable):
        trade_register().company(PEOPLE)


def test_a_register_that_hangs_is_not_waited_for(register, monkeypatch):
    monkeypatch.setattr("members.registers.kvk._PATIENCE", (1, 0.3))
    register.misbehaviour = ["hang"]
    with pytest.raises(Unavailable):
        trade_register().company(PEOPLE)


def test_a_404_without_kvks_own_code_proves_nothing(register):
    register.recorded["/api/v1/basisprofielen/87654321"] = (404, {"message": "no route"})
    with pytest.raises(Unavailable):
        trade_register().company("87654321")


def test_a_wrong_key_is_our_fault_and_not_the_companys(register, settings):
    settings.KVK_API_KEY = "another"
    with pytest.raises(Unavailable):
        Kvk().company(PEOPLE)


def test_an_answer_about_another_company_proves_nothing(register):
    status, body = register.recorded[f"/api/v1/basisprofielen/{PEOPLE}"]
    register.recorded["/api/v1/basisprofielen/87654321"] = (status, body)
    with pytest.raises(Unavailable):
        trade_register().company("87654321")


def test_a_chain_of_certificates_of_ones_own_can_be_named(register, settings, tmp_path):
    settings.KVK_CA_BUNDLE = str(tmp_path / "nowhere.pem")
    settings.KVK_API_URL = register.url.replace("http:", "https:")
    with pytest.raises(Unavailable):
        trade_register().company(PEOPLE)


def test_an_address_that_is_shielded_is_left_out(register):
    path = f"/api/v1/basisprofielen/{PEOPLE}"
    status, body = register.recorded[path]
    place = body["_embedded"]["hoofdvestiging"]
    for address in place["adressen"]:
        address["indAfgeschermd"] = "Ja"
    register.recorded[path] = (status, body)
    company = trade_register().company(PEOPLE)
    assert (company.legal_name, company.street, company.city) == ("Test EMZ Dagobert", "", "")
