import pytest
from django.urls import reverse

from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client):
    person = members.user(name="Fien Anke", staff_role="finance")
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


class TestInvoices:
    @pytest.mark.parametrize("role", ["", "inspector", "mediator"])
    def test_are_for_finance(self, client, role, now):
        client.force_login(members.user(staff_role=role))
        invoice = billing.invoice(at=now)
        assert client.get(address("invoices")).status_code == 404
        for name in ("invoice", "invoice_pdf", "invoice_ubl"):
            assert client.get(address(name, invoice.pk)).status_code == 404

    def test_are_found_by_state_and_words(self, client, finance, now):
        paid = billing.paid_invoice(at=now, of=members.member(legal_name="Betaald B.V."))
        late = billing.overdue_invoice(at=now, of=members.member(legal_name="Laat B.V."))

        def shown(**asked):
            page = client.get(address("invoices"), asked).content.decode()
            return [each for each in (paid, late) if each.number in page]

        assert shown() == [paid, late]
        assert shown(state="OVERDUE") == [late]
        assert shown(q="betaald") == [paid]
        assert shown(q=f" {late.reference[:4]} {late.reference[4:]} ") == [late]
        assert shown(q="niets") == []


class TestInvoice:
    @pytest.mark.rule("12.7")
    def test_is_paid_by_a_transfer_that_is_booked_once(self, client, finance, now):
        invoice = billing.invoice(at=now)
        for _ in range(2):
            client.post(address("invoice", invoice.pk), {"amount": "145,20", "reference": "NTRF 1"})
        invoice.refresh_from_db()
        assert (invoice.state, invoice.received) == ("PAID", invoice.total)

    def test_says_on_which_invoice_a_reference_was_booked_before(self, client, finance, now):
        first, second = billing.invoice(at=now), billing.invoice(at=now)
        billing.transfer(first, at=now, reference="NTRF 1")
        page = client.post(address("invoice", second.pk), {"amount": "145,20", "reference": "NTRF 1"}, follow=True)
        assert f"geboekt op factuur {first.number}" in page.content.decode()
        second.refresh_from_db()
        assert second.state == "ISSUED"

    @pytest.mark.parametrize("amount", ["", "0", "-1", "veel"])
    def test_asks_for_an_amount(self, client, finance, now, amount):
        invoice = billing.invoice(at=now)
        assert client.post(address("invoice", invoice.pk), {"amount": amount, "reference": "NTRF 1"}).status_code == 200
        assert not invoice.payments.exists()

    def test_that_is_a_draft_does_not_exist(self, client, finance, now):
        assert client.get(address("invoice", billing.draft(at=now).pk)).status_code == 404
