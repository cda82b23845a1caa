"""How many orders were never reported: an estimate from order numbers that should run on, and do not.

Careful by design: it says nothing where numbers do not run on by themselves, waits for orders that are reported late,
and counts what it is sure of. Cancelled and unpaid orders leave gaps too, so a gap is a question, never a verdict.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from itertools import pairwise
from math import gcd, sqrt
from statistics import median

LATE = timedelta(days=21)  # an order is reported when it is shipped, which may take so long
FEWEST = 100  # numbers below which chance says more than the shop
MOST_SHARE = 0.12  # of the numbers: beyond it a person looks. Cancelled orders alone seldom make so many
_SURE = 1.96  # standard deviations: too high once in forty times
_NUMBER = re.compile(r"^(?P<head>.*?)(?P<digits>\d{1,15})(?P<tail>\D*)$", re.DOTALL)
_IN_TURN = 0.9  # how well the order of arrival must agree with the order of the numbers, 1 being entirely
_SAME_SHAPE = 0.6  # of the numbers must look like the others


@dataclass(frozen=True)
class Estimate:
    """Of `span` consecutive numbers, `missing` were never reported. `sure` is the share that is missing at least."""

    span: int
    missing: int
    sure: float

    @property
    def share(self) -> float:
        return self.missing / self.span

    @property
    def asks_for_a_look(self) -> bool:
        """More is missing than cancelled orders explain (product.md B10)."""
        return self.sure > MOST_SHARE


def estimate(orders: Sequence[tuple[datetime, str]], now: datetime) -> Estimate | None:
    """From (moment received, order number) of one shop. None: too few, or numbers that do not run on."""
    series = _largest_series(sorted(orders))
    if len(series) < FEWEST or not _runs_on([number for _, number in series]):
        return None
    ripe = max((number for at, number in series if at <= now - LATE), default=None)
    if ripe is None:
        return None
    numbers = _in_steps_of_one(sorted({number for _, number in series if number <= ripe}))
    if len(numbers) < FEWEST or median(later - sooner for sooner, later in pairwise(numbers)) > 1:
        return None  # a counter that other things share: more than half of its numbers are no orders
    return _judge(numbers)


def _largest_series(orders: Sequence[tuple[datetime, str]]) -> list[tuple[datetime, int]]:
    """The numbers that share head and tail, such as "W-" or "/2026", when most do; in the order of their arrival."""
    found = [(at, match) for at, number in orders if (match := _NUMBER.match(number.strip()))]
    shapes = Counter((match["head"], match["tail"]) for _, match in found)
    if not shapes:
        return []
    shape, count = shapes.most_common(1)[0]
    if count < _SAME_SHAPE * len(orders):
        return []
    return [(at, int(match["digits"])) for at, match in found if (match["head"], match["tail"]) == shape]


def _runs_on(numbers: Sequence[int]) -> bool:
    """Do later orders have higher numbers? Spearman's rank correlation, for reports overtake each other a little."""
    count = len(numbers)
    places = sorted(range(count), key=numbers.__getitem__)
    apart = sum((place - rank) ** 2 for rank, place in enumerate(places))
    return 1 - 6 * apart / (count * (count**2 - 1)) >= _IN_TURN


def _in_steps_of_one(numbers: Sequence[int]) -> list[int]:
    """Some counters go by tens: divide by the step that all of them share."""
    step = reduce(gcd, (later - sooner for sooner, later in pairwise(numbers)), 0)
    return [number // max(step, 1) for number in numbers]


def _judge(numbers: Sequence[int]) -> Estimate:
    """A jump longer than all that was seen is a new numbering, no gap: the pieces on both sides count."""
    jumps = sum(later - sooner - 1 for sooner, later in pairwise(numbers) if later - sooner > len(numbers))
    span = numbers[-1] - numbers[0] + 1 - jumps
    missing = span - len(numbers)
    return Estimate(span, missing, _at_least(missing, span))


def _at_least(missing: int, span: int) -> float:
    """The lower end of Wilson's interval for missing of span."""
    share, square = missing / span, _SURE**2
    middle = share + square / (2 * span)
    spread = _SURE * sqrt(share * (1 - share) / span + square / (4 * span**2))
    return max((middle - spread) / (1 + square / span), 0.0)
