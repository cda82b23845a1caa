"""Whole shops with traps: the machine finds the trap, and takes nothing else for a fault."""

import pytest

from inspections.verdicts import Outcome
from tests.inspections.whole_shops import SHOPS, look


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.name)
def test_a_shop_is_judged_as_an_inspector_would(shop, now):
    found = look(shop.make(), now)
    said = {one.code: one.verdict.value for one in found.verdicts}
    assert {code for code, verdict in said.items() if verdict == Outcome.NOT_MET} == shop.fails
    assert {code: said[code] for code in shop.labels} == shop.labels
    assert len(found.pages) <= 40


def test_there_are_twelve():
    assert len({shop.name for shop in SHOPS}) == 12
