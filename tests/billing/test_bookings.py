"""The books: both sides of everything, in step with invoices, payments and the bank."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from billing import proof
from billing.intake import take_in
from billing.models import BankEntry, Book, Invoice, JournalEntry, Posting, Side
from keurmerk.schedule import EVERY
from tests.factories import billing
from tests.factories.statements import Movement, camt

pytestmark = pytest.mark.django_db


def books(invoice=None):
    postings = Posting.objects.filter(invoice=invoice) if invoice else Posting.objects.all()
    return {book: str(amount) for book, amount in postings.by_book().items() if amount}


class TestIssued:
    @pytest.mark.rule("12.1")
    def test_is_owed_with_its_vat_and_not_earned_yet(self, now):
        invoice = billing.invoice(at=now)
        assert books(invoice) == {"RECEIVABLE": "145.20", "DEFERRED": "-120.00", "VAT": "-25.20"}
        assert list(proof.faults()) == []

    def test_is_not_booked_when_the_invoice_is_not_issued(self, now):
        with pytest.raises(RuntimeError), transaction.atomic():
            billing.invoice(at=now)
            raise RuntimeError
        assert not JournalEntry.objects.exists()


class TestReceived:
    @pytest.mark.rule("12.6")
    def test_settles_what_is_owed(self, now):
        billing.paid_invoice(at=now)
        assert books() == {"BANK": "145.20", "DEFERRED": "-120.00", "VAT": "-25.20"}
        assert list(proof.faults()) == []

    def test_keeps_what_came_in_too_much_as_the_members(self, now):
        invoice = billing.invoice(at=now)
        billing.transfer(invoice, at=now, amount=Decimal(100))
        billing.transfer(invoice, at=now, amount=Decimal("65.20"))
        assert books(invoice)["UNALLOCATED"] == "-20.00"
        assert "RECEIVABLE" not in books(invoice)
        assert list(proof.faults()) == []

    def test_is_booked_once_however_often_it_is_told(self, now):
        invoice = billing.invoice(at=now)
        for _ in range(2):
            billing.transfer(invoice, at=now, reference="NTRF 1")
        assert JournalEntry.objects.filter(kind="PAYMENT").count() == 1


class TestCredited:
    def test_takes_back_revenue_and_vat_and_what_is_open(self, now):
        invoice = billing.invoice(at=now)
        billing.credit_note(of=invoice, at=now)
        assert books(invoice) == {}
        assert list(proof.faults()) == []

    def test_leaves_what_was_paid_with_the_member(self, now):
        invoice = billing.paid_invoice(at=now)
        billing.credit_note(of=invoice, at=now)
        assert books(invoice) == {"UNALLOCATED": "-145.20"}
        assert list(proof.faults()) == []


class TestBankMoney:
    def test_waits_without_an_invoice_until_it_is_booked_on_one(self, now):
        invoice = billing.invoice(at=now)
        take_in(
            camt(Movement(amount="145.20", text="contributie", name="Iemand", reference="")), actor="user:1", at=now
        )
        assert books()["UNALLOCATED"] == "-145.20"
        entry = BankEntry.objects.waiting().get()
        entry.assign(invoice, actor="user:1", at=now)
        assert books() == {"BANK": "145.20", "DEFERRED": "-120.00", "VAT": "-25.20"}
        assert list(proof.faults()) == []

    def test_leaves_the_books_when_it_is_set_aside_and_comes_back_with_it(self, now):
        take_in(camt(Movement(amount="12.50", text="iets anders", name="Iemand", reference="")), actor="user:1", at=now)
        entry = BankEntry.objects.get()
        entry.set_aside(actor="user:1", at=now)
        assert books() == {}
        entry.take_back(actor="user:1", at=now + timedelta(minutes=1))
        assert books() == {"BANK": "12.50", "UNALLOCATED": "-12.50"}
        assert list(proof.faults()) == []

    def test_that_names_its_invoice_pays_it_from_the_bank(self, now):
        invoice = billing.invoice(at=now)
        take_in(camt(Movement(amount="145.20", reference=invoice.reference)), actor="user:1", at=now)
        assert books() == {"BANK": "145.20", "DEFERRED": "-120.00", "VAT": "-25.20"}
        assert list(proof.faults()) == []


class TestRelease:
    def run(self, at):
        return EVERY["billing.release_revenue"].run(at)

    def test_earns_each_month_that_ended_once(self, now):
        invoice = billing.invoice(at=now)
        later = now + timedelta(days=75)
        self.run(later)
        self.run(later)
        earned = JournalEntry.objects.filter(kind="RELEASE").order_by("booked_on")
        assert [each.booked_on.isoformat() for each in earned] == ["2026-03-31", "2026-04-30"]
        assert Decimal(books(invoice)["REVENUE"]) + Decimal(books(invoice)["DEFERRED"]) == -120
        assert list(proof.faults()) == []

    def test_has_earned_all_to_the_cent_when_the_period_is_over(self, now):
        invoice = billing.invoice(at=now)
        for days in range(20, 420, 30):
            self.run(now + timedelta(days=days))
        assert (books(invoice)["REVENUE"], books(invoice).get("DEFERRED")) == ("-120.00", None)
        invoice.refresh_from_db()
        assert invoice.release_due_at is None

    def test_earns_nothing_more_of_what_was_taken_back(self, now):
        invoice = billing.invoice(at=now)
        self.run(now + timedelta(days=40))
        invoice.refresh_from_db()
        billing.credit_note(of=invoice, at=now + timedelta(days=41))
        self.run(now + timedelta(days=100))
        assert books(invoice) == {}


class TestJournal:
    def test_refuses_what_does_not_balance(self, now):
        sides = [Side(Book.BANK, Decimal(10)), Side(Book.REVENUE, Decimal(-9))]
        with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
            JournalEntry.write("CHARGE", "wrong", sides, on=now.date(), at=now)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_refuses_an_entry_without_amounts(self, now):
        with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
            JournalEntry.objects.create(kind="CHARGE", key="empty", booked_on=now.date(), written_at=now)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @pytest.mark.parametrize("rows", [JournalEntry, Posting])
    def test_lets_nobody_change_or_delete_what_was_written(self, now, rows):
        billing.invoice(at=now)
        change = {"key": "other"} if rows is JournalEntry else {"amount": 1}
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.objects.update(**change)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.objects.all()._raw_delete("default")


class TestProof:
    def test_finds_a_payment_that_is_not_in_the_books(self, now):
        invoice = billing.invoice(at=now)
        invoice.payments.create(
            provider="bank", reference="X", amount=10, received=10, state="PAID", opened_at=now, settled_at=now
        )
        assert [invoice.number in fault for fault in proof.faults()] == [True]

    def test_finds_an_invoice_that_is_not_in_the_books(self, now):
        invoice = billing.invoice(at=now)
        Invoice.objects.filter(pk=invoice.pk).update(state="CREDITED")
        assert len(list(proof.faults())) == 1
