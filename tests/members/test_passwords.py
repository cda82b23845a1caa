"""What a password must hold (processing agreement, Security: password)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from members.models import FormerPassword, User
from members.terms import FORMER_PASSWORDS
from tests.factories import members

ANNA = User(email="anna.devries@example.com", name="Anna de Vries")


@pytest.mark.rule("PA security: password")
@pytest.mark.parametrize("password", ["Zee-paard-88", "één2drie!", "x9x9x9x9 ?"])
def test_a_letter_a_number_and_a_symbol_in_eight_characters_will_do(password):
    validate_password(password, ANNA)


@pytest.mark.rule("PA security: password")
@pytest.mark.parametrize(
    "password", ["Zee-8", "Zeepaard-", "12345678!", "Zeepaard8", "Anna-de-Vries1", "anna.devries1", ""]
)
def test_anything_less_will_not(password):
    with pytest.raises(ValidationError):
        validate_password(password, ANNA)


@pytest.mark.rule("PA security: password")
@pytest.mark.parametrize(
    "password",
    [
        "!!Vries-Zeeland-2026!!",
        "Het-huis-van-ANNA-7",
        "xx-D-e-V-r-i-e-s-1234",
        "Ik-mail-als-example-5",
        "Ännä-zeilt-9!",
    ],
)
def test_nothing_of_ones_own_stands_in_it_however_it_is_written(password):
    with pytest.raises(ValidationError) as fault:
        validate_password(password, ANNA)
    assert "password_of_own_data" in {each.code for each in fault.value.error_list}


@pytest.mark.rule("PA security: password")
@pytest.mark.django_db
class TestShopkeeper:
    @pytest.fixture
    def anna(self):
        owner = members.user(name="Anna", email="a@b.example")
        members.shop(owner=owner, host="mijn-bakfiets.example", name="Het Spaakwiel")
        return owner

    @pytest.mark.parametrize(
        "password",
        [
            "Zon-spaakwiel-1",
            "bakfiets!99",
            "Mijn.Bakfiets-1",
            "Fietsgoed=best1",
            "kvk-12345678-x",
            "8011ab-Zwolle!",
            "bel0381234567!",
        ],
    )
    def test_uses_nothing_of_shop_or_company(self, anna, password):
        with pytest.raises(ValidationError):
            validate_password(password, anna)

    @pytest.mark.parametrize("password", ["Zee-paard-88", members.PASSWORD, "Wiel-van-staal-8"])
    def test_may_use_what_only_looks_like_it(self, anna, password):
        validate_password(password, anna)

    def test_is_not_held_to_the_data_of_others(self, anna):
        members.shop(owner=members.user(), name="Zeepaardje", host="paard.example")
        validate_password("Zee-paard-88", anna)


@pytest.mark.rule("PA security: password")
@pytest.mark.django_db
class TestFormer:
    def test_are_known_as_far_back_as_we_look(self):
        anna = members.user()
        passwords = [f"Zee-paard-{number}" for number in range(FORMER_PASSWORDS + 2)]
        for password in passwords:
            FormerPassword.keep(anna)
            anna.set_password(password)
            anna.save()
        known = [password for password in passwords if FormerPassword.knows(anna, password)]
        assert known == passwords[-FORMER_PASSWORDS - 1 :]

    def test_are_kept_as_hashes(self):
        anna = members.user()
        FormerPassword.keep(anna)
        assert members.PASSWORD not in FormerPassword.objects.get().hash

    def test_of_somebody_else_may_be_ones_own(self):
        FormerPassword.keep(members.user())
        nobody = members.user()
        nobody.set_password("Zee-paard-88")
        assert not FormerPassword.knows(nobody, members.PASSWORD)
