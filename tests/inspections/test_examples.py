"""How often the probes are right, measured on documents that people labelled."""

import csv
import os
from pathlib import Path

import pytest

from inspections.preinspection import inspect_document
from inspections.verdicts import Outcome

SHARED = Path(os.environ.get("KEURMERK_SHARED", Path(__file__).resolve().parents[3] / "shared"))
EXAMPLES = SHARED / "examples"
DECIDED = {Outcome.MET.value, Outcome.NOT_MET.value}
KINDS = ("terms", "privacy", "returns", "contact", "home", "product", "checkout")

pytestmark = pytest.mark.skipif(
    not (EXAMPLES / "verdicts.csv").is_file(), reason=f"no labelled documents at {EXAMPLES}: set KEURMERK_SHARED"
)


def labels():
    with (EXAMPLES / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["ambiguous"] != "yes"]


def inspect(document):
    kind = next((kind for kind in KINDS if f"-{kind}-" in document), "")
    language = Path(document).stem[-2:]
    body = (EXAMPLES / document).read_bytes()
    return inspect_document(body, source=document, kind=kind, language=language, mark="Keurtegel")


@pytest.fixture(scope="module")
def compared():
    """(document, code, label, found) of every label that is not ambiguous."""
    found = {document: inspect(document) for document in {row["document"] for row in labels()}}
    return [(row["document"], row["criterion"], row["verdict"], found[row["document"]][row["criterion"]].verdict.value)
            for row in labels()]  # fmt: skip


class TestExamples:
    def test_are_judged_with_precision(self, compared):
        decided = [one for one in compared if one[3] in DECIDED]
        wrong = [one for one in decided if one[2] != one[3]]
        assert len(wrong) <= 0.05 * len(decided), wrong

    def test_are_judged_with_recall(self, compared):
        labelled = [one for one in compared if one[2] in DECIDED]
        missed = [one for one in labelled if one[2] != one[3]]
        assert len(missed) <= 0.1 * len(labelled), missed

    def test_are_never_called_met_where_they_are_not(self, compared):
        assert [one for one in compared if one[3] == "met" and one[2] == "not_met"] == []

    def test_are_quoted_exactly(self):
        for document in {row["document"] for row in labels()}:
            found = inspect(document)
            for verdict in found.verdicts:
                for one in verdict.evidence:
                    assert found.pages[0].text[one.start :].startswith(one.quote)
