"""Finance takes an invoice back at the desk, with a reason."""

from decimal import Decimal

import pytest
from django.urls import reverse

from billing import proof
from billing.models import CreditNote, Payment, TestBankPayment
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client):
    client.force_login(members.user(staff_role="finance"))


def address(name, pk):
    return reverse(f"desk:{name}", args=[pk])


class TestCredit:
    def test_needs_a_reason_and_keeps_what_was_typed(self, client, finance, now):
        invoice = billing.invoice(at=now)
        page = client.post(address("credit_invoice", invoice.pk), {"net": "20,00", "reason": ""}).content.decode()
        assert "Vul de reden in" in page
        assert 'value="20,00"' in page
        assert not CreditNote.objects.exists()

    def test_refuses_more_than_is_left(self, client, finance, now):
        invoice = billing.invoice(at=now)
        page = client.post(address("credit_invoice", invoice.pk), {"net": "120,01", "reason": "Dubbel"})
        assert page.status_code == 200
        assert not CreditNote.objects.exists()

    def test_makes_it_and_shows_it_on_the_invoice(self, client, finance, now):
        invoice = billing.paid_invoice(at=now)
        page = client.post(address("credit_invoice", invoice.pk), {"net": "20,00", "reason": "Dubbel"}, follow=True)
        note = CreditNote.objects.get()
        assert note.net == Decimal(20)
        assert note.number in page.content.decode()
        client.post(address("pay_back", note.pk))
        note.refresh_from_db()
        assert note.owed_back == 0

    def test_gives_the_documents(self, client, finance, now):
        note = billing.credit_note(of=billing.invoice(at=now), at=now)
        paper = client.get(address("credit_note_pdf", note.pk))
        assert b"".join(paper.streaming_content).startswith(b"%PDF")
        assert client.get(address("credit_note_ubl", note.pk))["Content-Type"] == "application/xml"

    @pytest.mark.parametrize("role", ["", "inspector"])
    def test_is_for_finance(self, client, now, role):
        client.force_login(members.user(staff_role=role))
        note = billing.credit_note(of=billing.invoice(at=now), at=now)
        for name, pk in (
            ("credit_invoice", note.invoice_id),
            ("credit_note_pdf", note.pk),
            ("credit_note_ubl", note.pk),
        ):
            assert client.get(address(name, pk)).status_code == 404


class TestMember:
    def test_sees_its_own_credit_notes_only(self, client, now):
        owner = members.user()
        shop = members.shop(owner=owner)
        client.force_login(owner)
        mine = billing.credit_note(of=billing.invoice(at=now, of=shop.member), at=now)
        other = billing.credit_note(of=billing.invoice(at=now), at=now)
        page = client.get(reverse("dashboard:invoice", args=[shop.pk, mine.invoice_id])).content.decode()
        assert mine.number in page
        paper = client.get(reverse("dashboard:credit_note_pdf", args=[shop.pk, mine.pk]))
        assert b"".join(paper.streaming_content).startswith(b"%PDF")
        assert client.get(reverse("dashboard:credit_note_pdf", args=[shop.pk, other.pk])).status_code == 404


class TestMoneyThatGoesBack:
    def test_goes_off_another_open_invoice(self, client, finance, now):
        paid = billing.paid_invoice(at=now)
        note, other = billing.credit_note(of=paid, at=now), billing.invoice(at=now, of=paid.member)
        assert other.number in client.get(reverse("desk:invoice", args=[paid.pk])).content.decode()
        client.post(reverse("desk:put_towards", args=[note.pk, other.pk]))
        other.refresh_from_db()
        assert other.state == "PAID"

    def test_never_goes_off_an_invoice_of_another_member(self, client, finance, now):
        note, other = billing.credit_note(of=billing.paid_invoice(at=now), at=now), billing.invoice(at=now)
        assert client.post(reverse("desk:put_towards", args=[note.pk, other.pk])).status_code == 404

    def test_goes_back_online_where_it_came_online(self, client, finance, now):
        invoice = billing.invoice(at=now)
        payment = Payment.open_for(invoice, back_to="http://testserver/", at=now)
        TestBankPayment.objects.get().choose("PAID")
        payment.catch_up(at=now)
        invoice.refresh_from_db()
        note = billing.credit_note(of=invoice, at=now)
        assert "online terug" in client.get(reverse("desk:invoice", args=[invoice.pk])).content.decode()
        client.post(reverse("desk:refund_note", args=[note.pk]))
        note.refresh_from_db()
        assert (note.owed_back, TestBankPayment.objects.get().returned) == (0, Decimal("145.20"))

    def test_of_an_overpayment_is_written_down(self, client, finance, now):
        invoice = billing.invoice(at=now)
        payment = billing.transfer(invoice, at=now, amount=Decimal("150.00"))
        assert "4,80 te veel" in client.get(reverse("desk:invoice", args=[invoice.pk])).content.decode()
        client.post(reverse("desk:return_excess", args=[payment.pk]))
        invoice.refresh_from_db()
        assert invoice.outstanding == 0
        assert list(proof.faults()) == []

    def test_says_so_when_the_provider_refuses(self, client, finance, now, settings):
        invoice = billing.invoice(at=now)
        payment = Payment.open_for(invoice, back_to="http://testserver/", at=now)
        TestBankPayment.objects.get().choose("PAID")
        payment.catch_up(at=now)
        note = billing.credit_note(of=invoice, at=now)
        settings.PAYMENT_PROVIDER = ""
        page = client.post(reverse("desk:refund_note", args=[note.pk]), follow=True).content.decode()
        assert "Maak het per bank over" in page
        note.refresh_from_db()
        assert note.owed_back == Decimal("145.20")
