"""The list of intra-community supplies, reckoned by hand."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from billing.figures.quarters import Quarter
from billing.figures.supplies import supplies
from billing.models import VatConfirmation
from keurmerk.calendar import AMSTERDAM
from tests.factories import billing, members

NUMBER = "BE0403170701"
FIRST, SECOND = Quarter(2026, 1), Quarter(2026, 2)


def on(year, month, day):
    return datetime(year, month, day, 10, 0, tzinfo=AMSTERDAM)


def company(number=NUMBER, *, proof="WAPI1", **fields):
    made = members.member(country=number[:2], vat_number=number, **fields)
    if proof:
        VatConfirmation.objects.create(member=made, vat_number=number, request_id=proof, confirmed_at=on(2026, 1, 1))
    return made


def invoice(at, of, price=120):
    return billing.invoice(at=at, of=of, price=Decimal(price), country=of.country, confirmed=True)


class TestQuarter:
    def test_has_three_months(self):
        assert (FIRST.first, FIRST.last) == (date(2026, 1, 1), date(2026, 3, 31))
        assert Quarter.of(date(2024, 2, 29)) == Quarter(2024, 1)
        assert (Quarter(2026, 4).last, FIRST.before) == (date(2026, 12, 31), Quarter(2025, 4))

    def test_is_read_as_it_is_written(self):
        assert Quarter.read(str(FIRST)) == FIRST

    @pytest.mark.parametrize("written", ["", "2026-Q5", "2026-Q0", "2026Q1", "2026-Q1 ", "٢٠٢٦-Q1", "0001-Q1"])
    def test_is_nothing_else(self, written):
        with pytest.raises(ValueError, match="quarter"):
            Quarter.read(written)


@pytest.mark.django_db
class TestSupplies:
    def rows(self, quarter):
        return [(each.vat_number, str(each.amount)) for each in supplies(quarter).supplied]

    def test_are_what_was_reverse_charged_per_vat_number(self):
        belgian, german = company(), company("DE123456789")
        invoice(on(2026, 1, 1), belgian)
        invoice(on(2026, 3, 31), belgian, price=30)
        invoice(on(2026, 2, 1), german, price=39)
        billing.invoice(at=on(2026, 2, 1))  # a Dutch one
        billing.invoice(at=on(2026, 2, 1), country="CH")  # outside the union
        billing.invoice(at=on(2026, 2, 1), of=company("FR12345678901", proof=""), country="FR")  # not confirmed: 21 %
        assert self.rows(FIRST) == [(NUMBER, "150.00"), ("DE123456789", "39.00")]
        assert supplies(FIRST).total == Decimal("189.00")
        assert [each.country for each in supplies(FIRST).supplied] == ["BE", "DE"]

    def test_belong_to_the_quarter_of_the_invoice_in_amsterdam(self):
        belgian = company()
        invoice(datetime(2026, 3, 31, 23, 59, tzinfo=AMSTERDAM), belgian)
        invoice(datetime(2026, 4, 1, 0, 1, tzinfo=AMSTERDAM), belgian, price=30)
        assert (self.rows(FIRST), self.rows(SECOND)) == ([(NUMBER, "120.00")], [(NUMBER, "30.00")])

    def test_are_less_what_was_credited_in_the_same_quarter(self):
        made = invoice(on(2026, 1, 5), company())
        billing.credit_note(of=made, at=on(2026, 3, 31), net=Decimal("20.50"))
        assert self.rows(FIRST) == [(NUMBER, "99.50")]
        assert supplies(FIRST).corrected == []

    def test_show_apart_what_corrects_an_earlier_quarter(self):
        made = invoice(on(2026, 3, 31), company())
        note = billing.credit_note(of=made, at=on(2026, 4, 1), net=Decimal("20.50"))
        assert self.rows(FIRST) == [(NUMBER, "120.00")]
        found = supplies(SECOND)
        assert found.supplied == []
        assert [(each.note, each.vat_number, each.quarter) for each in found.corrected] == [(note, NUMBER, FIRST)]
        assert found.correction == Decimal("-20.50")

    def test_leave_credit_notes_with_dutch_vat_out(self):
        billing.credit_note(of=billing.invoice(at=on(2026, 3, 1)), at=on(2026, 4, 1))
        assert supplies(SECOND).corrected == []

    def test_carry_what_vies_said_of_that_very_number(self):
        belgian = company()
        VatConfirmation.objects.create(
            member=belgian, vat_number="BE0999999922", request_id="OTHER", confirmed_at=on(2026, 1, 2)
        )
        invoice(on(2026, 2, 1), belgian)
        (row,) = supplies(FIRST).supplied
        assert row.evidence.request_id == "WAPI1"

    def test_say_so_when_the_proof_is_not_there(self):
        invoice(on(2026, 2, 1), company(proof=""))
        (row,) = supplies(FIRST).supplied
        assert row.evidence is None

    def test_take_a_number_for_the_same_however_it_is_written(self):
        invoice(on(2026, 2, 1), company("BE 0403.170.701"))
        invoice(on(2026, 2, 1), company(), price=30)
        assert self.rows(FIRST) == [(NUMBER, "150.00")]

    def test_ask_three_times_however_many_there_are(self, django_assert_num_queries):
        for number in ("BE0403170701", "DE123456789", "FR12345678901"):
            billing.credit_note(of=invoice(on(2026, 2, 1), company(number)), at=on(2026, 2, 2))
        with django_assert_num_queries(3):
            assert len(supplies(FIRST).supplied) == 3
