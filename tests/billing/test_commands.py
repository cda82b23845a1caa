import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import billing


class TestReckon:
    def reckon(self, *more, principal="145.20"):
        out = StringIO()
        call_command(
            "reckon", "--principal", principal, "--default", "2026-06-25", "--on", "2026-07-15", *more, stdout=out
        )
        return out.getvalue()

    @pytest.mark.rule("12.8", "12.9")
    def test_says_what_is_owed(self):
        owed = {"principal": "145.20", "interest": "0.82", "collection_costs": "40.00", "total": "186.02"}
        assert json.loads(self.reckon("--json")) == owed

    def test_speaks_to_people_too(self):
        assert "186.02" in self.reckon()

    @pytest.mark.parametrize("principal", ["veel", "-5", "0", "NaN", "1.234"])
    def test_refuses_what_is_no_amount(self, principal):
        with pytest.raises(CommandError):
            self.reckon(f"--principal={principal}")


@pytest.mark.django_db
class TestInvoice:
    def test_writes_the_pdf_that_was_kept(self, now, tmp_path):
        invoice = billing.invoice(at=now)
        for name in ("a.pdf", "b.pdf"):
            call_command("invoice", invoice.number, pdf=tmp_path / name, stdout=StringIO())
        assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")

    def test_knows_no_other_number(self, tmp_path):
        with pytest.raises(CommandError, match="no issued invoice"):
            call_command("invoice", "F2020-00001", pdf=tmp_path / "a.pdf")

    def test_says_where_it_cannot_write(self, now, tmp_path):
        with pytest.raises(CommandError, match="Could not write"):
            call_command("invoice", billing.invoice(at=now).number, pdf=tmp_path / "nowhere" / "a.pdf")

    @pytest.mark.parametrize(("profile", "name"), [("bis3", b"billing:3.0"), ("nlcius", b"nlcius:v1.0")])
    def test_writes_ubl_in_the_profile_that_is_asked(self, now, tmp_path, profile, name):
        out = tmp_path / "a.xml"
        call_command(
            "invoice", billing.invoice(at=now).number, f"--ubl={out}", f"--profile={profile}", stdout=StringIO()
        )
        assert name in out.read_bytes()

    def test_writes_one_document_at_a_time(self, now, tmp_path):
        both = [f"--ubl={tmp_path / 'a.xml'}", f"--pdf={tmp_path / 'a.pdf'}"]
        for asked in ([], both):
            with pytest.raises(CommandError):
                call_command("invoice", billing.invoice(at=now).number, *asked)
