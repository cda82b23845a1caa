"""Do the books say what the invoices, the payments and the bank say? Asks, changes nothing."""

from collections.abc import Iterator
from decimal import Decimal

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Round

from billing.matching import HOME_CURRENCY
from billing.models import BankEntry, Book, Posting

# What an invoice and its payments come to, beside what the books hold of it. `owed` below zero came in too much.
_INVOICES = """
    SELECT invoice.number, owed, total_open, spare, revenue, invoice.net, vat_left, invoice.vat, invoice.state
    FROM billing_invoice invoice
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(settled), 0) AS back,
            coalesce(sum(net), CASE invoice.state WHEN 'CREDITED' THEN invoice.net ELSE 0 END) AS net_back,
            coalesce(sum(vat), CASE invoice.state WHEN 'CREDITED' THEN invoice.vat ELSE 0 END) AS vat_back
        FROM billing_creditnote WHERE invoice_id = invoice.id
    ) notes
    CROSS JOIN LATERAL (
        SELECT invoice.total + invoice.charged - invoice.credited + back - invoice.written_off
            - coalesce(sum(received - returned) FILTER (WHERE state = 'PAID'), 0) AS owed
        FROM billing_payment WHERE invoice_id = invoice.id
    ) said
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount) FILTER (WHERE book = 'RECEIVABLE'), 0) AS total_open,
            coalesce(sum(amount) FILTER (WHERE book = 'UNALLOCATED'), 0) AS spare,
            -coalesce(sum(amount) FILTER (WHERE book IN ('DEFERRED', 'REVENUE')), 0) AS revenue,
            -coalesce(sum(amount) FILTER (WHERE book = 'VAT'), 0) AS vat_left,
            -coalesce(sum(amount) FILTER (WHERE book IN ('INTEREST', 'COSTS')), 0) AS charged,
            coalesce(sum(amount) FILTER (WHERE book = 'BAD_DEBT'), 0) AS lost
        FROM billing_posting WHERE invoice_id = invoice.id
    ) books
    WHERE invoice.state <> 'DRAFT' AND (
        total_open <> greatest(owed, 0) OR spare <> least(owed, 0)
        OR revenue <> invoice.net - net_back OR vat_left <> invoice.vat - vat_back - invoice.written_off_vat
        OR books.charged <> invoice.charged OR lost <> invoice.written_off - invoice.written_off_vat
        OR invoice.credited <> net_back + vat_back OR (invoice.state = 'CREDITED')
            <> (invoice.credited = invoice.total AND invoice.total <> 0)
    )
    ORDER BY invoice.number
"""
_ENTRIES = "SELECT entry_id, sum(amount) FROM billing_posting GROUP BY entry_id HAVING sum(amount) <> 0"


def faults() -> Iterator[str]:
    """Each difference as a sentence; none when the books hold."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES)
        yield from (f"entry {entry} is {off} out of balance" for entry, off in cursor.fetchall())
        cursor.execute(_INVOICES)
        for number, owed, total_open, spare, revenue, net, *_rest in cursor.fetchall():
            books = f"the books say open {total_open}, too much {-spare}, revenue {revenue}"
            yield f"invoice {number}: owed {owed} of {net} net, but {books}"
    yield from _waiting_fault()


def _waiting_fault() -> Iterator[str]:
    """Money without an invoice in the books is the money that waits."""
    waiting = BankEntry.objects.waiting().filter(amount__gt=0, currency=HOME_CURRENCY, amount=Round("amount", 2))
    said = waiting.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    booked = -Posting.objects.filter(book=Book.UNALLOCATED, invoice=None).balance()
    if said != booked:
        yield f"money that waits comes to {said}, but the books say {booked}"
