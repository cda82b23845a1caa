"""From stars to a score. Pure: anyone with the list of reviews finds the same numbers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal

from keurmerk.calendar import amsterdam_date

STARS = (1, 2, 3, 4, 5)
SUB_SCORES = ("delivery", "service", "price", "aftersales")
RECOMMENDS = "recommends"
_EXACT = Decimal("0.0001")


def mean(total: int | None, count: int) -> Decimal | None:
    """The plain mean on the scale of 1 to 5, cut off after four decimals: a score is never rounded up."""
    if not count:
        return None
    return (Decimal(total or 0) / count).quantize(_EXACT, ROUND_FLOOR)


def out_of_ten(score: Decimal | None) -> Decimal:
    """A score of 1 to 5 on the scale of the plugin API, 0 to 10; nothing is 0."""
    return (score or Decimal(0)) * 2


@dataclass(frozen=True)
class Vote:
    """What one public review brings to its shop's score. Sub-scores and `recommends` are None when not given."""

    stars: int
    verified: bool
    published_at: datetime
    counts_until: datetime
    delivery: int | None = None
    service: int | None = None
    price: int | None = None
    aftersales: int | None = None
    recommends: bool | None = None

    @property
    def month(self) -> date:
        """The first day of the month in which it was published, in Amsterdam."""
        return amsterdam_date(self.published_at).replace(day=1)

    def counts_at(self, moment: datetime) -> bool:
        """Is it one of the twelve months before this moment?"""
        return self.verified and self.counts_until > moment


@dataclass
class Tally:
    """How many gave each number of stars, and per sub-score the sum and how many gave it; for `recommends` the yeses.

    Plain values with text as keys, so that a JSON column holds them as they are.
    """

    distribution: dict[str, int] = field(default_factory=dict)
    sums: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.distribution = {str(n): self.distribution.get(str(n), 0) for n in STARS}
        self.sums = {name: list(self.sums.get(name, (0, 0))) for name in (*SUB_SCORES, RECOMMENDS)}

    def add(self, vote: Vote, *, times: int = 1) -> None:
        """Counts a vote in, or out again with `times=-1`."""
        self.distribution[str(vote.stars)] += times
        for name, (total, count) in self.sums.items():
            given = getattr(vote, name)
            if given is not None:
                self.sums[name] = [total + times * int(given), count + times]

    @property
    def count(self) -> int:
        return sum(self.distribution.values())

    @property
    def mean(self) -> Decimal | None:
        return mean(sum(int(n) * times for n, times in self.distribution.items()), self.count)

    def part(self, name: str) -> Decimal | None:
        """The mean of one sub-score, or the share of those asked who recommend the shop, between 0 and 1."""
        return mean(*self.sums[name])

    def join(self, other: "Tally") -> None:
        """Adds what another one counted."""
        for n, times in other.distribution.items():
            self.distribution[n] += times
        for name, (total, count) in other.sums.items():
            self.sums[name] = [self.sums[name][0] + total, self.sums[name][1] + count]

    @property
    def is_sound(self) -> bool:
        """Nothing was counted out that had never been counted in."""
        return all(times >= 0 for times in self.distribution.values()) and all(
            total >= 0 and count >= 0 for total, count in self.sums.values()
        )
