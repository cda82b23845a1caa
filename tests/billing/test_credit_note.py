"""Taken back by a document of its own, never more than the invoice, and set off against it."""

from datetime import timedelta
from decimal import Decimal

import peppol
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from lxml import etree
from pypdf import PdfReader

from billing import document, proof, ubl
from billing.models import CreditNote, Invoice
from billing.ubl import Profile
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from tests.factories import billing, members

pytestmark = pytest.mark.django_db

SPACES = {"cbc": ubl._CBC, "cac": ubl._CAC}
CASES = {
    "Dutch": {"country": "NL"},
    "reverse charge": {"country": "BE", "confirmed": True},
    "outside Europe": {"country": "US"},
}


def invoice(now, case="Dutch"):
    country = CASES[case]["country"]
    number = "BE0123456749" if country == "BE" else ""
    made = billing.draft(at=now, of=members.member(country=country, vat_number=number), **CASES[case])
    made.add_line("Lidmaatschap keurmerk", Decimal(120))
    made.add_line("Korting", Decimal("-10.05"))
    made.issue(actor="test", at=now)
    return made


class TestIssue:
    def test_takes_the_whole_invoice_back_under_a_number_of_its_own(self, now):
        one, other = billing.invoice(at=now), billing.invoice(at=now)
        notes = [billing.credit_note(of=each, at=now) for each in (one, other)]
        assert [note.number for note in notes] == ["C2026-00001", "C2026-00002"]
        assert (one.state, one.outstanding) == ("CREDITED", 0)
        assert (notes[0].total, notes[0].set_off, notes[0].owed_back) == (Decimal("145.20"), Decimal("145.20"), 0)
        assert list(proof.faults()) == []

    def test_takes_a_part_back_and_leaves_the_rest_to_pay(self, now):
        one = billing.invoice(at=now)
        note = billing.credit_note(of=one, at=now, net=Decimal(20))
        assert (note.vat, note.total) == (Decimal("4.20"), Decimal("24.20"))
        assert (one.state, one.outstanding) == ("ISSUED", Decimal("121.00"))
        billing.transfer(one, at=now, amount=Decimal(121))
        one.refresh_from_db()
        assert one.state == "PAID"
        assert list(proof.faults()) == []

    def test_pays_an_invoice_of_which_the_rest_was_paid(self, now):
        one = billing.invoice(at=now)
        billing.transfer(one, at=now, amount=Decimal("121.00"))
        billing.credit_note(of=one, at=now, net=Decimal(20))
        assert one.state == "PAID"

    def test_gives_back_what_was_paid_already(self, now):
        note = billing.credit_note(of=billing.paid_invoice(at=now), at=now)
        assert (note.set_off, note.owed_back) == (0, Decimal("145.20"))
        note.pay_back(actor="user:1", at=now)
        assert (note.owed_back, list(proof.faults())) == (0, [])
        with pytest.raises(IllegalMove):
            note.pay_back(actor="user:1", at=now)

    def test_can_be_put_towards_another_invoice_of_the_member(self, now):
        paid = billing.paid_invoice(at=now)
        other = billing.invoice(at=now, of=paid.member)
        note = billing.credit_note(of=paid, at=now)
        note.put_towards(other, actor="user:1", at=now)
        other.refresh_from_db()
        assert (other.state, note.owed_back, list(proof.faults())) == ("PAID", 0, [])

    @pytest.mark.parametrize("net", [Decimal("120.01"), Decimal(0), Decimal(-1)])
    def test_is_never_more_than_the_invoice(self, now, net):
        one = billing.invoice(at=now)
        with pytest.raises(IllegalMove):
            billing.credit_note(of=one, at=now, net=net)
        assert not CreditNote.objects.exists()

    def test_is_never_more_than_the_invoice_together(self, now):
        one = billing.invoice(at=now)
        billing.credit_note(of=one, at=now, net=Decimal(70))
        with pytest.raises(IllegalMove):
            billing.credit_note(of=one, at=now, net=Decimal("50.01"))
        last = billing.credit_note(of=one, at=now)
        assert (last.net, one.state, list(proof.faults())) == (Decimal(50), "CREDITED", [])
        with pytest.raises(IntegrityError), transaction.atomic():
            Invoice.objects.filter(pk=one.pk).update(credited=one.total + 1)

    def test_stays_as_it_was_made(self, now):
        note = billing.credit_note(of=billing.invoice(at=now), at=now)
        for change in ({"lines": []}, {"reason": "anders"}, {"number": "C2026-00009"}):
            with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
                CreditNote.objects.filter(pk=note.pk).update(**change)
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            CreditNote.objects.filter(pk=note.pk)._raw_delete("default")

    def test_takes_back_what_was_not_earned_before_what_was(self, now):
        one = billing.invoice(at=now)
        one.release(at=now + timedelta(days=75))
        billing.credit_note(of=one, at=now + timedelta(days=75), net=Decimal(20))
        one.refresh_from_db()
        for days in range(80, 420, 30):
            one.release(at=now + timedelta(days=days))
            one.refresh_from_db()
        revenue = one.postings.filter(book__in=["REVENUE", "DEFERRED"]).by_book()
        assert (revenue["REVENUE"], revenue["DEFERRED"]) == (Decimal(-100), 0)


class TestDocuments:
    @pytest.mark.parametrize("profile", Profile)
    @pytest.mark.parametrize("case", CASES)
    @pytest.mark.parametrize("net", [None, Decimal("12.34")])
    def test_keep_to_the_schema_and_the_rules(self, now, case, profile, net):
        note = billing.credit_note(of=invoice(now, case), at=now, net=net)
        written = ubl.write_credit_note(note, profile)
        assert peppol.validate_xsd(written) == (True, [])
        assert peppol.check_rules(written) == []

    def test_name_the_invoice_that_is_taken_back(self, now):
        one = invoice(now)
        root = etree.fromstring(ubl.write_credit_note(billing.credit_note(of=one, at=now), Profile.BIS3))
        assert root.findtext(".//cac:InvoiceDocumentReference/cbc:ID", namespaces=SPACES) == one.number
        assert root.findtext("cbc:CreditNoteTypeCode", namespaces=SPACES) == "381"
        assert root.findtext(".//cbc:PayableAmount", namespaces=SPACES) == str(one.total)

    def test_are_mailed_once_with_the_reason_and_the_paper(self, now):
        note = billing.credit_note(of=billing.paid_invoice(at=now), at=now, reason="Dubbel gestuurd")
        drain()
        note.refresh_from_db()
        letter = SentLetter.objects.get(letter="billing/credit_note")
        assert letter.attachments == [[f"{note.number}.pdf", note.pdf]]
        assert "Dubbel gestuurd" in letter.text
        assert "145,20 van ons terug" in letter.text
        with default_storage.open(document.keep_credit_note(note)) as file:
            paper = PdfReader(file)
            text = paper.pages[0].extract_text()
        assert len(paper.pages) == 1
        assert all(words in text for words in (f"Creditnota {note.number}", note.invoice.number, "Dubbel gestuurd"))
        assert "Scan met" not in text
