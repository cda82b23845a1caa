import io
from decimal import Decimal

import pytest

from billing.statements import Refused
from billing.statements.reading import read
from tests.factories.statements import Movement, camt

INSIDE = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY x "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
REMOTE = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">'


def changed(file, old, new):
    return io.BytesIO(file.getvalue().replace(old.encode(), new.encode()))


def only(file):
    ((entry,),) = [statement.entries for statement in read(file)]
    return entry


class TestRead:
    @pytest.mark.parametrize("edition", ["02", "03", "04", "05", "06", "07", "08"])
    def test_knows_each_edition(self, edition):
        assert only(camt(Movement(amount="-12.50"), edition=edition)).amount == Decimal("-12.50")

    @pytest.mark.parametrize("edition", ["01", "09", "10"])
    def test_refuses_the_others(self, edition):
        with pytest.raises(Refused, match="2: "):
            read(camt(Movement(), edition=edition))

    @pytest.mark.parametrize("before", [INSIDE, OUTSIDE, REMOTE])
    def test_refuses_a_document_type_with_all_that_is_in_it(self, before):
        with pytest.raises(Refused):
            read(changed(camt(Movement(text="TEXT"), before=before), "TEXT", "&x;"))

    def test_lets_no_bomb_go_off_in_an_attribute(self):
        levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<!DOCTYPE d [<!ENTITY l0 "ha">{levels}]>'
        with pytest.raises(Refused):
            read(changed(camt(Movement(), before=bomb), "<Document ", '<Document a="&l9;" '))

    def test_refuses_an_entity_that_nobody_declared(self):
        with pytest.raises(Refused):
            read(changed(camt(Movement(text="TEXT")), "TEXT", "&x;"))

    def test_refuses_what_is_cut_off(self):
        whole = camt(Movement(), Movement()).getvalue()
        with pytest.raises(Refused, match="XML"):
            read(io.BytesIO(whole[:-200]))

    @pytest.mark.parametrize("amount", ["1e3", "NaN", "-1", "12,50", "", "1234567890123456"])
    def test_names_the_line_of_what_is_no_amount(self, amount):
        with pytest.raises(Refused) as refusal:
            read(changed(camt(Movement(), Movement(amount="7.77"), closing="1"), ">7.77<", f">{amount}<"))
        assert refusal.value.line == 8

    def test_names_the_line_of_an_entry_without_direction(self):
        with pytest.raises(Refused) as refusal:
            read(changed(camt(Movement(amount="-7.77")), "DBIT</CdtDbtInd><Rv", "</CdtDbtInd><Rv"))
        assert refusal.value.line == 7

    def test_keeps_lines_apart_beyond_sixty_five_thousand(self):
        file = changed(camt(Movement(amount="7.77")), "<Ntry>", "\n" * 70_000 + "<Ntry>")
        assert only(file).line == 70_007

    def test_tells_a_reversal(self):
        assert only(camt(Movement(reversal=True))).returned

    def test_counts_a_batch_as_its_payments(self):
        details = "".join(
            f'<TxDtls><Amt Ccy="EUR">{amount}</Amt><RmtInf><Ustrd>{amount}</Ustrd></RmtInf></TxDtls>'
            for amount in ("100.00", "45.20")
        )
        file = changed(camt(Movement(text="X")), "<NtryDtls>", f"<NtryDtls>{details}<!--")
        whole = file.getvalue().replace(b"</NtryDtls>", b"--></NtryDtls>")
        assert [entry.said_amount for entry in read(io.BytesIO(whole))[0].entries] == ["100.00", "45.20"]

    def test_takes_a_batch_that_does_not_add_up_as_one(self):
        details = '<TxDtls><Amt Ccy="EUR">1.00</Amt></TxDtls>' * 2
        file = changed(camt(Movement()), "<NtryDtls>", f"<NtryDtls>{details}")
        assert only(file).said_amount == "145.20"


class TestCheckBalance:
    def test_holds_to_the_cent(self):
        (statement,) = read(camt(Movement(amount="0.10"), Movement(amount="0.20"), closing="100.30"))
        statement.check_balance()

    def test_names_the_line_of_the_closing_balance(self):
        (statement,) = read(camt(Movement(amount="0.10"), closing="100.11"))
        with pytest.raises(Refused) as refusal:
            statement.check_balance()
        assert refusal.value.line == 6
