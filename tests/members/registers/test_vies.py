"""Is a VAT number in use? An outage never reads as "no" (checklist 3.7)."""

import pytest

from members.registers import Unavailable, vat_register
from tests.peers import vies


@pytest.fixture
def register(settings):
    peer = vies.Vies()
    settings.VIES_ON, settings.VIES_API_URL, settings.VIES_REQUESTER = True, peer.url, "NL000099998B57"
    yield peer
    peer.close()
    assert not peer.refusals


def test_it_tells_who_uses_it_with_a_reference_as_proof(register):
    answer = vat_register().check(vies.KNOWN)
    assert (answer.valid, answer.name, answer.reference) == (True, "FIETSGOED B.V.", "WAPIAAAAXyz")
    assert answer.address == "VOORBEELDKADE 00012 8011AB ZWOLLE"
    assert register.asked[0]["requesterMemberStateCode"] == "NL"


def test_it_tells_that_nobody_uses_it(register):
    answer = vat_register().check("NL111111111B01")
    assert (answer.valid, answer.name) == (False, "")


@pytest.mark.parametrize(
    "code", ["MS_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ", "TIMEOUT", "SERVICE_UNAVAILABLE"]
)
def test_a_member_state_that_is_away_says_nothing(register, code):
    register.state_fault = code
    with pytest.raises(Unavailable, match=code):
        vat_register().check(vies.KNOWN)


@pytest.mark.parametrize("fault", ["429", "500", "503", "drop-before", "malformed", "no-json", "204", "redirect"])
def test_a_register_that_is_away_says_nothing(register, fault):
    register.misbehaviour = [fault]
    with pytest.raises(Unavailable):
        vat_register().check(vies.KNOWN)


@pytest.mark.parametrize("code", ["INVALID_INPUT", "INVALID_REQUESTER_INFO", "VAT_BLOCKED"])
def test_a_question_that_it_does_not_take_says_nothing_of_the_number(register, code):
    register.state_fault = code
    with pytest.raises(Unavailable, match=code):
        vat_register().check(vies.KNOWN)


def test_it_calls_greece_by_its_other_name(register):
    vat_register().check("GR094259216")
    assert register.asked[0]["countryCode"] == "EL"
