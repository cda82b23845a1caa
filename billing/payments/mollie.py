"""Mollie, through mollie-api-python: iDEAL | Wero, refunds and chargebacks, with its traps kept in this file.

The client invents an idempotency key when it is given none, which is of no use to another process: ours follow from
what is paid. Its retries repeat connections only. A webhook is unsigned and only a hint (integrations.md, Mollie).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from mollie.api.client import Client
from mollie.api.error import ConflictError, Error, ResponseError

from billing.models.payment import Payment
from billing.payments import Checkout, Refused, Told, Unavailable

_SECONDS = (3, 15)  # to connect, and to answer
_CURRENCY = "EUR"
_METHOD = "ideal"  # what Mollie calls iDEAL | Wero
_STATES = {
    "paid": Payment.State.PAID,
    "canceled": Payment.State.CANCELLED,
    "expired": Payment.State.EXPIRED,
    "failed": Payment.State.FAILED,
}


class Mollie:
    """The profile of MOLLIE_API_KEY. A test key moves no money, and says so on Mollie's own pages."""

    name = "mollie"

    def __init__(self) -> None:
        self.client = Client(api_endpoint=settings.MOLLIE_API_URL, timeout=_SECONDS, retry=1)
        self.client.set_api_key(settings.MOLLIE_API_KEY)

    def open(self, number: str, amount: Decimal, *, key: str, back_to: str) -> Checkout:
        made = _ask(
            lambda: self.client.payments.create(
                {
                    "amount": _said(amount),
                    "description": number,
                    "redirectUrl": back_to,
                    "webhookUrl": f"{settings.SITE_URL}/webhooks/payments",
                    "method": _METHOD,
                    "metadata": {"invoice": number},
                },
                idempotency_key=f"payment {key}",
            )
        )
        if not made.checkout_url:
            raise Refused(f"Mollie gave no page for {number}")
        return Checkout(made.id, made.checkout_url)

    def look_up(self, payment_id: str) -> Told:
        """What came back, be it refunded or charged back, counts together. Raises Refused for another currency."""
        found = _ask(lambda: self.client.payments.get(payment_id))
        back = _euros(found.amount_refunded) + _euros(found.amount_chargedback)
        return Told(_STATES.get(found.status, Payment.State.OPEN), _euros(found.amount), back)

    def refund(self, payment_id: str, amount: Decimal, *, key: str, number: str) -> None:
        _ask(
            lambda: self._refunds(payment_id).create(
                {"amount": _said(amount), "description": number, "metadata": {"about": number}},
                idempotency_key=f"refund {key}",
            )
        )

    def _refunds(self, payment_id: str) -> Any:
        return self.client.payments.get(payment_id).refunds


def _said(amount: Decimal) -> dict[str, str]:
    return {"currency": _CURRENCY, "value": f"{amount:.2f}"}


def _euros(amount: dict[str, str] | None) -> Decimal:
    if amount is None:
        return Decimal(0)
    if amount["currency"] != _CURRENCY:
        raise Refused(f"Mollie speaks of {amount['currency']}")
    return Decimal(amount["value"])


def _ask(call: Callable[[], Any]) -> Any:
    """What is refused is refused; what is busy, broken, not understood or under way already is asked again later."""
    try:
        return call()
    except ConflictError:
        raise Unavailable from None
    except ResponseError as fault:
        if fault.status is None or fault.status == 429 or fault.status >= 500:
            raise Unavailable from None
        raise Refused(f"Mollie {fault.status}") from None
    except (Error, KeyError, TypeError):
        raise Unavailable from None
