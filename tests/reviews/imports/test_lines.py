"""A line becomes an order, or says of every cell what is wrong with it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from reviews.imports.lines import Fault, Reader
from tests.factories import order_lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(now):
    def read(text: str, **facts):
        made = order_lists.uploaded(text, at=now, **facts)
        from django.core.files.storage import default_storage

        with default_storage.open(made.path, "rb") as file:
            return [each for each in Reader(made, file, at=now) if each]

    return read


class TestOrder:
    def test_has_every_fact_of_its_line(self, read):
        heads = "Bestelnummer;Voornaam;Tussenvoegsel;Achternaam;E-mail;Taal;Totaal"
        (only,) = read(f"{heads}\n40871;Sanne;de;Koning;sanne@example.com;Engels;€ 1.049,95\n")
        order = only.order
        assert (order.email, order.number, order.customer_name) == ("sanne@example.com", "40871", "Sanne de Koning")
        assert (order.language, order.total, order.delay_days, order.client) == ("en", Decimal("1049.95"), 7, "list")

    def test_waits_from_the_day_that_the_list_tells(self, read, now):
        days = [now - timedelta(days=3), now + timedelta(days=2), now - timedelta(days=30)]
        text = "E-mail;Leverdatum\n" + "".join(f"a{n}@example.com;{day:%d-%m-%Y}\n" for n, day in enumerate(days))
        assert [each.order.delay_days for each in read(text)] == [4, 9, 0]

    def test_has_a_delay_of_its_own_where_the_list_tells(self, read):
        text = "E-mail;Delay\na@example.com;3\nb@example.com;\n"
        assert [each.order.delay_days for each in read(text, delay_days=10)] == [3, 10]

    def test_needs_no_amount(self, read):
        (only,) = read("E-mail;Totaal\na@example.com;gratis\n")
        assert only.order.total is None
        assert list(only.faults) == [Fault(2, 2, "TOTAL_WRONG")]


class TestFaults:
    def test_name_line_and_column(self, read):
        text = "Nummer;E-mail;Datum\n1;a@example.com;2-3-2026\n;geen;morgen\n3;c@example.com;\n"
        found = read(text)
        assert [bool(each.order) for each in found] == [True, False, True]
        told = {Fault(3, 1, "NUMBER_MISSING"), Fault(3, 2, "EMAIL_WRONG"), Fault(3, 3, "DATE_WRONG")}
        assert set(found[1].faults) == told

    def test_count_lines_as_they_are_in_the_file(self, read):
        assert [each.line for each in read("\n\nE-mail\n\na@example.com\n\nx\n")] == [5, 7]

    @pytest.mark.parametrize(
        ("line", "code"),
        [("1;a@example.com;x", "TOO_MANY_CELLS"), ("1", "TOO_FEW_CELLS"), ('1;"a@example.com', "QUOTE")],
    )
    def test_are_of_the_line_when_nothing_stands_under_its_name(self, read, line, code):
        found = read(f"Nummer;E-mail\n0;z@example.com\n{line}\n2;b@example.com\n")
        assert [list(each.faults) for each in found] == [[], [Fault(3, 0, code)], []]

    def test_leave_empty_cells_at_the_end_alone(self, read):
        assert read("Nummer;E-mail\n1;a@example.com;;;\n")[0].order

    def test_are_orders_that_nobody_can_judge(self, read, now):
        days = [now - timedelta(days=366), now + timedelta(days=91)]
        text = "E-mail;Datum\n" + "".join(f"a@example.com;{day:%Y-%m-%d}\n" for day in days)
        assert [each.faults[0].code for each in read(text)] == ["DATE_OLD", "DATE_FUTURE"]
