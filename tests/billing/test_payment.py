from datetime import timedelta
from decimal import Decimal

import pytest

from billing import payments, webhooks
from billing.models import Payment, TestBankPayment
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from tests.factories import billing

pytestmark = pytest.mark.django_db

BACK = "http://testserver/invoices/"


@pytest.fixture
def invoice(now):
    return billing.invoice(at=now)


@pytest.fixture
def payment(invoice, now):
    return Payment.open_for(invoice, back_to=BACK, at=now)


def choose(payment: Payment, state: str) -> None:
    TestBankPayment.objects.get(payment_id=payment.reference).choose(state)


class TestOpenFor:
    def test_asks_the_bank_for_what_is_outstanding(self, payment, invoice):
        assert (payment.provider, payment.amount) == ("sandbox", invoice.total)
        assert payment.checkout_url == f"/sandbox/bank/{payment.reference}/"

    def test_twice_is_the_same_page(self, payment, invoice, now):
        assert Payment.open_for(invoice, back_to=BACK, at=now) == payment

    def test_after_a_failure_is_a_new_attempt(self, payment, invoice, now):
        payment.fall_through(Payment.State.FAILED, actor="sandbox", at=now)
        assert Payment.open_for(invoice, back_to=BACK, at=now) != payment

    def test_refuses_what_is_paid(self, now):
        with pytest.raises(IllegalMove):
            Payment.open_for(billing.paid_invoice(at=now), back_to=BACK, at=now)

    def test_is_refused_without_a_provider(self, invoice, now, settings):
        settings.PAYMENT_PROVIDER = ""
        with pytest.raises(payments.Refused):
            Payment.open_for(invoice, back_to=BACK, at=now)


class TestHeed:
    @pytest.mark.rule("12.6")
    def test_pays_the_invoice_once_however_often_it_is_told(self, payment, invoice, now):
        choose(payment, "PAID")
        for _ in range(3):
            webhooks.heed(payment.reference, at=now)
        invoice.refresh_from_db()
        assert (invoice.state, invoice.paid_at, invoice.outstanding) == ("PAID", now, 0)
        assert Event.objects.filter(name__in=["payment.paid", "invoice.paid"]).count() == 2

    @pytest.mark.parametrize("state", ["CANCELLED", "EXPIRED", "FAILED"])
    def test_leaves_the_invoice_open_when_it_fell_through(self, payment, invoice, now, state):
        choose(payment, state)
        webhooks.heed(payment.reference, at=now)
        webhooks.heed(payment.reference, at=now)
        payment.refresh_from_db()
        invoice.refresh_from_db()
        assert (payment.state, invoice.state) == (state, "ISSUED")

    def test_believes_the_bank_and_not_the_messenger(self, payment, invoice, now):
        webhooks.heed(payment.reference, at=now)  # says it changed; the bank says it is still open
        invoice.refresh_from_db()
        assert invoice.state == "ISSUED"

    def test_shrugs_at_a_payment_it_does_not_know(self, now):
        webhooks.heed("tr_unknown", at=now)
        assert not Event.objects.exists()

    def test_does_not_take_another_amount_for_the_whole(self, payment, invoice, now):
        TestBankPayment.objects.update(amount=Decimal("10.00"))
        choose(payment, "PAID")
        webhooks.heed(payment.reference, at=now)
        invoice.refresh_from_db()
        assert (invoice.state, invoice.outstanding) == ("ISSUED", invoice.total - 10)

    def test_takes_money_that_comes_after_the_page_had_expired(self, payment, invoice, now):
        payment.fall_through(Payment.State.EXPIRED, actor="sandbox", at=now)
        choose(payment, "PAID")
        webhooks.heed(payment.reference, at=now)
        invoice.refresh_from_db()
        assert invoice.state == "PAID"


class TestWebhook:
    def test_answers_200_and_looks_the_truth_up(self, payment, invoice, client):
        choose(payment, "PAID")
        assert client.post("/webhooks/payments", {"id": payment.reference}).status_code == 200
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    @pytest.mark.parametrize("unknown", ["tr_unknown", "", "tr_\0", "x" * 10_000])
    def test_answers_an_unknown_id_like_any_other(self, client, unknown):
        assert client.post("/webhooks/payments", {"id": unknown}).status_code == 200

    def test_asks_to_be_told_again_when_the_bank_does_not_answer(self, payment, client, monkeypatch):
        def away(*_):
            raise payments.Unavailable

        monkeypatch.setattr("billing.payments.fake.TestBank.look_up", away)
        assert client.post("/webhooks/payments", {"id": payment.reference}).status_code == 503

    def test_takes_no_get(self, client):
        assert client.get("/webhooks/payments").status_code == 405


class TestBookTransfer:
    @pytest.mark.rule("12.7")
    def test_counts_once_under_the_banks_reference(self, invoice, now):
        for _ in range(2):
            billing.transfer(invoice, at=now, reference="NTRF-2026-1")
        invoice.refresh_from_db()
        assert (invoice.state, invoice.received) == ("PAID", invoice.total)

    def test_in_two_parts_pays_it_with_the_second(self, invoice, now):
        billing.transfer(invoice, at=now, amount=Decimal(100))
        invoice.refresh_from_db()
        assert invoice.state == "ISSUED"
        billing.transfer(invoice, at=now, amount=Decimal("45.20"))
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    def test_pays_an_overdue_invoice_too(self, now):
        invoice = billing.overdue_invoice(at=now)
        billing.transfer(invoice, at=now + timedelta(days=20))
        invoice.refresh_from_db()
        assert invoice.state == "PAID"
