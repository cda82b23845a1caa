from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.collection import collection_costs

amounts = st.decimals(min_value="0.01", max_value="5000000", places=2)


class TestCollectionCosts:
    @pytest.mark.rule("12.9", "12.11")
    @pytest.mark.parametrize(
        ("principal", "costs"),
        [
            ("10", 40), ("145.20", 40), ("266.67", 40), ("1000", 150), ("2500", 375), ("3000", 425), ("5000", 625),
            ("8400", 795), ("10000", 875), ("200000", 2775), ("1000000", 6775), ("4000000", 6775),
        ],
    )  # fmt: skip
    def test_follow_the_scale_of_the_law(self, principal, costs):
        assert collection_costs(Decimal(principal)) == costs

    def test_need_a_principal(self):
        with pytest.raises(ValueError, match="no principal"):
            collection_costs(Decimal(0))

    @given(amounts, amounts)
    def test_never_fall_when_the_principal_rises(self, one, other):
        assert collection_costs(min(one, other)) <= collection_costs(max(one, other))

    @given(amounts)
    def test_stay_between_forty_and_the_most(self, principal):
        assert 40 <= collection_costs(principal) <= 6775
