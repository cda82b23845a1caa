from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.interest import interest
from billing.owing import CameOff, Claimed, owing

JUNE = date(2026, 6, 25)
cents = st.integers(1, 500_000).map(lambda n: Decimal(n) / 100)


def claim_of_costs(day, amount):
    return Claimed(day, Decimal(amount), since=day + timedelta(days=11))


class TestInterestOfADefault:
    @pytest.mark.rule("12.8", "12.12")
    @pytest.mark.parametrize(
        ("principal", "default", "on", "euros"),
        [
            ("145.20", JUNE, date(2026, 7, 15), "0.82"),
            ("1000", date(2024, 12, 1), date(2025, 8, 1), "74.32"),
            ("1000", date(2017, 1, 1), date(2019, 1, 1), "166.40"),
        ],
    )
    def test_is_that_of_the_calculator(self, principal, default, on, euros):
        assert owing(Decimal(principal), default=default, events=[], on=on).accrued == Decimal(euros)

    @given(cents, st.dates(date(2016, 7, 1), date(2029, 1, 1)), st.integers(0, 1500))
    def test_is_the_same_when_nothing_comes_in(self, principal, default, days):
        on = default + timedelta(days=days)
        found = owing(principal, default=default, events=[], on=on).accrued
        assert abs(found - interest(principal, default=default, paid=on)) <= Decimal("0.01")

    def test_runs_over_what_is_left_after_a_part_was_paid(self):
        half = [CameOff(date(2026, 7, 5), Decimal(500))]
        found = owing(Decimal(1000), default=JUNE, events=half, on=date(2026, 7, 15))
        first = interest(Decimal(1000), default=JUNE, paid=date(2026, 7, 5))
        second = interest(Decimal(500), default=date(2026, 7, 5), paid=date(2026, 7, 15))
        assert abs(found.accrued - first - second) <= Decimal("0.01")

    @pytest.mark.rule("12.12")
    def test_runs_over_costs_from_the_day_on_which_they_had_to_be_paid(self):
        costs = claim_of_costs(date(2026, 7, 5), "150")
        until_then = owing(Decimal(1000), default=JUNE, events=[costs], on=costs.since)
        a_year = owing(Decimal(1000), default=JUNE, events=[costs], on=costs.since + timedelta(days=100))
        of_principal = interest(Decimal(1000), default=JUNE, paid=costs.since + timedelta(days=100))
        of_costs = interest(Decimal(150), default=costs.since, paid=costs.since + timedelta(days=100))
        assert until_then.accrued == interest(Decimal(1000), default=JUNE, paid=costs.since)
        assert abs(a_year.accrued - of_principal - of_costs) <= Decimal("0.01")

    def test_stops_when_all_is_paid(self):
        day = date(2026, 7, 5)
        paid = [Claimed(day, Decimal("2.81")), CameOff(day, Decimal("1002.81"))]
        then = owing(Decimal(1000), default=JUNE, events=paid, on=date(2026, 7, 5))
        later = owing(Decimal(1000), default=JUNE, events=paid, on=date(2028, 7, 5))
        assert then.accrued == later.accrued
        assert later.total == 0


class TestMoneyThatComesIn:
    @pytest.mark.rule("12.11")
    def test_pays_costs_first_then_interest_then_the_principal(self):
        asked = [claim_of_costs(date(2026, 7, 5), "40"), Claimed(date(2026, 7, 5), Decimal("0.82"))]
        day = date(2026, 7, 8)

        def left(amount):
            found = owing(Decimal("145.20"), default=JUNE, events=[*asked, CameOff(day, Decimal(amount))], on=day)
            return found.costs, found.interest, found.principal

        assert left("30") == (10, Decimal("0.82"), Decimal("145.20"))
        assert left("40.50") == (0, Decimal("0.32"), Decimal("145.20"))
        assert left("50") == (0, 0, Decimal("136.02"))
        assert left("186.02") == (0, 0, 0)

    def test_does_not_pay_what_was_not_claimed_yet(self):
        early = [CameOff(date(2026, 7, 1), Decimal(100)), claim_of_costs(date(2026, 7, 5), "40")]
        found = owing(Decimal("145.20"), default=JUNE, events=early, on=date(2026, 7, 8))
        assert (found.costs, found.principal) == (40, Decimal("45.20"))

    def test_is_only_the_principal_when_it_is_a_credit_note(self):
        asked = [claim_of_costs(date(2026, 7, 5), "40"), CameOff(date(2026, 7, 6), Decimal(100), credited=True)]
        found = owing(Decimal("145.20"), default=JUNE, events=asked, on=date(2026, 7, 8))
        assert (found.costs, found.principal) == (40, Decimal("45.20"))

    @given(cents, st.lists(st.tuples(st.integers(0, 700), cents), max_size=6), st.integers(0, 800))
    def test_never_leaves_less_than_nothing(self, principal, paid, days):
        came = [CameOff(JUNE + timedelta(days=day), amount) for day, amount in paid]
        found = owing(principal, default=JUNE, events=came, on=JUNE + timedelta(days=days))
        assert min(found.costs, found.interest, found.principal, found.accrued) >= 0
