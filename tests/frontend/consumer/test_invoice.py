from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.urls import reverse

from billing.links import invoice_behind, pay_link
from keurmerk.tokens import BadToken, sign
from tests.factories import billing

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(now):
    return billing.invoice(at=now)


def path_of(invoice):
    return urlsplit(pay_link(invoice)).path


class TestPay:
    @pytest.mark.rule("12.7")
    def test_opens_without_an_account(self, client, invoice):
        page = client.get(path_of(invoice))
        assert page.status_code == 200
        assert invoice.number in page.content.decode()
        assert page["Cache-Control"].startswith("max-age=0")

    def test_leads_to_the_bank_and_back_to_paid(self, client, invoice):
        to_bank = client.post(path_of(invoice))
        client.post(to_bank["Location"], {"outcome": "paid"})
        page = client.get(path_of(invoice)).content.decode()
        assert 'method="post"' not in page.split("<main")[1]

    def test_gives_the_pdf(self, client, invoice):
        answer = client.get(f"{path_of(invoice)}pdf/")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        answer.close()

    @pytest.mark.parametrize("token", ["1", "abc:def:ghi"])
    def test_does_not_exist_for_a_made_up_token(self, client, token):
        assert client.get(reverse("consumer:pay_invoice", args=[token])).status_code == 404

    def test_does_not_exist_for_a_token_of_another_purpose(self, client, invoice):
        token = sign("something-else", invoice.pk)
        assert client.get(reverse("consumer:pay_invoice", args=[token])).status_code == 404

    def test_is_an_overdue_warning_when_it_is(self, client, now):
        assert "Deze factuur is te laat" in client.get(path_of(billing.overdue_invoice(at=now))).content.decode()


class TestInvoiceBehind:
    def test_refuses_a_link_that_is_too_old(self, invoice):
        token = pay_link(invoice).rstrip("/").rpartition("/")[2]
        assert invoice_behind(token) == invoice.pk
        with time_machine.travel(timedelta(days=500), tick=False), pytest.raises(BadToken):
            invoice_behind(token)
