import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.reference import creditor_reference, grouped, is_valid


class TestCreditorReference:
    @pytest.mark.parametrize(
        ("own", "reference"), [("202600123", "RF36202600123"), ("WK2026000123", "RF32WK2026000123")]
    )
    def test_has_the_check_digits_of_the_standard(self, own, reference):
        assert creditor_reference(own) == reference

    def test_leaves_out_what_is_no_letter_or_digit(self):
        assert creditor_reference("wk2026-000 123") == "RF32WK2026000123"

    @pytest.mark.parametrize("own", ["", "-", "A" * 22])
    def test_refuses_nothing_and_too_much(self, own):
        with pytest.raises(ValueError, match="creditor reference"):
            creditor_reference(own)

    @given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=21))
    def test_is_always_valid(self, own):
        assert is_valid(creditor_reference(own))


class TestIsValid:
    def test_reads_it_with_spaces(self):
        assert is_valid("rf36 2026 0012 3")

    @pytest.mark.parametrize(
        "typo", ["RF36202600132", "RF37202600123", "XX36202600123", "RF36", "RF3é202600123", "RFA6202600123"]
    )
    def test_sees_a_typing_error(self, typo):
        assert not is_valid(typo)


class TestGrouped:
    def test_puts_it_in_fours(self):
        assert grouped("RF36202600123") == "RF36 2026 0012 3"
