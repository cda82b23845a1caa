"""Each sign of a fake speaks when it should, and is silent about what honest people do."""

import pytest

from reviews.suspicion import LOOK, SENTENCES, Facts, explain, signals, weight


def codes(**facts):
    return [each.code for each in signals(Facts(**facts))]


class TestSignals:
    def test_an_ordinary_review_has_none(self):
        assert signals(Facts(usual=2.0, that_day=3, minutes_from_letter=90.0)) == []

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"by_own_people": True, "from_own_address": True}, "OWN_DEVICE"),
            ({"from_own_address": True}, "OWN_ADDRESS"),
            ({"same_device_here": 3}, "DEVICE_HERE"),
            ({"same_device_shops": 6}, "DEVICE_SHOPS"),
            ({"same_address_here": 6}, "ADDRESS_HERE"),
            ({"same_mailbox_here": 1}, "MAILBOX"),
            ({"by_writer": 10}, "BUSY_WRITER"),
            ({"throwaway_address": True}, "THROWAWAY"),
            ({"staff_domain": True}, "STAFF_DOMAIN"),
            ({"likeness": 0.9}, "ALIKE"),
            ({"that_day": 18, "verified": False}, "BURST"),
            ({"order_shared": 4}, "ORDER_SHARED"),
        ],
    )
    def test_is_enough_for_a_person_to_look(self, facts, code):
        found = signals(Facts(**facts))
        assert [each.code for each in found] == [code]
        assert weight(found) >= LOOK

    @pytest.mark.parametrize(
        "facts",
        [
            {"same_device_here": 1},  # two of one family
            {"same_address_here": 2, "same_device_shops": 3},  # an office
            {"by_writer": 5},  # somebody who reviews everything
            {"order_worth_nothing": True, "minutes_from_letter": 1.0},  # a voucher, and happy at once
            {"order_shared": 1},  # a shop that numbers anew
            {"likeness": 0.65},
        ],
    )
    def test_is_not_enough_by_itself(self, facts):
        assert weight(signals(Facts(**facts))) < LOOK

    def test_a_busy_day_after_many_invitations_is_no_burst(self):
        assert codes(that_day=25, usual=1.0, invited_lately=300) == []
        assert codes(that_day=25, usual=1.0, invited_lately=10) == ["BURST"]

    def test_stars_are_no_sign(self):
        assert "stars" not in Facts.__dataclass_fields__

    def test_together_they_weigh_at_most_a_hundred(self):
        everything = Facts(by_own_people=True, same_device_here=9, throwaway_address=True, staff_domain=True)
        assert weight(signals(everything)) == 100


class TestExplain:
    def test_says_each_sign_in_a_sentence(self):
        assert {explain(code, 7)[-1] for code in SENTENCES} == {"."}

    def test_names_the_figure(self):
        assert "7 " in explain("DEVICE_HERE", 7)
