from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing.jobs import OVERDUE, REMIND
from billing.models import Invoice
from billing.reference import is_valid
from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


class TestIssue:
    @pytest.mark.rule("12.6")
    def test_gives_fourteen_days_and_the_default_starts_on_day_fifteen(self):
        invoice = billing.invoice(at=datetime(2026, 3, 1, 12, tzinfo=AMSTERDAM))
        assert invoice.due_on == date(2026, 3, 15)
        assert invoice.default_at == datetime(2026, 3, 16, tzinfo=AMSTERDAM)

    def test_adds_up_with_vat_once_over_the_whole(self, now):
        draft = billing.draft(at=now)
        for _ in range(3):
            draft.add_line("Een stukje", Decimal("0.07"))
        draft.issue(actor="test", at=now)
        assert (draft.net, draft.vat, draft.total) == (Decimal("0.21"), Decimal("0.04"), Decimal("0.25"))

    def test_takes_a_number_and_a_reference_that_banks_can_check(self, now):
        invoice = billing.invoice(at=now)
        assert invoice.number == "F2026-00001"
        assert is_valid(invoice.reference)

    def test_counts_the_day_in_amsterdam(self):
        invoice = billing.invoice(at=datetime(2026, 12, 31, 23, 30, tzinfo=AMSTERDAM))
        assert invoice.number == "F2026-00001"

    def test_keeps_the_particulars_of_that_day(self, now):
        company = members.member(legal_name="Oud B.V.")
        invoice = billing.invoice(at=now, of=company)
        company.legal_name = "Nieuw B.V."
        company.save()
        invoice.refresh_from_db()
        assert (invoice.buyer_name, invoice.seller["legal_name"]) == ("Oud B.V.", "Stichting Keurtegel")

    def test_happens_once(self, now):
        invoice = billing.invoice(at=now)
        with pytest.raises(IllegalMove):
            invoice.issue(actor="test", at=now)
        assert billing.invoice(at=now).number == "F2026-00002"

    def test_tells_no_names_in_the_news(self, now):
        invoice = billing.invoice(at=now)
        told = Event.objects.get(name="invoice.issued").payload
        assert told == {"from": "DRAFT", "to": "ISSUED", "member": invoice.member_id, "number": "F2026-00001"}


class TestFrozen:
    @pytest.mark.parametrize(
        "change",
        [
            {"total": 1, "net": 1, "vat": 0},
            {"buyer_name": "Ander"},
            {"number": "F2026-00009"},
            {"due_on": date(2027, 1, 1)},
            {"state": "DRAFT", "number": None},
        ],
    )
    def test_is_never_edited(self, now, change):
        invoice = billing.invoice(at=now)
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            Invoice.objects.filter(pk=invoice.pk).update(**change)

    def test_is_never_deleted(self, now):
        invoice = billing.invoice(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Invoice.objects.filter(pk=invoice.pk)._raw_delete("default")

    def test_keeps_its_lines(self, now):
        invoice = billing.invoice(at=now)
        with pytest.raises(IllegalMove):
            invoice.add_line("Nog iets", Decimal(1))
        with pytest.raises(IntegrityError, match="lines of an issued invoice"), transaction.atomic():
            invoice.lines.update(description="Iets anders")
        with pytest.raises(IntegrityError), transaction.atomic():
            invoice.lines.create(position=2, description="Nog iets", unit_price=1, amount=1)

    def test_keeps_its_document(self, now):
        invoice = billing.invoice(at=now)
        invoice.keep_document("a.pdf")
        invoice.keep_document("b.pdf")
        assert invoice.pdf == "a.pdf"

    def test_a_draft_may_still_change_and_go(self, now):
        draft = billing.draft(at=now)
        draft.add_line("Lidmaatschap", Decimal(120))
        draft.buyer_name = "Ander"
        draft.save()
        draft.delete()
        assert not Invoice.objects.exists()


class TestOverdue:
    @pytest.mark.rule("12.8")
    def test_starts_at_midnight_of_day_fifteen_and_not_before(self, now):
        invoice = billing.invoice(at=now)
        assert OVERDUE.run(invoice.default_at - timedelta(seconds=1)) == 0
        assert OVERDUE.run(invoice.default_at) == 1
        invoice.refresh_from_db()
        assert invoice.state == "OVERDUE"

    def test_leaves_paid_invoices_alone(self, now):
        billing.paid_invoice(at=now)
        assert OVERDUE.run(now + timedelta(days=60)) == 0

    def test_reminds_once_on_the_morning_of_a_working_day(self):
        invoice = billing.overdue_invoice(at=datetime(2026, 3, 6, 12, tzinfo=AMSTERDAM))  # default on Saturday the 21st
        monday = datetime(2026, 3, 23, 9, tzinfo=AMSTERDAM)
        assert invoice.reminder_due_at == monday
        assert (REMIND.run(monday - timedelta(minutes=1)), REMIND.run(monday), REMIND.run(monday)) == (0, 1, 0)
        invoice.remind(actor="clock", at=monday)
        assert Event.objects.filter(name="invoice.reminded").count() == 1


class TestPayableBy:
    def test_shows_the_company_its_own_invoices_without_drafts(self, now):
        shop = members.shop()
        mine = billing.invoice(at=now, of=shop.member)
        billing.draft(at=now, of=shop.member)
        billing.invoice(at=now)
        assert list(Invoice.objects.payable_by(shop)) == [mine]
