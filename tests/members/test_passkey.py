"""A passkey answers one question once, for its person, on our host, and never counts backwards."""

import pytest

from keurmerk.models import Event
from members.models import RecoveryCode, SecondFactor
from members.models.passkey import Passkey
from members.passkeys import NotAccepted
from members.terms import RECOVERY_CODES
from tests.factories import accounts, members
from tests.factories.authenticator import Authenticator

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return members.user()


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


def add(person, device, at, name="Laptop"):
    question, state = Passkey.ask_for_new(person)
    return Passkey.add(person, name, state=state, said=device.make(question), actor="user:1", at=at)


def lets_in(person, device, at):
    question, state = Passkey.ask(person)
    return Passkey.lets_in(person, state=state, said=device.sign(question), at=at)


class TestAdd:
    def test_gives_a_first_second_factor_and_recovery_codes(self, anna, device, now):
        assert len(add(anna, device, now)) == RECOVERY_CODES
        assert SecondFactor.guards(anna)
        assert Event.objects.filter(name="passkey.added", subject_id=anna.pk).exists()

    def test_leaves_the_recovery_codes_of_who_has_them(self, anna, device, now):
        app = accounts.app_of(anna)
        assert add(anna, device, now) == []
        assert SecondFactor.lets_in(anna, app.recovery_codes[0], moment=now, at=now)

    def test_takes_a_device_once_whoever_it_is(self, anna, device, now):
        add(anna, device, now)
        for person in (anna, members.user()):
            with pytest.raises(NotAccepted):
                add(person, device, now)

    def test_asks_for_no_device_that_is_there(self, anna, device, now):
        add(anna, device, now)
        question, _state = Passkey.ask_for_new(anna)
        assert len(question["publicKey"]["excludeCredentials"]) == 1

    @pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "null", ""])
    def test_takes_no_answer_from_another_site(self, anna, origin, now):
        with pytest.raises(NotAccepted):
            add(anna, Authenticator(origin=origin), now)

    def test_takes_no_answer_for_another_host(self, anna, now):
        with pytest.raises(NotAccepted):
            add(anna, Authenticator(host="evil.example"), now)

    def test_takes_no_answer_to_another_question(self, anna, device, now):
        question, _state = Passkey.ask_for_new(anna)
        _question, state = Passkey.ask_for_new(anna)
        with pytest.raises(NotAccepted):
            Passkey.add(anna, "x", state=state, said=device.make(question), actor="user:1", at=now)

    @pytest.mark.parametrize(
        "said",
        [
            None,
            [],
            {},
            "x",
            7,
            {"rawId": "!", "response": {}},
            {"id": "a", "rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}},
        ],
    )
    def test_takes_no_nonsense(self, anna, said, now):
        _question, state = Passkey.ask_for_new(anna)
        with pytest.raises(NotAccepted):
            Passkey.add(anna, "x", state=state, said=said, actor="user:1", at=now)

    def test_is_bound_to_our_address_outside_the_sandbox(self, anna, now, settings):
        settings.SANDBOX, settings.SITE_URL = False, "https://keurtegel.example"
        with pytest.raises(NotAccepted):
            add(anna, Authenticator(origin="https://shop.keurtegel.example", host="keurtegel.example"), now)
        with pytest.raises(NotAccepted):
            add(anna, Authenticator(), now)
        add(anna, Authenticator(origin="https://keurtegel.example", host="keurtegel.example"), now)


class TestLetsIn:
    def test_with_a_signature_of_its_device(self, anna, device, now):
        add(anna, device, now)
        assert lets_in(anna, device, now)
        assert Passkey.objects.get().last_used_at == now

    @pytest.mark.rule("PA security: access")
    def test_not_with_the_device_of_somebody_else(self, anna, device, now):
        add(anna, device, now)
        bea, hers = members.user(), Authenticator()
        add(bea, hers, now)
        assert not lets_in(anna, hers, now)
        assert not lets_in(bea, device, now)

    @pytest.mark.rule("PA security: access")
    def test_not_with_the_answer_to_another_question(self, anna, device, now):
        add(anna, device, now)
        question, state = Passkey.ask(anna)
        said = device.sign(question)
        assert Passkey.lets_in(anna, state=state, said=said, at=now)
        _question, later = Passkey.ask(anna)
        assert not Passkey.lets_in(anna, state=later, said=said, at=now)

    def test_not_with_a_copy_that_counts_backwards(self, anna, device, now):
        add(anna, device, now)
        for _ in range(3):
            assert lets_in(anna, device, now)
        device.count = 1
        assert not lets_in(anna, device, now)
        question, state = Passkey.ask(anna)
        device.count = 0
        assert not Passkey.lets_in(anna, state=state, said=device.sign(question), at=now)

    def test_with_a_device_that_does_not_count(self, anna, now):
        device = Authenticator(count=0)
        add(anna, device, now)
        assert lets_in(anna, device, now)
        assert lets_in(anna, device, now)

    def test_not_with_a_signature_that_was_changed(self, anna, device, now):
        add(anna, device, now)
        question, state = Passkey.ask(anna)
        said = device.sign(question)
        said["response"]["signature"] = Authenticator().sign(question)["response"]["signature"]
        assert not Passkey.lets_in(anna, state=state, said=said, at=now)

    @pytest.mark.parametrize("said", [None, [], {}, "x", {"rawId": "AA", "response": None}])
    def test_not_with_nonsense(self, anna, device, said, now):
        add(anna, device, now)
        _question, state = Passkey.ask(anna)
        assert not Passkey.lets_in(anna, state=state, said=said, at=now)

    def test_nobody_is_asked_who_has_none(self, anna):
        assert Passkey.ask(anna) is None


class TestRemove:
    def test_of_the_last_leaves_no_recovery_codes(self, anna, device, now):
        add(anna, device, now)
        SecondFactor.remove_passkey(Passkey.objects.get(), actor="user:1", at=now)
        assert not SecondFactor.guards(anna)
        assert not RecoveryCode.objects.exists()

    def test_leaves_the_codes_while_there_is_an_app(self, anna, device, now):
        accounts.app_of(anna)
        add(anna, device, now)
        SecondFactor.remove_passkey(Passkey.objects.get(), actor="user:1", at=now)
        assert RecoveryCode.objects.count() == RECOVERY_CODES

    def test_of_everything_at_once(self, anna, device, now):
        accounts.app_of(anna)
        add(anna, device, now)
        assert SecondFactor.remove_all(anna, actor="console", at=now)
        assert not SecondFactor.guards(anna)
        assert not RecoveryCode.objects.exists()
        assert not SecondFactor.remove_all(anna, actor="console", at=now)
