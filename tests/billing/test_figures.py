"""What is open by age, what was earned, what recurs: with amounts reckoned by hand."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from billing.figures.ageing import Age, age_of, ageing
from billing.figures.months import Month, months_until
from billing.figures.recurring import recurring
from billing.figures.revenue import revenue
from keurmerk.calendar import AMSTERDAM
from tests.factories import billing


def on(year, month, day):
    return datetime(year, month, day, 10, 0, tzinfo=AMSTERDAM)


class TestMonthsUntil:
    def test_end_with_the_month_that_runs_as_far_as_it_is(self):
        found = months_until(date(2026, 3, 2), 3)
        assert found == [
            Month(date(2026, 1, 1), date(2026, 1, 31)),
            Month(date(2026, 2, 1), date(2026, 2, 28)),
            Month(date(2026, 3, 1), date(2026, 3, 2)),
        ]
        assert [month.is_whole for month in found] == [True, True, False]

    def test_cross_the_year(self):
        assert [month.first for month in months_until(date(2026, 1, 31), 2)] == [date(2025, 12, 1), date(2026, 1, 1)]


class TestAgeOf:
    @pytest.mark.parametrize(
        ("late", "age"),
        [
            (-14, Age.NOT_DUE),
            (0, Age.NOT_DUE),
            (1, Age.MONTH),
            (30, Age.MONTH),
            (31, Age.TWO_MONTHS),
            (60, Age.TWO_MONTHS),
            (61, Age.THREE_MONTHS),
            (90, Age.THREE_MONTHS),
            (91, Age.OLDER),
        ],
    )
    def test_counts_days_after_the_last_day_for_paying(self, late, age):
        assert age_of(date(2026, 3, 16), date(2026, 3, 16) + timedelta(days=late)) == age


@pytest.mark.django_db
class TestAgeing:
    def open(self, day):
        return {each.age.value: (each.invoices, str(each.amount)) for each in ageing(day) if each.invoices}

    def test_puts_each_open_invoice_in_its_age(self):
        billing.invoice(at=on(2026, 3, 2))  # 145.20, due on 16 March
        billing.invoice(at=on(2026, 2, 2), price=Decimal(100))  # 121.00, due on 16 February
        billing.invoice(at=on(2026, 2, 2))
        billing.invoice(at=on(2025, 11, 3), price=Decimal(10))  # 12.10, due on 17 November
        assert self.open(date(2026, 3, 2)) == {"NOT_DUE": (1, "145.20"), "MONTH": (2, "266.20"), "OLDER": (1, "12.10")}

    def test_shows_every_age_in_order_also_with_nothing_open(self):
        assert [each.age for each in ageing(date(2026, 3, 2))] == list(Age)

    def test_counts_what_is_left_after_part_was_paid_and_nothing_when_all_was(self):
        billing.paid_invoice(at=on(2026, 3, 2))
        invoice = billing.invoice(at=on(2026, 3, 2))
        billing.transfer(invoice, at=on(2026, 3, 3), amount=Decimal(100))
        assert self.open(date(2026, 3, 3)) == {"NOT_DUE": (1, "45.20")}

    def test_counts_no_credited_invoice(self):
        billing.credit_note(of=billing.invoice(at=on(2026, 3, 2)), at=on(2026, 3, 3))
        assert self.open(date(2026, 3, 3)) == {}

    def test_is_that_of_the_day_also_when_asked_afterwards(self):
        invoice = billing.invoice(at=on(2026, 3, 2))
        billing.transfer(invoice, at=on(2026, 3, 20))
        assert self.open(date(2026, 3, 1)) == {}
        assert self.open(date(2026, 3, 19)) == {"MONTH": (1, "145.20")}
        assert self.open(date(2026, 3, 20)) == {}

    def test_asks_once_however_much_is_open(self, django_assert_num_queries):
        for _ in range(3):
            billing.invoice(at=on(2026, 3, 2))
        with django_assert_num_queries(1):
            ageing(date(2026, 3, 2))


@pytest.mark.django_db
class TestRevenue:
    def test_keeps_what_was_released_apart_from_what_was_taken_back(self):
        subscription = billing.subscription(at=on(2026, 1, 1))  # 120.00 for 2026: 365 days
        invoice = subscription.invoices.get()
        invoice.release(at=on(2026, 3, 1))  # January: 120 * 31/365 = 10.19; February: 109.81 * 28/334 = 9.21
        billing.credit_note(of=invoice, at=on(2026, 3, 2))  # 100.60 was not earned yet; 19.40 was
        january, february, march = revenue(months_until(date(2026, 3, 31), 3))
        assert (january.released, january.credited) == (Decimal("10.19"), 0)
        assert (february.released, february.credited) == (Decimal("9.21"), 0)
        assert (march.released, march.credited, march.total) == (0, Decimal("-19.40"), Decimal("-19.40"))

    def test_ends_on_the_day_asked_for(self):
        billing.subscription(at=on(2026, 1, 1)).invoices.get().release(at=on(2026, 3, 1))
        assert [each.total for each in revenue(months_until(date(2026, 2, 27), 2))] == [Decimal("10.19"), 0]


@pytest.mark.django_db
class TestRecurring:
    def amounts(self, day, months):
        return [(each.subscriptions, str(each.amount)) for each in recurring(months_until(day, months))]

    def test_divides_a_year_and_a_quarter_by_their_months(self):
        billing.subscription(at=on(2026, 1, 15))  # 120.00 / 12 = 10.00
        billing.subscription(at=on(2026, 2, 10), period="QUARTER")  # 39.00 / 3 = 13.00
        assert self.amounts(date(2026, 4, 30), 5) == [
            (0, "0.00"),
            (1, "10.00"),
            (2, "23.00"),
            (2, "23.00"),
            (2, "23.00"),
        ]

    def test_ends_with_the_last_invoice(self):
        billing.subscription(at=on(2026, 1, 31), period="QUARTER")  # until 29 April: three month's ends
        assert self.amounts(date(2026, 4, 30), 4) == [(1, "13.00"), (1, "13.00"), (1, "13.00"), (0, "0.00")]

    def test_takes_off_what_was_credited_and_rounds_once(self):
        for _ in range(2):
            invoice = billing.subscription(at=on(2026, 1, 1)).invoices.get()
            billing.credit_note(of=invoice, at=on(2026, 1, 2), net=Decimal("19.86"))
        # (100.14 + 100.14) / 12 = 16.69; each rounded by itself would have made 8.35 + 8.35 = 16.70
        assert self.amounts(date(2026, 1, 31), 1) == [(2, "16.69")]

    def test_counts_nothing_of_what_was_credited_altogether(self):
        invoice = billing.subscription(at=on(2026, 1, 1)).invoices.get()
        billing.credit_note(of=invoice, at=on(2026, 1, 2))
        assert self.amounts(date(2026, 1, 31), 1) == [(0, "0.00")]

    def test_counts_neither_drafts_nor_what_is_no_subscription(self):
        billing.invoice(at=on(2026, 1, 1))
        billing.draft(at=on(2026, 1, 1))
        assert self.amounts(date(2026, 1, 31), 1) == [(0, "0.00")]

    def test_measures_the_month_that_runs_on_the_day_asked_for(self):
        billing.subscription(at=on(2026, 1, 15))
        assert self.amounts(date(2026, 1, 14), 1) == [(0, "0.00")]
        assert self.amounts(date(2026, 1, 15), 1) == [(1, "10.00")]
