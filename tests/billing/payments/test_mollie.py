"""Members pay through Mollie, at a Mollie that checks every request against its specification."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.checks import Error

from billing import payments, proof
from billing.jobs import ask_after_payments
from billing.models import Arrears, Payment
from keurmerk.checks import production_has_its_credentials
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from tests.factories import billing
from tests.peers import mollie

pytestmark = pytest.mark.django_db
BACK = "http://testserver/invoices/1/"


@pytest.fixture
def peer(settings):
    made = mollie.Mollie()
    settings.PAYMENT_PROVIDER, settings.MOLLIE_API_KEY, settings.MOLLIE_API_URL = "mollie", mollie.KEY, made.url
    yield made
    assert made.refusals == []
    made.close()


@pytest.fixture
def invoice(now):
    return billing.invoice(at=now)


@pytest.fixture
def payment(peer, invoice, now):
    return Payment.open_for(invoice, back_to=BACK, at=now)


@pytest.fixture
def paid(peer, payment, now):
    peer.finish(payment.reference, "paid")
    payment.catch_up(at=now)
    return payment


def hint(client, payment_id):
    return client.post("/webhooks/payments", {"id": payment_id})


class TestOpening:
    @pytest.mark.rule("12.7")
    def test_asks_for_the_amount_to_the_cent_and_leads_to_the_page(self, payment, peer, invoice):
        [asked] = peer.payments.values()
        assert (asked["amount"], asked["method"]) == ({"currency": "EUR", "value": "145.20"}, "ideal")
        assert payment.checkout_url == f"{peer.url}checkout/{payment.reference}"

    def test_whose_answer_was_lost_makes_no_second_payment(self, peer, invoice, now):
        peer.misbehaviour = ["drop-after"]
        with pytest.raises(payments.Unavailable):
            Payment.open_for(invoice, back_to=BACK, at=now)
        Payment.open_for(invoice, back_to=BACK, at=now)
        assert len(peer.payments) == 1

    @pytest.mark.parametrize("fault", ["429", "500", "503", "drop-before", "no-json", "malformed", "504-after"])
    def test_of_a_mollie_that_is_away_is_for_later(self, peer, invoice, now, fault):
        peer.misbehaviour = [fault]
        with pytest.raises(payments.Unavailable):
            Payment.open_for(invoice, back_to=BACK, at=now)
        assert not Payment.objects.exists()

    def test_with_a_wrong_key_is_refused(self, peer, invoice, now, settings):
        settings.MOLLIE_API_KEY = "test_another000000000000000000000000"
        with pytest.raises(payments.Refused):
            Payment.open_for(invoice, back_to=BACK, at=now)

    def test_again_after_it_expired_is_another_payment(self, payment, peer, invoice, now):
        peer.finish(payment.reference, "expired")
        payment.catch_up(at=now)
        assert Payment.open_for(invoice, back_to=BACK, at=now).reference != payment.reference


class TestTheHint:
    @pytest.mark.rule("12.6")
    def test_pays_the_invoice_once_however_often_and_late_it_comes(self, client, payment, peer, invoice):
        assert hint(client, payment.reference).status_code == 200  # before anything happened
        invoice.refresh_from_db()
        assert invoice.state == "ISSUED"
        peer.finish(payment.reference, "paid")
        for _ in range(3):
            hint(client, payment.reference)
        invoice.refresh_from_db()
        assert (invoice.state, invoice.outstanding) == ("PAID", 0)
        assert list(proof.faults()) == []

    @pytest.mark.parametrize(
        ("told", "state"), [("canceled", "CANCELLED"), ("expired", "EXPIRED"), ("failed", "FAILED")]
    )
    def test_of_a_payment_that_fell_through_leaves_it_open(self, client, payment, peer, invoice, told, state):
        peer.finish(payment.reference, told)
        hint(client, payment.reference)
        payment.refresh_from_db()
        invoice.refresh_from_db()
        assert (payment.state, invoice.state) == (state, "ISSUED")

    def test_of_an_unknown_payment_is_answered_like_any_other(self, client, peer):
        assert hint(client, "tr_unknown").status_code == 200

    def test_is_to_be_repeated_while_mollie_does_not_answer(self, client, payment, peer):
        peer.misbehaviour = ["503"]
        assert hint(client, payment.reference).status_code == 503

    def test_of_another_amount_counts_what_came(self, client, payment, peer, invoice):
        peer.payments[payment.reference] |= {"status": "paid", "amount": {"currency": "EUR", "value": "100.00"}}
        hint(client, payment.reference)
        invoice.refresh_from_db()
        assert (invoice.state, invoice.outstanding) == ("ISSUED", Decimal("45.20"))

    def test_of_another_currency_books_nothing(self, client, payment, peer, invoice):
        peer.payments[payment.reference] |= {"status": "paid", "amount": {"currency": "USD", "value": "145.20"}}
        hint(client, payment.reference)
        invoice.refresh_from_db()
        assert invoice.state == "ISSUED"

    def test_that_never_came_is_made_up_for(self, payment, peer, invoice, now):
        peer.finish(payment.reference, "paid")
        assert ask_after_payments(now=now + timedelta(minutes=10)) == 0
        assert ask_after_payments(now=now + timedelta(minutes=30)) == 1
        invoice.refresh_from_db()
        assert invoice.state == "PAID"


class TestAChargeback:
    def test_opens_the_invoice_again_and_the_books_know(self, client, paid, peer, invoice):
        peer.charge_back(paid.reference, "145.20")
        for _ in range(2):
            hint(client, paid.reference)
        invoice.refresh_from_db()
        assert (invoice.state, invoice.outstanding) == ("ISSUED", Decimal("145.20"))
        assert list(proof.faults()) == []
        drain()
        assert SentLetter.objects.filter(letter="billing/payment_returned").count() == 1

    def test_after_the_due_date_leads_to_the_ladder_again(self, client, peer, now):
        arrears = billing.arrears(at=now)
        payment = Payment.open_for(arrears.invoice, back_to=BACK, at=arrears.next_step_at)
        peer.finish(payment.reference, "paid")
        payment.catch_up(at=arrears.next_step_at)
        drain()
        arrears.refresh_from_db()
        assert arrears.state == "CLEARED"
        peer.charge_back(payment.reference, "145.20")
        payment.catch_up(at=arrears.closed_at + timedelta(days=3))
        arrears.invoice.refresh_from_db()
        arrears.invoice.fall_overdue(actor="clock", at=arrears.closed_at + timedelta(days=3))
        drain()
        again = Arrears.objects.get()
        assert (again.state, again.closed_at) == ("DEFAULT", None)


class TestARefund:
    def test_sends_back_what_a_credit_note_gave(self, paid, peer, invoice, now):
        note = billing.credit_note(of=invoice, at=now, net=Decimal(20))
        note.refund(actor="user:1", at=now)
        assert [refund["amount"]["value"] for refund in peer.refunds] == ["24.20"]
        assert note.owed_back == 0
        assert list(proof.faults()) == []

    def test_is_no_return_when_mollie_tells_of_it(self, client, paid, peer, invoice, now):
        billing.credit_note(of=invoice, at=now).refund(actor="user:1", at=now)
        hint(client, paid.reference)
        paid.refresh_from_db()
        assert (paid.returned, paid.refunded) == (0, Decimal("145.20"))
        assert list(proof.faults()) == []

    @pytest.mark.parametrize("faults", [["", "", "drop-after"], ["", "", "504-after"], ["", "", "malformed"]])
    def test_whose_answer_was_lost_goes_once(self, paid, peer, invoice, now, faults):
        note = billing.credit_note(of=invoice, at=now)
        peer.misbehaviour = faults
        with pytest.raises(payments.Unavailable):
            note.refund(actor="user:1", at=now)
        note.refresh_from_db()
        assert note.owed_back == Decimal("145.20")
        peer.answered.clear()  # the key is forgotten after an hour
        note.refund(actor="user:1", at=now)
        assert len(peer.refunds) == 1
        assert list(proof.faults()) == []

    def test_twice_is_refused(self, paid, peer, invoice, now):
        note = billing.credit_note(of=invoice, at=now)
        note.refund(actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            note.refund(actor="user:1", at=now)
        assert len(peer.refunds) == 1

    def test_of_a_bank_transfer_cannot_go_online(self, peer, now):
        note = billing.credit_note(of=billing.paid_invoice(at=now), at=now)
        with pytest.raises(IllegalMove):
            note.refund(actor="user:1", at=now)

    def test_sends_back_what_was_too_much(self, paid, peer, invoice, now):
        billing.transfer(invoice, at=now, amount=Decimal("45.20"))
        paid.return_excess(online=True, actor="user:1", at=now)
        invoice.refresh_from_db()
        assert (invoice.state, invoice.outstanding) == ("PAID", 0)
        assert [refund["amount"]["value"] for refund in peer.refunds] == ["45.20"]
        assert list(proof.faults()) == []
        with pytest.raises(IllegalMove):
            paid.return_excess(online=True, actor="user:1", at=now)


class TestProduction:
    def test_does_not_start_without_the_key(self, settings):
        settings.SANDBOX, settings.PAYMENT_PROVIDER, settings.MOLLIE_API_KEY = False, "mollie", ""
        assert any(
            "MOLLIE_API_KEY" in str(each) for each in production_has_its_credentials(None) if type(each) is Error
        )
