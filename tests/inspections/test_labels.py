"""How often the probes are right on shop documents of our own, above all on those that nobody tuned them on."""

import csv

import pytest

from inspections.editions import edition
from inspections.verdicts import Outcome
from tests.inspections import labels


def rows():
    with (labels.FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestLabels:
    def test_name_documents_that_exist_and_leave_none_out(self):
        for half in {row["half"] for row in rows()}:
            assert {row["document"] for row in rows() if row["half"] == half} == {
                file.name for file in (labels.FOLDER / half).iterdir()
            }

    def test_name_criteria_and_verdicts_that_exist_each_once(self):
        assert {row["criterion"] for row in rows()} <= {one.code for one in edition().criteria}
        assert {row["verdict"] for row in rows()} <= {outcome.value for outcome in Outcome}
        named = [(row["document"], row["criterion"]) for row in rows()]
        assert len(named) == len(set(named))


class TestUnseenHalf:
    """The figures as they are: what the probes should reach is in `make bench`."""

    def test_is_judged_with_precision(self):
        assert labels.score(labels.half("unseen")).precision >= 0.94

    def test_is_judged_with_recall(self):
        assert labels.score(labels.half("unseen")).recall >= 0.9

    def test_never_has_a_blocking_point_wrongly_met(self):
        assert [one for one in labels.half("unseen") if one.falsely_met] == []


class TestOpenedSet:
    """What was once unseen: it showed what to mend, and stays as it was labelled."""

    def test_is_judged_with_precision_and_recall(self):
        found = labels.score(labels.half("opened"))
        assert (found.precision >= 0.99, found.recall >= 0.95) == (True, True)

    def test_never_has_a_blocking_point_wrongly_met(self):
        assert [one for one in labels.half("opened") if one.falsely_met] == []


class TestSeenHalf:
    """What the probes were written on: each row that goes wrong here is a step back."""

    def test_is_judged_as_people_did(self):
        assert [one for one in labels.half("seen") if one.wrong or one.missed] == []

    def test_makes_sixty_documents_with_the_other(self):
        assert len({row["document"] for row in rows()}) >= 60


@pytest.mark.parametrize(
    ("label", "found", "wrong", "missed", "falsely_met"),
    [
        ("met", "met", False, False, False),
        ("met", "unknown", False, True, False),
        ("unknown", "met", True, False, True),
        ("not_met", "met", True, True, True),
        ("met", "not_met", True, True, False),
        ("unknown", "unknown", False, False, False),
    ],
)
def test_an_error_counts_for_what_it_is(label, found, wrong, missed, falsely_met):
    one = labels.Compared("a", "ID-05", "B", label, found, "")
    assert (one.wrong, one.missed, one.falsely_met) == (wrong, missed, falsely_met)
