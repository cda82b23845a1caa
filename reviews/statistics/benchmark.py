"""Where a shop stands among shops of its category, without any of them being known. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

FEWEST_COMPANIES = 5  # other companies: quartiles of fewer would be somebody's own figures
FEWEST_REVIEWS = 10  # verified, of twelve months: a score of fewer is chance
_SHOWN = Decimal("0.1")


@dataclass(frozen=True)
class Peer:
    """The figures of one other shop, by name; None where it has none. `company` tells two shops of one owner."""

    company: int
    figures: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Quartiles:
    """A quarter of the shops is below `low`, half below `middle`, three quarters below `high`; one decimal, cut off."""

    low: Decimal
    middle: Decimal
    high: Decimal
    shops: int


def benchmark(peers: Iterable[Peer], names: Sequence[str]) -> dict[str, Quartiles]:
    """Quartiles of each figure that enough companies have. Nothing at all below five companies.

    A company counts once, with the mean of its shops: who runs many shops does not make the category.
    """
    shops = list(peers)
    found = {}
    for name in names:
        values = _per_company(shops, name)
        if len(values) >= FEWEST_COMPANIES:
            count = sum(1 for shop in shops if shop.figures.get(name) is not None)
            found[name] = Quartiles(_at(values, 1), _at(values, 2), _at(values, 3), count)
    return found


def _per_company(shops: Sequence[Peer], name: str) -> list[Decimal]:
    given: dict[int, list[Decimal]] = {}
    for shop in shops:
        value = shop.figures.get(name)
        if value is not None:
            given.setdefault(shop.company, []).append(value)
    return sorted(sum(values, Decimal(0)) / len(values) for values in given.values())


def _at(values: Sequence[Decimal], quarter: int) -> Decimal:
    """The value a quarter, half or three quarters of the way up, between two neighbours where it falls between."""
    place = Decimal((len(values) - 1) * quarter) / 4
    below = int(place)
    above = min(below + 1, len(values) - 1)
    exact = values[below] + (values[above] - values[below]) * (place - below)
    return exact.quantize(_SHOWN, ROUND_FLOOR)
