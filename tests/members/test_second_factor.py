"""The second factor: an app's codes count once, guessing takes for ever, and what we keep opens nothing."""

from datetime import timedelta

import pytest

from keurmerk.models import Event
from keurmerk.sealing import unseal
from members import code_app
from members.models import RecoveryCode, SecondFactor, TooManyGuesses
from members.terms import CODE_GUESSES, CODE_PAUSE, CODE_PAUSE_MOST, RECOVERY_CODES
from tests.factories import members

pytestmark = pytest.mark.django_db
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def anna():
    return members.user()


@pytest.fixture
def secret():
    return code_app.new_secret()


@pytest.fixture
def codes(anna, secret, now) -> list[str]:
    """Anna has set up her app with the code of before; these are her recovery codes."""
    before = code_app.step_of(secret, code_app.code_at(secret, now - HALF_A_MINUTE), moment=now)
    return SecondFactor.add(anna, secret, step=before, actor="user:1", at=now)


def lets_in(person, typed, moment, at=None):
    return SecondFactor.lets_in(person, typed, moment=moment, at=at or moment)


class TestApp:
    def test_lets_in_with_the_code_of_now(self, anna, secret, codes, now):
        assert lets_in(anna, code_app.code_at(secret, now), now)

    @pytest.mark.rule("PA security: access")
    def test_takes_a_code_only_once(self, anna, secret, codes, now):
        code = code_app.code_at(secret, now)
        assert lets_in(anna, code, now)
        assert not lets_in(anna, code, now)
        assert not lets_in(anna, code, now + HALF_A_MINUTE)

    def test_takes_no_code_from_before_the_last(self, anna, secret, codes, now):
        assert lets_in(anna, code_app.code_at(secret, now + HALF_A_MINUTE), now)
        assert not lets_in(anna, code_app.code_at(secret, now), now)

    def test_does_not_take_the_code_that_set_it_up(self, anna, secret, codes, now):
        assert not lets_in(anna, code_app.code_at(secret, now - HALF_A_MINUTE), now)

    def test_of_somebody_else_opens_nothing(self, anna, secret, codes, now):
        assert not lets_in(members.user(), code_app.code_at(secret, now), now)
        assert not lets_in(members.user(), codes[0], now)

    def test_is_kept_so_that_the_database_alone_gives_no_codes(self, anna, secret, codes):
        factor = SecondFactor.objects.get()
        assert secret not in factor.sealed_secret
        assert unseal(factor.sealed_secret) == secret

    def test_still_works_after_a_new_key_of_the_house(self, anna, secret, codes, now, settings):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one of the house", [settings.SECRET_KEY]
        assert lets_in(anna, code_app.code_at(secret, now), now)

    def test_is_removed_with_its_recovery_codes(self, anna, codes, now):
        anna.second_factor.remove(actor="user:1", at=now)
        assert not SecondFactor.guards(anna)
        assert not lets_in(anna, codes[0], now)


class TestGuessing:
    @pytest.mark.rule("PA security: access")
    def test_closes_the_door_for_a_while_for_the_right_code_too(self, anna, secret, codes, now):
        for _ in range(CODE_GUESSES):
            assert not lets_in(anna, "000000", now)
        with pytest.raises(TooManyGuesses):
            lets_in(anna, code_app.code_at(secret, now), now)
        later = now + CODE_PAUSE
        assert lets_in(anna, code_app.code_at(secret, later), later)

    def test_is_told_to_the_person(self, anna, codes, now):
        for _ in range(CODE_GUESSES):
            lets_in(anna, "000000", now)
        assert Event.objects.filter(name="second_factor.closed", subject_id=anna.pk).count() == 1

    def test_takes_twice_as_long_each_time_up_to_a_day(self, anna, codes, now):
        pauses = []
        at = now
        for _ in range(9):
            for _ in range(CODE_GUESSES):
                lets_in(anna, "000000", at)
            closed = SecondFactor.objects.get().closed_until
            pauses.append(closed - at)
            at = closed
        assert pauses[:3] == [CODE_PAUSE, CODE_PAUSE * 2, CODE_PAUSE * 4]
        assert pauses[-1] == CODE_PAUSE_MOST

    def test_begins_anew_after_a_right_code(self, anna, secret, codes, now):
        for _ in range(CODE_GUESSES - 1):
            lets_in(anna, "000000", now)
        assert lets_in(anna, code_app.code_at(secret, now), now)
        assert not lets_in(anna, "000000", now)
        assert SecondFactor.objects.get().closed_until is None

    def test_does_not_keep_out_a_recovery_code(self, anna, codes, now):
        for _ in range(CODE_GUESSES):
            lets_in(anna, "000000", now)
        assert lets_in(anna, codes[0], now)


class TestRecoveryCode:
    def test_there_are_ten_and_they_are_kept_as_hashes(self, anna, codes):
        assert len(set(codes)) == RECOVERY_CODES
        kept = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)

    @pytest.mark.rule("PA security: access")
    def test_opens_the_door_once(self, anna, codes, now):
        assert lets_in(anna, codes[3], now)
        assert not lets_in(anna, codes[3], now)
        assert Event.objects.get(name="recovery_code.used").payload == {"left": RECOVERY_CODES - 1}

    def test_may_be_typed_as_it_comes(self, anna, codes, now):
        assert lets_in(anna, f"  {codes[0].upper().replace('-', ' ')}", now)

    def test_does_not_outlive_new_ones(self, anna, codes, now):
        fresh = RecoveryCode.renew(anna, actor="user:1", at=now)
        assert not lets_in(anna, codes[0], now)
        assert lets_in(anna, fresh[0], now)

    def test_are_of_their_person_all_or_none(self, anna, codes):
        assert RecoveryCode.are_of(anna, codes)
        assert not RecoveryCode.are_of(anna, codes[:9])
        assert not RecoveryCode.are_of(members.user(), codes)
        assert not RecoveryCode.are_of(members.user(), [])
