from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.vat import EU, Treatment, vat_for
from keurmerk.money import VatRate, euros


class TestVatFor:
    def test_charges_21_percent_in_the_netherlands_whatever_vies_says(self):
        for confirmed in (True, False):  # a member under the small-business scheme is still charged
            vat = vat_for("NL", number_confirmed=confirmed)
            assert (vat.treatment, vat.rate.percent) == (Treatment.STANDARD, 21)

    @pytest.mark.parametrize("country", sorted(EU - {"NL"}))
    def test_reverses_the_charge_for_a_confirmed_number_elsewhere_in_the_union(self, country):
        vat = vat_for(country, number_confirmed=True)
        assert (vat.treatment, vat.rate.percent) == (Treatment.REVERSE_CHARGE, 0)

    def test_charges_21_percent_while_the_number_is_unconfirmed(self):
        vat = vat_for("BE", number_confirmed=False)
        assert (vat.treatment, vat.rate.percent) == (Treatment.STANDARD, 21)

    @pytest.mark.parametrize("country", ["CH", "GB", "NO", "US"])
    def test_leaves_the_rest_of_the_world_out_of_scope(self, country):
        assert vat_for(country, number_confirmed=False).treatment == Treatment.OUT_OF_SCOPE

    def test_knows_the_twenty_seven(self):
        assert len(EU) == 27


class TestVatRate:
    def test_makes_145_20_of_120(self):
        assert VatRate(Decimal(21)).of(Decimal(120)) == Decimal("25.20")

    @given(st.decimals(min_value=0, max_value=1_000_000, places=2))
    def test_is_never_half_a_cent_or_more_beside_the_exact_amount(self, net):
        vat = VatRate(Decimal(21)).of(net)
        assert abs(vat - net * Decimal("0.21")) <= Decimal("0.005")
        assert vat == euros(vat)
