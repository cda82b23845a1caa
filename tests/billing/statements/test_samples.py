"""Every statement that the banks' own samples hold is read; they stay where they are, outside this project."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from billing.models import BankStatement
from billing.statements import Refused
from billing.statements.reading import read

SAMPLES = settings.BASE_DIR.parent / "shared" / "peers"
FOUND = sorted([*SAMPLES.glob("camt053/*.xml"), *SAMPLES.glob("mt940/*.txt")])
EXPECTED = {  # statements, entries, the sum of all of them
    "genkgo-camt053.v2.all-balance-types.xml": (1, 1, "8.85"),
    "genkgo-camt053.v2.five.decimals.xml": (1, 1, "8.85"),
    "genkgo-camt053.v2.minimal.ultimate.xml": (1, 1, "8.85"),
    "genkgo-camt053.v2.minimal.xml": (1, 1, "8.85"),
    "genkgo-camt053.v2.multi.statement.xml": (2, 2, "1.85"),
    "genkgo-camt053.v2.with-account-name.xml": (1, 1, "8.85"),
    "genkgo-camt053.v2.with-party-ids.xml": (1, 1, "8.85"),
    "genkgo-camt053.v3.xml": (1, 1, "8.85"),
    "genkgo-camt053.v4.xml": (1, 1, "8.85"),
    "genkgo-camt053.v8.xml": (1, 1, "8.85"),
    "genkgo-camt53.only-Dt-with-DtTm.xml": (1, 0, "0"),
    "jejik-abnamro.txt": (2, 10, "-345.93"),
    "jejik-generic.txt": (2, 2, "-20.00"),
    "jejik-ing-dos.txt": (1, 7, "-45.59"),
    "jejik-ing-unix.txt": (1, 7, "-45.59"),
    "jejik-knab.txt": (2, 3, "-6260"),
    "jejik-rabobank-iban.txt": (2, 4, "-70.00"),
    "jejik-rabobank.txt": (4, 5, "-1589.09"),
    "jejik-sns.txt": (2, 2, "-25.00"),
    "jejik-triodos.txt": (1, 2, "-715.70"),
    "wolph-asnb.txt": (31, 8, "56.94"),
}
REFUSED = "genkgo-camt053.v2.wrong.xml"

pytestmark = pytest.mark.skipif(not FOUND, reason="the banks' samples are not on this machine")


def by_name(name):
    return next(path for path in FOUND if path.name == name)


class TestSamples:
    def test_are_all_judged(self):
        assert {path.name for path in FOUND} == {*EXPECTED, REFUSED}

    @pytest.mark.parametrize("name", EXPECTED)
    def test_are_read_to_the_last_entry(self, name):
        with by_name(name).open("rb") as file:
            statements = read(file)
        entries = [entry for statement in statements for entry in statement.entries]
        assert (len(statements), len(entries)) == EXPECTED[name][:2]
        assert sum((entry.amount for entry in entries), Decimal(0)) == Decimal(EXPECTED[name][2])

    def test_without_a_statement_is_refused_with_its_line(self):
        with by_name(REFUSED).open("rb") as file, pytest.raises(Refused, match="2: ") as refusal:
            read(file)
        assert refusal.value.line == 2

    @pytest.mark.django_db
    def test_go_through_the_command_and_book_nothing_of_another_account(self):
        refused = []
        for path in FOUND:
            out = StringIO()
            call_command("import_statement", str(path), "--json", stdout=out)
            said = json.loads(out.getvalue())
            refused += [path.name] if said["refused"] else []
            assert all(entry["invoice"] is None for entry in said["entries"])
        assert refused == [REFUSED]
        assert not BankStatement.objects.exists()

    def test_names_who_paid_in_each_edition(self):
        for name in ("genkgo-camt053.v2.minimal.xml", "genkgo-camt053.v3.xml", "genkgo-camt053.v8.xml"):
            with by_name(name).open("rb") as file:
                (entry,) = read(file)[0].entries
            assert (entry.iban, entry.name, entry.reference) == ("NL56AGDH9619008421", "NAME NAME", "4654654654654654")

    @pytest.mark.parametrize(
        ("name", "iban", "who"),
        [
            ("wolph-asnb.txt", "NL47INGB9999999999", "hr gjlm paulissen"),
            ("jejik-rabobank-iban.txt", "NL70ABNA0987654321", "CONTRA ACCOUNT HOLDER"),
            ("jejik-rabobank.txt", "", "W.P. Jansen"),
            ("jejik-sns.txt", "", "marechal s"),
        ],
    )
    def test_name_the_other_party_in_mt940(self, name, iban, who):
        with by_name(name).open("rb") as file:
            first = next(entry for statement in read(file) for entry in statement.entries)
        assert (first.iban, first.name) == (iban, who)
