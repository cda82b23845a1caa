from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from billing.jobs import INVOICE
from billing.models import Invoice, NoPrice, Plan, Price, Subscription, VatConfirmation
from keurmerk.calendar import AMSTERDAM
from members.calendar import Span
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


def periods(subscription: Subscription) -> list[tuple[date, date]]:
    return list(subscription.invoices.order_by("period_from").values_list("period_from", "period_to"))


class TestStart:
    @pytest.mark.rule("12.1")
    def test_invoices_the_first_period_the_same_day(self, now):
        invoice = billing.subscription(at=now).invoices.get()
        assert (invoice.issued_on, invoice.period_from, invoice.period_to) == (
            date(2026, 3, 2),
            date(2026, 3, 2),
            date(2027, 3, 1),
        )

    def test_twice_is_once(self, now):
        subscription = billing.subscription(at=now)
        Subscription.start(subscription.membership, actor="test", at=now + timedelta(days=1))
        assert Invoice.objects.count() == 1

    @pytest.mark.rule("12.3")
    def test_charges_quarterly_payers_a_surcharge_on_a_line_of_its_own(self, now):
        invoice = billing.subscription(at=now, period="QUARTER").invoices.get()
        assert [(line.position, line.amount) for line in invoice.lines.all()] == [(1, 30), (2, 9)]

    def test_needs_a_price(self, now):
        membership = billing.membership(at=now)
        Price.objects.all().delete()
        Plan.objects.all().delete()
        with pytest.raises(NoPrice):
            Subscription.start(membership, actor="test", at=now)

    def test_reverses_the_vat_for_a_confirmed_number_abroad(self, now):
        company = members.member(country="BE", vat_number="BE0403170701")
        VatConfirmation.objects.create(member=company, vat_number="BE0403170701", request_id="WAPI1", confirmed_at=now)
        invoice = billing.subscription(at=now, of=company).invoices.get()
        assert (invoice.vat_treatment, invoice.vat) == ("REVERSE_CHARGE", 0)

    def test_charges_21_percent_when_the_number_changed_after_it_was_confirmed(self, now):
        company = members.member(country="BE", vat_number="BE0403170701")
        VatConfirmation.objects.create(member=company, vat_number="BE0999999999", request_id="WAPI1", confirmed_at=now)
        assert billing.subscription(at=now, of=company).invoices.get().vat_percent == 21


class TestInvoiceNext:
    @pytest.mark.rule("12.1", "12.2")
    def test_comes_on_the_first_day_of_each_period_once(self, now):
        subscription = billing.subscription(at=now, period="QUARTER")
        june = datetime(2026, 6, 2, tzinfo=AMSTERDAM)
        assert INVOICE.run(june - timedelta(seconds=1)) == 0
        assert (INVOICE.run(june), INVOICE.run(june)) == (1, 0)
        assert periods(subscription)[1] == (date(2026, 6, 2), date(2026, 9, 1))

    def test_counts_from_the_anchor_and_not_from_a_clamped_day(self):
        subscription = billing.subscription(at=datetime(2026, 8, 31, 12, tzinfo=AMSTERDAM), period="QUARTER")
        for day in ((2026, 11, 30), (2027, 2, 28), (2027, 5, 31), (2027, 8, 31)):
            assert INVOICE.run(datetime(*day, tzinfo=AMSTERDAM)) == 1
        assert [first for first, _ in periods(subscription)] == [
            date(2026, 8, 31), date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 31), date(2027, 8, 31),
        ]  # fmt: skip

    def test_catches_up_one_period_at_a_time_after_a_pause(self, now):
        subscription = billing.subscription(at=now, period="QUARTER")
        late = datetime(2026, 12, 10, tzinfo=AMSTERDAM)
        assert [INVOICE.run(late) for _ in range(4)] == [1, 1, 1, 0]
        assert len(periods(subscription)) == 4

    def test_uses_the_price_of_the_day_on_which_the_period_starts(self, now):
        subscription = billing.subscription(at=now)
        billing.price(plan=subscription.plan, period="YEAR", amount=130, valid_from=date(2027, 1, 1))
        assert INVOICE.run(datetime(2027, 3, 2, tzinfo=AMSTERDAM)) == 1
        assert subscription.invoices.order_by("-pk")[0].net == 130

    def test_is_refused_by_the_database_for_the_same_period(self, now):
        subscription = billing.subscription(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            invoice = billing.draft(at=now, of=subscription.membership.member)
            invoice.subscription = subscription
            invoice.save()


class TestChoosePeriod:
    @pytest.mark.rule("12.1")
    def test_starts_with_the_next_invoice(self, now):
        subscription = billing.subscription(at=now)
        subscription.choose_period("QUARTER", actor="user:1", at=now)
        assert INVOICE.run(datetime(2027, 3, 1, 23, tzinfo=AMSTERDAM)) == 0
        assert INVOICE.run(datetime(2027, 3, 2, tzinfo=AMSTERDAM)) == 1
        assert periods(subscription)[1] == (date(2027, 3, 2), date(2027, 6, 1))

    def test_can_be_taken_back_before_that(self, now):
        subscription = billing.subscription(at=now)
        for period in ("QUARTER", "YEAR"):
            subscription.choose_period(period, actor="user:1", at=now)
        assert subscription.next_period == Span(date(2027, 3, 2), date(2028, 3, 1))

    @pytest.mark.rule("12.1")
    def test_never_makes_a_clamped_day_the_day_that_is_counted_from(self):
        subscription = billing.subscription(at=datetime(2026, 8, 31, 12, tzinfo=AMSTERDAM), period="QUARTER")
        for period in ("YEAR", "QUARTER"):  # on its mind while the next period starts on 30 November
            subscription.choose_period(period, actor="user:1", at=datetime(2026, 9, 1, tzinfo=AMSTERDAM))
        for day in ((2026, 11, 30), (2027, 2, 28), (2027, 5, 31)):
            assert INVOICE.run(datetime(*day, tzinfo=AMSTERDAM)) == 1
        assert periods(subscription)[-1] == (date(2027, 5, 31), date(2027, 8, 30))

    @pytest.mark.rule("12.2")
    def test_of_a_year_waits_for_the_next_term(self, now):
        subscription = billing.subscription(at=now, period="QUARTER")
        subscription.choose_period("YEAR", actor="user:1", at=now)
        for day in ((2026, 6, 2), (2026, 9, 2), (2026, 12, 2), (2027, 3, 2)):
            assert INVOICE.run(datetime(*day, tzinfo=AMSTERDAM)) == 1
        assert periods(subscription)[3:] == [
            (date(2026, 12, 2), date(2027, 3, 1)),
            (date(2027, 3, 2), date(2028, 3, 1)),
        ]


class TestEnd:
    @pytest.mark.rule("13.7")
    def test_stops_the_invoices_and_leaves_the_old_ones_due(self, now):
        subscription = billing.subscription(at=now)
        subscription.end(actor="test", at=now)
        subscription.end(actor="test", at=now + timedelta(days=1))
        subscription.refresh_from_db()
        assert INVOICE.run(now + timedelta(days=800)) == 0
        assert subscription.ended_at == now
        assert Invoice.objects.unpaid().count() == 1

    def test_a_suspension_stops_nothing(self, now):
        subscription = billing.subscription(at=now)
        subscription.membership.suspend(actor="test", at=now, reason="unpaid")
        assert subscription in Subscription.objects.running()
