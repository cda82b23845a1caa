"""Statutory interest: actual days over 365, the base growing on each anniversary of the default (numbers 5.2)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from keurmerk.money import euros

# Percent a year from a day on. A new rate comes each 1 January and 1 July: add the row, and docs say where it is from.
COMMERCIAL: Mapping[date, Decimal] = {  # BW 6:119a
    date(2016, 7, 1): Decimal("8.00"),
    date(2023, 1, 1): Decimal("10.50"),
    date(2023, 7, 1): Decimal("12.00"),
    date(2024, 1, 1): Decimal("12.50"),
    date(2024, 7, 1): Decimal("12.25"),
    date(2025, 1, 1): Decimal("11.15"),
    date(2025, 7, 1): Decimal("10.15"),
    date(2026, 1, 1): Decimal("10.15"),
    date(2026, 7, 1): Decimal("10.40"),
}
CONSUMER: Mapping[date, Decimal] = {  # BW 6:119
    date(2015, 1, 1): Decimal(2),
    date(2023, 1, 1): Decimal(4),
    date(2023, 7, 1): Decimal(6),
    date(2024, 1, 1): Decimal(7),
    date(2025, 1, 1): Decimal(6),
    date(2026, 1, 1): Decimal(4),
}


def interest(principal: Decimal, *, default: date, paid: date, rates: Mapping[date, Decimal] = COMMERCIAL) -> Decimal:
    """Euros of interest from the first day in default up to, not including, the day of payment (terms 12.8, 12.12).

    Members are businesses, so the commercial rate unless told otherwise (reading A18). Rounded once, half up.
    Raises ValueError for a day before the oldest rate.
    """
    total, base, year = Decimal(0), principal, Decimal(0)
    for start, end, rate, new_year in _stretches(default, paid, rates):
        if new_year:  # BW 6:119a(3): interest of a full year bears interest itself
            base, year = base + year, Decimal(0)
        grown = base * rate / 100 * (end - start).days / 365
        total, year = total + grown, year + grown
    return euros(total)


def rate_on(day: date, rates: Mapping[date, Decimal] = COMMERCIAL) -> Decimal:
    """Percent a year on that day. Raises ValueError before the oldest rate."""
    if day < min(rates):
        raise ValueError(f"No rate is known for {day}")
    return rates[max(start for start in rates if start <= day)]


def _stretches(default: date, paid: date, rates: Mapping[date, Decimal]) -> Iterator[tuple[date, date, Decimal, bool]]:
    """Half-open stretches of one rate and one base; whether a new year of default starts with it."""
    rate_on(default, rates)
    anniversaries = set(_anniversaries(default, paid))
    cuts = sorted({day for day in rates if default < day < paid} | anniversaries)
    for start, end in zip([default, *cuts], [*cuts, paid], strict=True):
        if start < end:
            yield start, end, rate_on(start, rates), start in anniversaries


def _anniversaries(default: date, paid: date) -> Iterator[date]:
    years = 1
    while (day := default + relativedelta(years=years)) < paid:
        yield day
        years += 1
