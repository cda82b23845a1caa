"""How many orders are left after each step."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from reviews.fates import State
from reviews.statistics.funnel import Funnel, Told, funnel, percent

FATES = some.dictionaries(some.sampled_from(list(State)), some.integers(0, 10_000))


class TestFunnel:
    def test_counts_each_order_as_far_as_it_came(self):
        fates = {"CANCELLED": 3, "SUPPRESSED": 7, "SCHEDULED": 10, "SENT": 40, "EXPIRED": 20, "USED": 20}
        assert funnel(fates, Told(80, 75, 50)) == Funnel(100, 90, 80, 75, 50, 20)

    def test_leaves_out_what_nobody_told(self):
        assert [name for name, _ in funnel({"SENT": 4}).steps] == ["orders", "invited", "sent", "reviewed"]
        assert [name for name, _ in funnel({"SENT": 4}, Told(4, 4, None)).steps][3:] == ["delivered", "reviewed"]

    def test_has_no_response_before_anything_was_sent(self):
        assert funnel({"SCHEDULED": 4}).response is None

    def test_says_the_response_of_what_was_sent(self):
        assert funnel({"SENT": 2, "USED": 1, "SCHEDULED": 90}).response == Decimal("33.3")

    def test_takes_what_was_asked_of_a_part_for_the_whole_and_says_so(self):
        found = funnel({"SENT": 900, "USED": 100}, Told(50, 45, 25))
        assert (found.delivered, found.opened, found.is_estimated) == (900, 500, True)
        assert not funnel({"SENT": 50}, Told(50, 45, 25)).is_estimated

    @given(FATES, some.tuples(some.integers(0, 5000), some.integers(0, 5000), some.integers(0, 5000)))
    def test_never_widens(self, fates, told):
        opened, delivered, asked = sorted(told)
        counts = [count for _, count in funnel(fates, Told(asked, delivered, opened)).steps]
        assert counts == sorted(counts, reverse=True)


class TestPercent:
    @given(some.integers(0, 1000), some.integers(1, 1000))
    def test_lies_between_nothing_and_everything(self, part, more):
        assert 0 <= percent(part, part + more) <= 100
