"""The books of a period as one file: lists that add up, and every document as UBL."""

import csv
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from lxml import etree

from billing import books_file
from keurmerk.calendar import AMSTERDAM
from members.calendar import Span
from tests.factories import billing, members

pytestmark = pytest.mark.django_db
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))


def on(month, day):
    return datetime(2026, month, day, 10, 0, tzinfo=AMSTERDAM)


def opened(span=MARCH):
    file = BytesIO()
    books_file.write(file, span, at=on(4, 1))
    return ZipFile(file)


def rows(archive, name):
    return list(csv.DictReader(StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def year(now):
    """One of February, paid in March; one of March, half credited in March; one of April."""
    february = billing.invoice(at=on(2, 10))
    billing.transfer(february, at=on(3, 5), reference="NTRF-A")
    march = billing.invoice(at=on(3, 31))
    note = billing.credit_note(of=march, at=on(3, 31), net=Decimal(20))
    april = billing.invoice(at=on(4, 1))
    return february, march, note, april


class TestWrite:
    def test_holds_the_documents_of_the_period_and_no_others(self, year):
        _february, march, note, _april = year
        archive = opened()
        assert [(row["number"], row["net"], row["vat"], row["total"]) for row in rows(archive, "invoices.csv")] == [
            (march.number, "120.00", "25.20", "145.20")
        ]
        assert [(row["number"], row["invoice"], row["total"]) for row in rows(archive, "credit-notes.csv")] == [
            (note.number, march.number, "24.20")
        ]
        assert {name for name in archive.namelist() if name.startswith("ubl/")} == {
            f"ubl/{march.number}.xml",
            f"ubl/{note.number}.xml",
        }

    def test_holds_what_came_in_on_these_days_also_for_earlier_invoices(self, year):
        (payment,) = rows(opened(), "payments.csv")
        assert (payment["invoice"], payment["received_on"], payment["received"]) == (
            year[0].number,
            "2026-03-05",
            "145.20",
        )

    def test_balances_from_the_opening_to_the_closing(self, year):
        found = {row["book"]: row for row in rows(opened(), "balances.csv")}
        receivable = found["RECEIVABLE"]
        # February's 145.20 was open, and was paid; of March's 145.20 there was 24.20 credited
        assert [receivable[each] for each in ("opening", "debit", "credit", "closing")] == [
            "145.20",
            "145.20",
            "169.40",
            "121.00",
        ]
        for column in ("opening", "closing"):
            assert sum(Decimal(row[column]) for row in found.values()) == 0

    def test_has_postings_that_add_up_to_the_balances(self, year):
        archive = opened()
        for book in rows(archive, "balances.csv"):
            mine = [row for row in rows(archive, "postings.csv") if row["book"] == book["book"]]
            assert sum(Decimal(row["debit"]) for row in mine) == Decimal(book["debit"])
            assert sum(Decimal(row["credit"]) for row in mine) == Decimal(book["credit"])

    def test_writes_each_document_as_ubl(self, year):
        archive = opened()
        root = etree.fromstring(archive.read(f"ubl/{year[1].number}.xml"))
        assert root.findtext("{*}ID") == year[1].number

    def test_seals_every_part(self, year):
        archive = opened()
        sealed = json.loads(archive.read("manifest.json"))["sha256"]
        assert set(sealed) == set(archive.namelist()) - {"manifest.json"}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == said for name, said in sealed.items())

    def test_runs_no_formula_that_a_member_typed(self, now):
        billing.invoice(at=on(3, 2), of=members.member(legal_name="=HYPERLINK(1)"))
        (invoice,) = rows(opened(), "invoices.csv")
        assert invoice["buyer"] == "'=HYPERLINK(1)"

    def test_of_days_without_anything_is_empty_and_whole(self):
        archive = opened()
        assert rows(archive, "invoices.csv") == rows(archive, "postings.csv") == []
        assert len(archive.namelist()) == 6

    def test_asks_no_query_per_document(self, now, django_assert_max_num_queries):
        for _ in range(8):
            billing.credit_note(of=billing.invoice(at=on(3, 2)), at=on(3, 3))
        with django_assert_max_num_queries(8):
            opened()
