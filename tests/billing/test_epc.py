from decimal import Decimal

import pytest

from billing.epc import epc_svg, epc_text


def text(**changed):
    facts = {
        "name": "Stichting Keurtegel",
        "iban": "NL02 ABNA 0123 4567 89",
        "amount": Decimal("145.2"),
        "reference": "RF36202600123",
    }
    return epc_text(**{**facts, **changed})


class TestEpcText:
    def test_has_the_lines_of_the_standard(self):
        assert text().split("\n") == [
            "BCD", "002", "1", "SCT", "", "Stichting Keurtegel", "NL02ABNA0123456789", "EUR145.20", "", "RF36202600123",
        ]  # fmt: skip

    @pytest.mark.parametrize("amount", ["0", "0.001", "1000000000"])
    def test_refuses_amounts_that_banks_refuse(self, amount):
        with pytest.raises(ValueError, match="cannot be paid"):
            text(amount=Decimal(amount))

    def test_cuts_a_long_name(self):
        assert len(text(name="A" * 90).split("\n")[5]) == 70


class TestEpcSvg:
    def test_draws_a_small_picture(self):
        drawn = epc_svg(text())
        assert drawn.startswith("<?xml")
        assert len(drawn) < 20_000
