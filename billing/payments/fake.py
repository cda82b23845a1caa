"""The test bank of sandbox mode: it keeps what was chosen, and no money moves."""

from decimal import Decimal

from billing.models import TestBankPayment
from billing.payments import Checkout, Refused, Told
from keurmerk.tokens import new_token


class TestBank:
    """A payment provider whose pages we show ourselves, at /sandbox/bank/."""

    __test__ = False  # not a test, whatever its name
    name = "sandbox"

    def open(self, number: str, amount: Decimal, *, key: str, back_to: str) -> Checkout:
        payment, _ = TestBankPayment.objects.get_or_create(
            key=key,
            defaults={
                "payment_id": f"tr_sandbox_{new_token()[:20]}",
                "amount": amount,
                "description": number,
                "back_to": back_to,
            },
        )
        return Checkout(payment.payment_id, f"/sandbox/bank/{payment.payment_id}/")

    def look_up(self, payment_id: str) -> Told:
        payment = TestBankPayment.objects.filter(payment_id=payment_id).first()
        if payment is None:
            raise Refused(payment_id)
        return Told(payment.state, payment.amount, payment.returned)

    def refund(self, payment_id: str, amount: Decimal, *, key: str, number: str) -> None:
        payment = TestBankPayment.objects.filter(payment_id=payment_id, state="PAID").first()
        if payment is None or payment.returned + amount > payment.amount:
            raise Refused(payment_id)
        payment.give_back(amount, key=key)
