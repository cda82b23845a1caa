"""Money: exact euros, rounded half up, once."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def euros(amount: Decimal | int | str) -> Decimal:
    """`amount` in whole cents, half a cent up (numbers 5.2)."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class VatRate:
    """A VAT rate in percent and the amount it puts on a taxable amount."""

    percent: Decimal

    def of(self, taxable: Decimal) -> Decimal:
        return euros(taxable * self.percent / 100)
