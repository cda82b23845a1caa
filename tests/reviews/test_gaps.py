"""A shop that skips one order in five is found; one that reports all, or nearly all, is left in peace.

Shops are played with chance, always the same: orders of 90 days, numbers that run on, some of them cancelled, the rest
reported some days later, some of those kept back.
"""

from datetime import datetime, timedelta
from random import Random

import pytest

from keurmerk.calendar import AMSTERDAM
from reviews.gaps import estimate

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=AMSTERDAM)
DAYS = 90
SEEDS = range(20)


def shop(*, seed: int, orders: int, skips: float = 0.0, cancelled: float = 0.0, write=str, step: int = 1):
    """What such a shop reports: (moment, number)."""
    chance = Random(seed)
    start = NOW - timedelta(days=DAYS)
    reported = []
    for index in range(orders):
        ordered = start + timedelta(days=DAYS) * (index / orders)
        if chance.random() < cancelled or chance.random() < skips:
            continue
        at = ordered + timedelta(days=chance.choice([0, 1, 1, 2, 3, 5, 9]))
        if at <= NOW:
            reported.append((at, write(48_000 + index * step)))
    return reported


def flagged(**facts) -> float:
    """The share of these shops that a person would look at."""
    found = [estimate(shop(seed=seed, **facts), NOW) for seed in SEEDS]
    return sum(bool(each and each.asks_for_a_look) for each in found) / len(found)


class TestTwentyPercentSkipped:
    @pytest.mark.parametrize("orders", [400, 2000])
    @pytest.mark.parametrize("cancelled", [0.0, 0.05])
    def test_is_found(self, orders, cancelled):
        assert flagged(orders=orders, skips=0.2, cancelled=cancelled) >= 0.95

    def test_is_estimated_well(self):
        found = estimate(shop(seed=1, orders=2000, skips=0.2), NOW)
        assert found.share == pytest.approx(0.2, abs=0.03)

    @pytest.mark.parametrize(
        "write", ["W-{:06}".format, "#{}".format, "2026{:06}".format, "{}/NL".format, "ORD{:08}-A".format]
    )
    def test_is_found_however_numbers_are_written(self, write):
        assert flagged(orders=1500, skips=0.2, write=write) == 1

    def test_is_found_where_numbers_go_by_tens(self):
        assert flagged(orders=1500, skips=0.2, step=10) == 1


class TestHonestShops:
    @pytest.mark.parametrize("orders", [150, 400, 2000])
    @pytest.mark.parametrize("skips", [0.0, 0.05])
    @pytest.mark.parametrize("cancelled", [0.0, 0.05])
    def test_are_left_in_peace(self, orders, skips, cancelled):
        assert flagged(orders=orders, skips=skips, cancelled=cancelled) == 0

    def test_with_ten_percent_cancelled_are_left_in_peace(self):
        assert flagged(orders=2000, cancelled=0.1) == 0

    def test_that_ship_late_are_not_blamed_for_what_is_under_way(self):
        orders = [(at + timedelta(days=12), number) for at, number in shop(seed=3, orders=2000)]
        found = estimate([each for each in orders if each[0] <= NOW], NOW)
        assert found.missing == 0

    def test_that_start_a_new_numbering_have_no_gap(self):
        old, new = shop(seed=4, orders=900), shop(seed=5, orders=900)
        half = NOW - timedelta(days=45)
        orders = [each for each in old if each[0] < half] + [
            (at, str(int(number) + 1_000_000)) for at, number in new if at >= half
        ]
        assert not estimate(orders, NOW).asks_for_a_look


class TestSaysNothing:
    def test_about_few_orders(self):
        assert estimate(shop(seed=1, orders=80, skips=0.2), NOW) is None

    def test_about_no_orders(self):
        assert estimate([], NOW) is None

    def test_about_numbers_by_chance(self):
        chance = Random(7)
        orders = [(at, str(chance.randrange(10**9))) for at, _ in shop(seed=1, orders=800)]
        assert estimate(orders, NOW) is None

    def test_about_a_counter_that_other_things_share(self):
        """As in WordPress, where pages, pictures and orders draw from one series."""
        chance, number, orders = Random(8), 9000, []
        for at, _ in shop(seed=1, orders=800):
            number += chance.randint(1, 9)
            orders.append((at, str(number)))
        assert estimate(orders, NOW) is None

    def test_about_words_and_mixtures(self):
        words = [
            (at, f"{'abcdefgh'[index % 8]}{number}") for index, (at, number) in enumerate(shop(seed=1, orders=800))
        ]
        assert estimate(words, NOW) is None
        assert estimate([(at, "none") for at, _ in words], NOW) is None

    def test_about_numbers_that_came_in_one_list_today(self):
        orders = [(NOW, number) for _, number in shop(seed=1, orders=800)]
        assert estimate(orders, NOW) is None
