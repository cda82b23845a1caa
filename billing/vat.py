"""Which VAT, for whom, from where (numbers 5.3). Pure: asks nobody, looks nothing up."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keurmerk.money import VatRate

HOME = "NL"
_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(_EU.split())
STANDARD_RATE = VatRate(Decimal(21))
ZERO_RATE = VatRate(Decimal(0))


class Treatment(StrEnum):
    """How an invoice is taxed; the names are stored on it."""

    STANDARD = "STANDARD"
    REVERSE_CHARGE = "REVERSE_CHARGE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


@dataclass(frozen=True)
class Vat:
    """A treatment and its rate."""

    treatment: Treatment
    rate: VatRate


def vat_for(country: str, *, number_confirmed: bool) -> Vat:
    """The VAT on a membership for a business in `country`, an ISO code of two letters.

    Reverse charge only with a VAT number that VIES confirmed: on doubt or an outage 21 % (VAT directive 44, 196).
    """
    if country == HOME:
        return Vat(Treatment.STANDARD, STANDARD_RATE)
    if country not in EU:
        return Vat(Treatment.OUT_OF_SCOPE, ZERO_RATE)
    if number_confirmed:
        return Vat(Treatment.REVERSE_CHARGE, ZERO_RATE)
    return Vat(Treatment.STANDARD, STANDARD_RATE)
