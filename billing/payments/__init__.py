"""The role that collects money: what we ask of it, and what it may answer."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.conf import settings


class Refused(Exception):
    """The provider will not do this; say so to the person."""


class Unavailable(Exception):
    """The provider does not answer now; try again later."""


@dataclass(frozen=True)
class Checkout:
    """A page where somebody pays: the provider's id of the payment, and the address."""

    payment_id: str
    url: str


@dataclass(frozen=True)
class Told:
    """What became of a payment: one of Payment.State, the amount, and what of it went back, in euros."""

    state: str
    amount: Decimal
    returned: Decimal = Decimal(0)


class PaymentProvider(Protocol):
    """Every verb may raise Refused or Unavailable, nothing else."""

    name: str

    def open(self, number: str, amount: Decimal, *, key: str, back_to: str) -> Checkout:
        """Opens a payment for an invoice's number. The same `key` gives the same payment."""

    def look_up(self, payment_id: str) -> Told:
        """The truth about a payment; a webhook is only a hint that it changed."""

    def refund(self, payment_id: str, amount: Decimal, *, key: str, number: str) -> None:
        """Sends money of a payment back; `number` is what the payer reads. The same `key` sends it once."""


def provider() -> PaymentProvider:
    """The provider of this installation. Raises Refused when there is none: then people pay by transfer."""
    if settings.PAYMENT_PROVIDER == "sandbox" and settings.SANDBOX:
        from billing.payments.fake import TestBank  # the fake keeps its memory in our tables

        return TestBank()
    if settings.PAYMENT_PROVIDER == "mollie":
        from billing.payments.mollie import Mollie  # its package is big, and most processes never pay

        return Mollie()
    raise Refused("No payment provider is connected")
