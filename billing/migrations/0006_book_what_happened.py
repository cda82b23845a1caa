"""The books begin with everything that was invoiced, paid and taken back before there were any."""

from calendar import monthrange
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import migrations

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOTHING = Decimal(0)


def book(apps, schema_editor):
    Invoice = apps.get_model("billing", "Invoice")
    write = _writer(apps)
    invoices = Invoice.objects.exclude(state="DRAFT").order_by("pk").prefetch_related("payments")
    for invoice in invoices.iterator(chunk_size=500):
        _book(invoice, write)
        invoice.release_due_at = _first_release(invoice) if invoice.state != "CREDITED" else None
        invoice.save(update_fields=["release_due_at"])
    _book_waiting(apps, write)


def _book(invoice, write):
    day = datetime.combine(invoice.issued_on, time(), tzinfo=AMSTERDAM)
    sides = [("RECEIVABLE", invoice.total), ("DEFERRED", -invoice.net), ("VAT", -invoice.vat)]
    write("INVOICE", f"invoice {invoice.pk}", sides, day, invoice)
    left = invoice.total
    for payment in sorted(invoice.payments.all(), key=lambda each: (each.settled_at or day, each.pk)):
        if payment.state == "PAID":
            settles = min(payment.received, max(left, NOTHING))
            left -= payment.received
            came_to = "BANK" if payment.provider == "bank" else "PROVIDER"
            sides = [
                (came_to, payment.received), ("RECEIVABLE", -settles), ("UNALLOCATED", settles - payment.received)
            ]  # fmt: skip
            write("PAYMENT", f"payment {payment.pk}", sides, payment.settled_at, invoice)
    if invoice.state == "CREDITED":
        settles = min(invoice.total, max(left, NOTHING))
        sides = [("DEFERRED", invoice.net), ("VAT", invoice.vat), ("RECEIVABLE", -settles)]
        sides += [("UNALLOCATED", settles - invoice.total)]
        write("CREDIT", f"credit {invoice.number}", sides, day, invoice)


def _book_waiting(apps, write):
    """Money that came in and waits for a person."""
    waiting = apps.get_model("billing", "BankEntry").objects.filter(state="WAITING", amount__gt=0, currency="EUR")
    for entry in waiting.select_related("statement").iterator():
        amount = round(entry.amount, 2)
        if amount == entry.amount:
            sides = [("BANK", amount), ("UNALLOCATED", -amount)]
            write("ARRIVAL", f"arrival of {entry.pk}", sides, entry.statement.imported_at, None)


def _writer(apps):
    Entry, Posting = (apps.get_model("billing", name) for name in ("JournalEntry", "Posting"))

    def write(kind, key, sides, at, invoice):
        entry = Entry.objects.create(
            kind=kind,
            key=key,
            member_id=invoice and invoice.member_id,
            booked_on=at.astimezone(AMSTERDAM).date(),
            written_at=at,
        )
        Posting.objects.bulk_create(
            Posting(entry=entry, book=account, amount=amount, invoice=invoice) for account, amount in sides if amount
        )

    return write


def _first_release(invoice):
    first = invoice.period_from
    end = first.replace(day=monthrange(first.year, first.month)[1])
    return datetime.combine(min(end, invoice.period_to) + timedelta(days=1), time(), tzinfo=AMSTERDAM)


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_journal")]

    operations = [migrations.RunPython(book, migrations.RunPython.noop)]
