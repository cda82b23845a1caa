from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from billing.jobs import OVERDUE, REMIND
from billing.models import Invoice
from keurmerk.models import Delivery, SentLetter
from keurmerk.outbox import drain, reaction_at
from members.jobs import evaluate
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership(now):
    billing.plan()
    shop = members.shop(owner=members.user(language="en"))
    membership = billing.membership(at=now, of=shop.member)
    drain()
    return membership


class TestAnEstablishedMembership:
    @pytest.mark.rule("12.1", "12.4")
    def test_is_invoiced_and_gets_the_invoice_by_mail_with_its_pdf(self, membership):
        invoice = Invoice.objects.get(member=membership.member)
        letter = SentLetter.objects.get(letter="billing/invoice")
        assert (letter.to, letter.language) == (membership.member.email, "en")
        assert letter.attachments == [[f"{invoice.number}.pdf", invoice.pdf]]
        assert "/en/invoices/pay/" in letter.text
        assert "€145.20" in letter.text

    def test_has_everything_the_law_wants_on_paper(self, membership):
        invoice = Invoice.objects.get()
        with default_storage.open(invoice.pdf) as file:
            paper = PdfReader(file)
            text = paper.pages[0].extract_text()
            assert b"<pdfaid:part>3<" in paper.xmp_metadata.stream.get_data()
        for fact in (
            invoice.number, "2 March 2026", "16 March 2026", "1 March 2027", "Fietsgoed B.V.", "Voorbeeldkade 12", "8011 AB Zwolle",
            "Stichting Keurtegel", "Tegelkade 12", "00000000", "NL000000000B00", "Trust mark membership", "€120.00", "21%", "€25.20", "€145.20",
            "NL02 ABNA 0123 4567 89", "RF",
        ):  # fmt: skip
            assert fact in text, fact

    def test_hears_it_once_when_told_twice(self, membership):
        for told in Delivery.objects.filter(reaction__startswith="billing.").select_related("event"):
            reaction_at(told.reaction)(told.event)
        drain()
        assert (Invoice.objects.count(), SentLetter.objects.filter(letter="billing/invoice").count()) == (1, 1)

    @pytest.mark.rule("12.8", "5.2")
    def test_is_not_promoted_while_an_invoice_is_overdue(self, membership, now):
        evaluate(membership, membership.promotion_due_at)
        assert membership.state == "ASPIRANT"
        billing.transfer(Invoice.objects.get(), at=now)
        evaluate(membership, membership.promotion_due_at)
        assert membership.state == "FULL"

    def test_gets_no_more_invoices_after_its_end(self, membership, now):
        membership.end(actor="test", at=now, reason="notice")
        drain()
        membership.subscription.refresh_from_db()
        assert membership.subscription.ended_at == now


class TestAnOverdueInvoice:
    @pytest.mark.rule("12.8")
    def test_is_reminded_of_by_letter(self, now):
        invoice = billing.invoice(at=now)
        OVERDUE.run(now + timedelta(days=15))
        REMIND.run(now + timedelta(days=16))
        drain()
        assert SentLetter.objects.get(letter="billing/reminder").about == f"billing.invoice:{invoice.pk}"

    def test_is_not_reminded_of_when_the_money_came_meanwhile(self, now):
        invoice = billing.invoice(at=now)
        OVERDUE.run(now + timedelta(days=15))
        REMIND.run(now + timedelta(days=16))
        billing.transfer(invoice, at=now + timedelta(days=16))
        drain()
        assert not SentLetter.objects.filter(letter="billing/reminder").exists()


class TestAPaidInvoice:
    def test_is_thanked_for(self, now):
        billing.paid_invoice(at=now)
        drain()
        assert "€ 145,20" in SentLetter.objects.get(letter="billing/payment_received").text.replace("\xa0", " ")
