"""Edition 1 of the checklist is complete and fit to show."""

import pytest

from inspections.editions import edition
from inspections.pages import Kind
from inspections.pasting import fill, unknown_fields
from inspections.probes import PROBES

SHOWN = {"footer", "mail", *(kind.value for kind in Kind)}


class TestEdition:
    def test_has_every_criterion_once(self):
        codes = [one.code for one in edition().criteria]
        assert len(codes) == len(set(codes)) == 94

    def test_speaks_both_languages(self):
        for one in edition().criteria:
            for texts in (one.question, one.advice):
                assert set(texts) == {"nl", "en"}
                assert all(text.endswith((".", "?", "”")) and len(text) > 10 for text in texts.values()), one.code

    def test_knows_its_codes(self):
        for one in edition().criteria:
            assert (one.severity in "BIF", one.auto in "AHM", bool(one.basis)) == (True, True, True)
            assert set(one.pages) <= SHOWN, one.code
            assert one.group in edition().groups

    def test_has_a_probe_for_all_that_a_machine_decides(self):
        assert {one.code for one in edition().criteria if one.auto == "A"} - set(PROBES) == {"TM-03"}

    def test_has_no_probe_without_a_criterion(self):
        assert set(PROBES) <= {one.code for one in edition().criteria}

    def test_names_the_mark_in_its_advice(self):
        clause = next(one for one in edition().criteria if one.code == "PR-15")
        assert "Keurtegel" in clause.advice_in("nl", mark="Keurtegel", committee="")

    def test_has_only_fields_in_its_advice_that_a_shop_can_fill(self):
        for one in edition().criteria:
            for language in ("nl", "en"):
                text = one.advice_in(language, mark="M", committee="C")
                assert not unknown_fields(text), one.code
                assert "{" not in fill(text, {}), one.code

    def test_is_unknown_by_another_name(self):
        with pytest.raises(KeyError):
            edition("../1")
