import pytest
from django.urls import reverse

from billing.models import Subscription
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return members.user()


@pytest.fixture
def shop(owner, client):
    client.force_login(owner)
    return members.full_shop(owner=owner)


def address(name, shop, *more):
    return reverse(f"dashboard:{name}", args=[shop.pk, *more])


class TestInvoices:
    def test_lists_the_companys_own_and_no_drafts(self, client, shop, now):
        mine = billing.invoice(at=now, of=shop.member)
        billing.draft(at=now, of=shop.member)
        other = billing.invoice(at=now)
        page = client.get(address("invoices", shop)).content.decode()
        assert mine.number in page
        assert other.number not in page

    def test_says_so_when_there_are_none(self, client, shop):
        assert client.get(address("invoices", shop)).status_code == 200

    def test_asks_as_few_queries_for_twenty_as_for_one(self, client, shop, now, django_assert_max_num_queries):
        for _ in range(20):
            billing.invoice(at=now, of=shop.member)
        with django_assert_max_num_queries(16):
            client.get(address("invoices", shop))


class TestInvoice:
    def test_shows_what_it_is_for_and_offers_to_pay(self, client, shop, now):
        invoice = billing.invoice(at=now, of=shop.member)
        page = client.get(address("invoice", shop, invoice.pk)).content.decode()
        assert "Lidmaatschap keurmerk" in page
        assert invoice.reference in page
        assert address("pay_invoice", shop, invoice.pk) in page

    @pytest.mark.parametrize("name", ["invoice", "invoice_pdf", "invoice_ubl"])
    def test_of_another_company_does_not_exist(self, client, shop, now, name):
        other = billing.invoice(at=now)
        assert client.get(address(name, shop, other.pk)).status_code == 404
        assert client.post(address("pay_invoice", shop, other.pk)).status_code == 404

    def test_of_a_shop_without_a_seat_does_not_exist(self, client, shop, now):
        other = members.full_shop(owner=members.user())
        theirs = billing.invoice(at=now, of=other.member)
        assert client.get(address("invoice", other, theirs.pk)).status_code == 404

    def test_that_is_a_draft_does_not_exist(self, client, shop, now):
        draft = billing.draft(at=now, of=shop.member)
        assert client.get(address("invoice", shop, draft.pk)).status_code == 404

    def test_comes_as_ubl_for_bookkeeping_software(self, client, shop, now):
        invoice = billing.invoice(at=now, of=shop.member)
        answer = client.get(address("invoice_ubl", shop, invoice.pk))
        assert answer["Content-Type"] == "application/xml"
        assert f"{invoice.number}.xml" in answer["Content-Disposition"]
        assert invoice.reference in answer.content.decode()

    def test_comes_as_pdf(self, client, shop, now):
        invoice = billing.invoice(at=now, of=shop.member)
        answer = client.get(address("invoice_pdf", shop, invoice.pk))
        assert answer["Content-Type"] == "application/pdf"
        assert f"{invoice.number}.pdf" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        answer.close()


class TestPay:
    def test_goes_to_the_bank_and_back(self, client, shop, now):
        invoice = billing.invoice(at=now, of=shop.member)
        to_bank = client.post(address("pay_invoice", shop, invoice.pk))
        assert to_bank["Location"].startswith("/sandbox/bank/tr_sandbox_")
        back = client.post(to_bank["Location"], {"outcome": "paid"})
        assert back["Location"] == f"http://testserver{address('invoice', shop, invoice.pk)}"
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    def test_says_so_when_it_is_paid_already(self, client, shop, now):
        invoice = billing.paid_invoice(at=now, of=shop.member)
        answer = client.post(address("pay_invoice", shop, invoice.pk), follow=True)
        assert [str(each.message) for each in answer.context["messages"]]

    def test_says_so_when_there_is_no_provider(self, client, shop, now, settings):
        settings.PAYMENT_PROVIDER = ""
        invoice = billing.invoice(at=now, of=shop.member)
        answer = client.post(address("pay_invoice", shop, invoice.pk), follow=True)
        assert invoice.seller["iban"] in answer.content.decode()


class TestChoosePeriod:
    @pytest.mark.rule("12.1")
    def test_starts_with_the_next_invoice(self, client, shop, now):
        billing.plan()
        subscription = Subscription.start(shop.membership, actor="test", at=now)
        page = client.post(address("choose_period", shop), {"period": "QUARTER"}, follow=True).content.decode()
        subscription.refresh_from_db()
        assert subscription.period == "QUARTER"
        assert "Je betaalt per kwartaal" in page

    def test_takes_no_other_word(self, client, shop, now):
        billing.plan()
        subscription = Subscription.start(shop.membership, actor="test", at=now)
        client.post(address("choose_period", shop), {"period": "WEEK"})
        subscription.refresh_from_db()
        assert subscription.period == "YEAR"


class TestAnInvoiceInDefault:
    @pytest.mark.rule("12.8", "12.11")
    def test_says_what_is_owed_beside_it_and_until_when(self, client, shop, now):
        arrears = billing.climbed(billing.arrears(at=now, of=shop.member), "NOTICE")
        page = client.get(address("invoice", shop, arrears.invoice_id)).content.decode()
        for words in ("Incassokosten", "40,00", "Wettelijke rente", "Betaal dit uiterlijk op 6 april 2026"):
            assert words in page, words

    def test_says_when_the_formal_notice_comes(self, client, shop, now):
        arrears = billing.arrears(at=now, of=shop.member)
        page = client.get(address("invoice", shop, arrears.invoice_id)).content.decode()
        assert "dan stellen we je op 26 maart 2026 in gebreke" in page
