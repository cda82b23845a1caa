"""`manage.py verify_books`, and what the migration books of what was there before."""

import importlib
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from billing import proof
from billing.intake import take_in
from billing.models import Invoice, JournalEntry, Posting
from tests.factories import billing
from tests.factories.statements import Movement, camt

pytestmark = pytest.mark.django_db
MIGRATION = importlib.import_module("billing.migrations.0006_book_what_happened")


def run():
    said, complained = StringIO(), StringIO()
    try:
        call_command("verify_books", stdout=said, stderr=complained)
    except CommandError as refusal:
        return f"{complained.getvalue()}{refusal}"
    return said.getvalue()


class TestVerifyBooks:
    def test_shows_each_account_and_says_that_the_books_hold(self, now):
        billing.paid_invoice(at=now)
        assert "BANK                 145.20" in run()
        assert "The books hold." in run()

    def test_names_the_invoice_that_differs(self, now):
        invoice = billing.invoice(at=now)
        Invoice.objects.filter(pk=invoice.pk).update(state="CREDITED")
        assert invoice.number in run()
        assert "1 differences" in run()


class TestWhatWasThere:
    def test_is_booked_as_if_the_books_had_been_there(self, now):
        billing.invoice(at=now)
        billing.paid_invoice(at=now)
        spare = billing.invoice(at=now)
        billing.transfer(spare, at=now, amount=Decimal(200))
        billing.credit_note(of=billing.paid_invoice(at=now), at=now + timedelta(days=1))
        billing.draft(at=now)
        take_in(camt(Movement(amount="12.50", text="iets anders", name="Iemand", reference="")), actor="user:1", at=now)
        before = Posting.objects.by_book()
        with connection.cursor() as cursor:  # as it was before there were books
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("billing_posting", "billing_journalentry"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("TRUNCATE billing_posting, billing_journalentry")
            for table in ("billing_posting", "billing_journalentry"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        MIGRATION.book(apps, None)
        assert {book: amount for book, amount in Posting.objects.by_book().items() if amount} == {
            book: amount for book, amount in before.items() if amount
        }
        assert JournalEntry.objects.count() == 9
        assert list(proof.faults()) == []
