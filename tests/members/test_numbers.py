"""The numbers a company is known by (checklist 3.8)."""

import pytest

from members.numbers import is_phone_number, is_vat_number


@pytest.mark.parametrize("number", ["NL864379213B01", "NL000099998B57", "nl 8643.79.213.b01", "BE0123456789"])
def test_a_vat_number_of_either_kind_is_taken(number):
    assert is_vat_number(number)


@pytest.mark.parametrize("number", ["NL864379214B01", "NL864379213B00", "NL1234", "864379213B01", "", "NL86437921301"])
def test_a_wrong_vat_number_is_refused(number):
    assert not is_vat_number(number)


@pytest.mark.parametrize("digit", range(10))
def test_one_wrong_digit_is_always_found(digit):
    number = f"NL86437921{digit}B01"
    assert is_vat_number(number) == (digit == 3)


@pytest.mark.parametrize(
    "number", ["038 123 45 67", "+31 38 123 45 67", "+31 (0)38 1234567", "06-12345678", "+32 2 123 45 67"]
)
def test_a_phone_number_is_taken(number):
    assert is_phone_number(number)


@pytest.mark.parametrize("number", ["12345678", "038 123 45 6", "+31 38 123 45 67 8", "bel mij", "+0123456789"])
def test_a_wrong_phone_number_is_refused(number):
    assert not is_phone_number(number)
