"""Extrajudicial collection costs (Besluit vergoeding voor buitengerechtelijke incassokosten; numbers 5.1)."""

from decimal import Decimal

from keurmerk.money import euros

LEAST = Decimal(40)
_EVERYTHING = Decimal("Infinity")
_BANDS = (  # width of the band in euros, percentage of what falls in it
    (Decimal(2500), Decimal(15)),
    (Decimal(2500), Decimal(10)),
    (Decimal(5000), Decimal(5)),
    (Decimal(190000), Decimal(1)),
    (_EVERYTHING, Decimal("0.5")),
)
MOST = Decimal(6775)


def collection_costs(principal: Decimal) -> Decimal:
    """The costs in euros that a business owes the day after the due date (BW 6:96(4); terms 12.9, 12.11).

    Without VAT, which the mark deducts. Raises ValueError for a principal of nothing or less.
    """
    if principal <= 0:
        raise ValueError("There is no principal to collect")
    costs, rest = Decimal(0), principal
    for width, percent in _BANDS:
        costs += min(rest, width) * percent / 100
        rest = max(rest - width, Decimal(0))
    return euros(min(max(costs, LEAST), MOST))
