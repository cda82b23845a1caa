import io
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from billing import intake
from billing.models import BankEntry, BankStatement, Payment
from keurmerk.models import Event
from keurmerk.retention import forget
from tests.factories import billing, members
from tests.factories.statements import Movement, camt, mt940


def take(file, now):
    return intake.take_in(file, actor="user:7", at=now)


def reasons(outcome):
    return [each.reason for each in outcome.judged]


@pytest.mark.django_db
class TestTakeIn:
    @pytest.mark.rule("12.6", "12.7")
    def test_pays_an_invoice_by_reference_and_amount(self, now):
        invoice = billing.invoice(at=now)
        outcome = take(camt(Movement(reference=invoice.reference)), now)
        invoice.refresh_from_db()
        entry = BankEntry.objects.get()
        assert (reasons(outcome), invoice.state, entry.state) == ([""], "PAID", "BOOKED")
        assert entry.payment.invoice == invoice
        assert set(Event.objects.values_list("name", flat=True)) >= {
            "statement.imported",
            "money.booked",
            "invoice.paid",
        }

    @pytest.mark.parametrize("typed", ["lower", "grouped", "among words"])
    def test_finds_the_reference_as_people_type_it(self, now, typed):
        invoice = billing.invoice(at=now)
        plain = invoice.reference
        written = {
            "lower": plain.lower(),
            "grouped": f"{plain[:4]} {plain[4:8]} {plain[8:]}",
            "among words": f"Lidmaatschap {plain} 2026, bedankt",
        }
        take(camt(Movement(text=written[typed])), now)
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    def test_reads_mt940_the_same(self, now):
        invoice = billing.invoice(at=now)
        lines = [":61:2603020302C145,20NTRFNONREF", f":86:/REMI/USTD//{invoice.reference}/"]
        take(mt940(lines, closing="C260302EUR245,20"), now)
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    def test_changes_nothing_the_second_time(self, now):
        invoice = billing.invoice(at=now)
        file = camt(Movement(reference=invoice.reference), Movement(text="?"), Movement(text="?"))
        take(file, now)
        file.seek(0)
        again = take(file, now)
        assert reasons(again) == ["KNOWN"] * 3
        assert again.judged[0].named == invoice.number
        assert (BankStatement.objects.count(), BankEntry.objects.count(), Payment.objects.count()) == (1, 3, 1)

    def test_knows_a_movement_again_in_another_file_by_the_banks_reference(self, now):
        movement = Movement(text="?", bank_reference="B1")
        take(camt(movement, identifier="day"), now)
        assert reasons(take(camt(movement, identifier="week"), now)) == ["KNOWN"]

    def test_takes_a_statement_once_that_a_file_holds_twice(self, now):
        invoice = billing.invoice(at=now)
        whole = camt(Movement(reference=invoice.reference), identifier="S1").getvalue()
        statement = whole[whole.index(b"<Stmt>") : whole.index(b"</BkToCstmrStmt>")]
        outcome = take(io.BytesIO(whole.replace(statement, statement * 2)), now)
        assert (outcome.statements, reasons(outcome), BankEntry.objects.count()) == (2, ["", "KNOWN"], 1)

    def test_takes_two_movements_that_look_the_same_in_one_statement(self, now):
        take(camt(Movement(bank_reference="B1"), Movement(bank_reference="B1")), now)
        assert BankEntry.objects.count() == 2

    @pytest.mark.parametrize(
        ("movement", "reason"),
        [
            ({"amount": "145.19"}, "PARTIAL"),
            ({"amount": "145.21"}, "OVER"),
            ({"amount": "145.201"}, "DECIMALS"),
            ({"currency": "USD"}, "CURRENCY"),
            ({"amount": "-145.20"}, "DEBIT"),
            ({"reversal": True}, "RETURNED"),
            ({"status": "PDNG"}, "NOT_FINAL"),
        ],
    )
    def test_books_nothing_that_does_not_fit_to_the_cent(self, now, movement, reason):
        invoice = billing.invoice(at=now)
        outcome = take(camt(Movement(reference=invoice.reference, **movement)), now)
        invoice.refresh_from_db()
        assert (reasons(outcome), invoice.state, Payment.objects.count()) == ([reason], "ISSUED", 0)

    def test_reads_a_third_decimal_of_nothing_as_two(self, now):
        invoice = billing.invoice(at=now)
        take(camt(Movement(amount="145.200", reference=invoice.reference)), now)
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    def test_books_the_first_of_two_payments_of_one_invoice(self, now):
        invoice = billing.invoice(at=now)
        outcome = take(camt(*[Movement(reference=invoice.reference)] * 2), now)
        assert (reasons(outcome), invoice.received) == (["", "ALREADY_PAID"], Decimal("145.20"))

    def test_books_the_rest_of_what_was_paid_in_part(self, now):
        invoice = billing.invoice(at=now)
        billing.transfer(invoice, at=now, amount=Decimal(100))
        take(camt(Movement(amount="45.20", reference=invoice.reference)), now)
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    def test_leaves_what_only_names_the_number_to_a_person(self, now):
        invoice = billing.invoice(at=now)
        outcome = take(camt(Movement(text=f"factuur {invoice.number.lower().replace('-', ' ')}")), now)
        assert (reasons(outcome), outcome.judged[0].named) == (["BY_NUMBER"], invoice.number)
        assert BankEntry.objects.waiting().get().suggested == invoice

    def test_only_suggests_by_amount_and_name(self, now):
        invoice = billing.invoice(at=now, of=members.member(legal_name="Bakkerij"))
        outcome = take(camt(Movement(name="BAKKERIJ B.V."), Movement(name="Slagerij B.V.")), now)
        assert (reasons(outcome), outcome.judged[0].named) == (["BY_NAME", "UNKNOWN"], None)
        assert BankEntry.objects.waiting().get(reason="BY_NAME").suggested == invoice

    def test_suggests_nothing_when_two_invoices_fit(self, now):
        company = members.member(legal_name="Bakkerij")
        for _ in range(2):
            billing.invoice(at=now, of=company)
        assert reasons(take(camt(Movement(name="Bakkerij")), now)) == ["UNKNOWN"]

    def test_leaves_money_for_two_invoices_to_a_person(self, now):
        one, two = billing.invoice(at=now), billing.invoice(at=now)
        assert reasons(take(camt(Movement(amount="290.40", text=f"{one.number} en {two.number}")), now)) == ["SEVERAL"]

    def test_keeps_nothing_of_another_account(self, now):
        invoice = billing.invoice(at=now)
        outcome = take(camt(Movement(reference=invoice.reference), account="NL26VAYB8060476890", closing="1"), now)
        assert (reasons(outcome), outcome.judged[0].named) == (["OTHER_ACCOUNT"], None)
        assert not BankStatement.objects.exists()

    def test_refuses_the_whole_file_when_one_statement_does_not_add_up(self, now):
        invoice = billing.invoice(at=now)
        outcome = take(camt(Movement(reference=invoice.reference), closing="100.00"), now)
        assert outcome.refused.startswith("regel 6")
        assert not BankEntry.objects.exists()
        assert not Payment.objects.exists()

    def test_asks_no_more_of_the_database_for_more_movements(self, now, django_assert_num_queries):
        few, many = (camt(*[Movement(text=f"F2026-{n:05d}", name="") for n in range(count)]) for count in (2, 40))
        for file in (few, many):
            with django_assert_num_queries(13):
                take(file, now)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_takes_one_file_once(self, now):
        invoice = billing.invoice(at=now)
        data = camt(Movement(reference=invoice.reference), Movement(text="?")).getvalue()

        def run(_n):
            try:
                return reasons(take(io.BytesIO(data), now))
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            said = sorted(pool.map(run, range(3)))
        assert said == [["", "UNKNOWN"], ["KNOWN", "KNOWN"], ["KNOWN", "KNOWN"]]
        assert (invoice.received, BankEntry.objects.count()) == (Decimal("145.20"), 2)


