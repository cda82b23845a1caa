import io
from datetime import date
from decimal import Decimal

import pytest

from billing.statements import Refused
from billing.statements.reading import read
from tests.factories.statements import mt940

PAID = ":61:2603020302C145,20NTRFEREF//BANK1"


def only(*lines, closing="C260302EUR245,20"):
    (statement,) = read(mt940(lines, closing=closing))
    statement.check_balance()
    (entry,) = statement.entries
    return entry


class TestRead:
    def test_finds_the_reference_in_what_ing_writes(self):
        entry = only(
            PAID,
            ":86:/EREF/F2026-1//CNTP/NL91ABNA0417164300/ABNANL2A/Bakkerij B",
            ".V./Zwolle//REMI/STRD/CUR/RF36202600123/",
        )
        assert (entry.iban, entry.name) == ("NL91ABNA0417164300", "Bakkerij B.V.")
        assert (entry.structured, entry.end_to_end) == ("RF36202600123", "F2026-1")
        assert entry.bank_reference == "BANK1"

    def test_finds_the_parts_in_what_abn_amro_writes(self):
        entry = only(
            PAID,
            ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/Bakk",
            "erij B.V./REMI/Factuur F2026-00017/EREF/NOTPROVIDED",
        )
        assert (entry.iban, entry.name) == ("NL91ABNA0417164300", "Bakkerij B.V.")
        assert (entry.text, entry.reference) == ("Factuur F2026-00017", "")

    @pytest.mark.parametrize(("mark", "amount"), [("C", 5), ("D", -5), ("RC", -5), ("RD", 5), ("CR", 5)])
    def test_gives_each_mark_its_sign(self, mark, amount):
        entry = only(f":61:260302{mark}5,NTRFNONREF", closing=f"C260302EUR{100 + amount},")
        assert entry.amount == Decimal(amount)
        assert entry.returned == mark.startswith("R")

    def test_takes_the_booking_day_nearest_to_the_value_day(self):
        entry = only(":61:2601011231C145,20NTRFNONREF")
        assert (entry.booked_on, entry.valued_on) == (date(2025, 12, 31), date(2026, 1, 1))

    @pytest.mark.parametrize(
        ("line", "names"),
        [
            (":61:2613020302C145,20NTRFNONREF", 5),
            (":61:2603020230C145,20NTRFNONREF", 5),
            (":61:260302X145,20NTRFNONREF", 5),
            (":61:", 5),
        ],
    )
    def test_names_the_line_of_a_movement_it_cannot_read(self, line, names):
        with pytest.raises(Refused) as refusal:
            only(line)
        assert refusal.value.line == names

    def test_refuses_a_file_that_is_cut_off(self):
        whole = mt940([PAID], closing="C260302EUR245,20").getvalue()
        with pytest.raises(Refused, match=":62F:"):
            read(io.BytesIO(whole[: whole.index(b":62F:")]))

    def test_names_the_line_of_a_balance_that_does_not_follow(self):
        with pytest.raises(Refused) as refusal:
            only(PAID, closing="C260302EUR245,21")
        assert refusal.value.line == 6

    def test_keeps_a_colon_in_what_somebody_typed(self):
        assert only(PAID, ":86:betreft", ":ref: 12", closing="C260302EUR245,20").text == "betreft :ref: 12"

    def test_drops_what_cannot_be_printed(self):
        assert only(PAID, ":86:een\0twee").text == "een twee"

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hallo", b"\xff\xfe", b"<html>", b"<a/>", b":20:"])
    def test_refuses_what_is_no_statement(self, data):
        with pytest.raises(Refused):
            read(io.BytesIO(data))
