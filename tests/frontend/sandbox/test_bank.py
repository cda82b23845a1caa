import pytest

from billing.models import Payment
from tests.factories import billing

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(now):
    return Payment.open_for(billing.invoice(at=now), back_to="http://testserver/back/", at=now)


class TestBank:
    def test_says_that_it_is_a_test(self, client, payment):
        page = client.get(payment.checkout_url).content.decode()
        assert "TESTBANK – er wordt geen geld afgeschreven" in page

    @pytest.mark.parametrize(
        ("outcome", "state"),
        [("paid", "PAID"), ("cancelled", "CANCELLED"), ("expired", "EXPIRED"), ("failed", "FAILED")],
    )
    def test_does_what_is_chosen_and_goes_back(self, client, payment, outcome, state):
        assert client.post(payment.checkout_url, {"outcome": outcome})["Location"] == "http://testserver/back/"
        payment.refresh_from_db()
        assert payment.state == state

    def test_keeps_the_first_choice(self, client, payment):
        client.post(payment.checkout_url, {"outcome": "paid"})
        client.post(payment.checkout_url, {"outcome": "failed"})
        payment.refresh_from_db()
        assert payment.state == "PAID"

    def test_refuses_another_word(self, client, payment):
        assert client.post(payment.checkout_url, {"outcome": "rich"}).status_code == 400

    def test_does_not_know_other_payments(self, client):
        assert client.get("/sandbox/bank/tr_nothing/").status_code == 404