@pytest.mark.django_db
class TestForget:
    def test_keeps_booked_money_seven_years_and_the_rest_two(self, now):
        invoice = billing.invoice(at=now)
        take(camt(Movement(reference=invoice.reference, text="a"), Movement(text="b")), now)

        def names():
            return list(BankEntry.objects.order_by("pk").values_list("name", flat=True))

        forget(now=now.replace(year=2028, month=3, day=3))
        assert names() == ["Bakkerij B.V.", ""]
        forget(now=now.replace(year=2033, month=3, day=3))
        assert names() == ["", ""]


@pytest.mark.django_db
class TestCommand:
    def run(self, path, *more):
        out = StringIO()
        call_command("import_statement", str(path), *more, stdout=out)
        return out.getvalue()

    def written(self, tmp_path, file):
        path = tmp_path / "statement.xml"
        path.write_bytes(file.getvalue())
        return path

    def test_says_what_it_would_do_and_does_nothing(self, now, tmp_path):
        invoice = billing.invoice(at=now)
        file = camt(Movement(reference=invoice.reference, text="Dank"), Movement(amount="-3"))
        said = json.loads(self.run(self.written(tmp_path, file), "--dry-run", "--json"))
        common = {"date": "2026-03-02", "currency": "EUR", "iban": "NL91ABNA0417164300", "name": "Bakkerij B.V."}
        paid = {"amount": "145.20", "reference": invoice.reference, "text": "Dank", "invoice": invoice.number}
        left = {"amount": "-3.00", "reference": "", "text": "", "invoice": None}
        assert said == {"statements": 1, "entries": [common | paid, common | left], "refused": None}
        assert not BankStatement.objects.exists()

    def test_does_it(self, now, tmp_path):
        invoice = billing.invoice(at=now)
        assert "1 pay an invoice" in self.run(self.written(tmp_path, camt(Movement(reference=invoice.reference))))
        invoice.refresh_from_db()
        assert invoice.state == "PAID"

    def test_says_why_it_refuses(self, tmp_path):
        path = self.written(tmp_path, camt(Movement(), closing="1"))
        said = json.loads(self.run(path, "--json"))
        assert (said["entries"], said["refused"][:7]) == ([], "line 6:")
        with pytest.raises(CommandError, match="line 6"):
            self.run(path)

    def test_says_what_it_cannot_read(self, tmp_path):
        with pytest.raises(CommandError, match="Could not read"):
            self.run(tmp_path / "nothing.xml")
