"""A category says where a shop stands, and nothing about any other shop."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from reviews.statistics.benchmark import Peer, Quartiles, benchmark

SCORES = some.decimals(1, 5, places=4)


def peers(*scores: str, each_its_own: bool = True) -> list[Peer]:
    return [Peer(number if each_its_own else 1, {"mean": Decimal(score)}) for number, score in enumerate(scores)]


class TestBenchmark:
    def test_gives_quartiles_and_how_many_shops(self):
        found = benchmark(peers("4.1", "4.2", "4.3", "4.4", "4.5"), ["mean"])
        assert found == {"mean": Quartiles(Decimal("4.2"), Decimal("4.3"), Decimal("4.4"), 5)}

    def test_is_silent_about_four_companies(self):
        assert benchmark(peers("4.1", "4.2", "4.3", "4.4"), ["mean"]) == {}

    def test_is_silent_about_five_shops_of_one_company(self):
        assert benchmark(peers("4.1", "4.2", "4.3", "4.4", "4.5", each_its_own=False), ["mean"]) == {}

    def test_is_silent_about_a_part_that_too_few_have(self):
        five = [Peer(n, {"mean": Decimal(4), "price": Decimal(4) if n else None}) for n in range(5)]
        assert set(benchmark(five, ["mean", "price"])) == {"mean"}

    def test_lets_many_shops_of_one_owner_weigh_as_one(self):
        chain = [Peer(0, {"mean": Decimal("1.0")})] * 50
        others = [Peer(n, {"mean": Decimal("4.5")}) for n in range(1, 5)]
        assert benchmark([*chain, *others], ["mean"])["mean"].middle == Decimal("4.5")

    @given(some.lists(SCORES, min_size=5, max_size=40))
    def test_lies_within_the_scores_in_order_and_rounds_none_up(self, scores):
        found = benchmark(peers(*map(str, scores)), ["mean"])["mean"]
        assert found.low <= found.middle <= found.high <= max(scores)
        assert found.low >= min(scores) - Decimal("0.1")
