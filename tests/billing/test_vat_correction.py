"""VIES down on the day of invoicing: 21 % until confirmed, corrected by a credit note (numbers 5.3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from billing import proof, vat_correction
from billing.models import CreditNote, Invoice, VatConfirmation
from keurmerk.outbox import drain
from members.models import RegisterCheck
from members.registers import Unavailable
from tests.factories import billing, members

pytestmark = pytest.mark.django_db
NUMBER = "BE0403170701"
FOUND = ("FOUND", {"name": "X"}, "vies", "WAPI1")


@pytest.fixture
def invoice(now):
    company = members.member(country="BE", vat_number=NUMBER)
    return billing.subscription(at=now, of=company).invoices.get()


def answer(invoice, said, at):
    check = RegisterCheck.objects.get(member=invoice.member, register="VAT", answered_at=None)
    check.settle(said, at=at)
    drain()


class TestVies:
    def test_is_asked_when_an_invoice_had_to_go_out_with_dutch_vat(self, invoice):
        drain()
        check = RegisterCheck.objects.get(member=invoice.member)
        assert (check.register, check.number, check.result) == ("VAT", NUMBER, "WAITING")

    def test_is_not_asked_for_a_dutch_member(self, now):
        billing.subscription(at=now)
        drain()
        assert not RegisterCheck.objects.filter(register="VAT").exists()

    def test_that_stays_away_changes_nothing(self, invoice, now):
        drain()
        answer(invoice, Unavailable("MS_UNAVAILABLE"), now)
        assert (invoice.vat_percent, CreditNote.objects.count()) == (21, 0)

    def test_that_does_not_know_the_number_changes_nothing(self, invoice, now):
        drain()
        answer(invoice, ("NOT_FOUND", {}, "vies", ""), now)
        assert not CreditNote.objects.exists()


class TestConfirm:
    def test_credits_the_invoice_and_makes_it_anew_without_vat(self, invoice, now):
        drain()
        answer(invoice, FOUND, now + timedelta(days=2))
        old, new = Invoice.objects.order_by("pk")
        assert (old.state, new.state, new.vat_treatment) == ("CREDITED", "ISSUED", "REVERSE_CHARGE")
        assert (new.net, new.vat, new.period_from, new.period_to) == (old.net, 0, old.period_from, old.period_to)
        assert VatConfirmation.objects.get().request_id == "WAPI1"
        assert list(proof.faults()) == []

    def test_puts_what_was_paid_towards_the_new_one_and_owes_the_vat_back(self, invoice, now):
        billing.transfer(invoice, at=now)
        drain()
        answer(invoice, FOUND, now + timedelta(days=2))
        note, new = CreditNote.objects.get(), Invoice.objects.latest("pk")
        assert (new.state, note.owed_back) == ("PAID", Decimal("25.20"))
        assert list(proof.faults()) == []

    def test_happens_once(self, invoice, now):
        drain()
        answer(invoice, FOUND, now)
        vat_correction.confirm(RegisterCheck.objects.get(), at=now)
        assert (CreditNote.objects.count(), Invoice.objects.count()) == (1, 2)
