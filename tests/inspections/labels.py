"""Shop documents that people labelled, and how often the probes agree with them.

The probes were written on "seen", and mended after a first look at "opened", whose documents were written and labelled
by somebody who had seen no probe. Nobody tunes them on "unseen", which came the same way: its figures count.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from inspections.pages import Kind
from inspections.preinspection import inspect_document
from inspections.verdicts import Outcome

FOLDER = Path(__file__).parent / "labelled"
MARK = "Keurtegel"
COMMITTEE = "Geschillencommissie Keurtegel"
DECIDED = {Outcome.MET.value, Outcome.NOT_MET.value}
KINDS = tuple(kind.value for kind in Kind if kind != Kind.OTHER)
WORDS = ("nl", "en")  # what a shop can be asked about; a page in another language is one in a Dutch shop


class Compared(NamedTuple):
    """What people and the machine say of one criterion of one document or shop."""

    document: str
    code: str
    severity: str
    label: str
    found: str
    quote: str

    @property
    def wrong(self) -> bool:
        """Decided by the machine, and not as people did."""
        return self.found in DECIDED and self.found != self.label

    @property
    def missed(self) -> bool:
        """Decided by people, and not so by the machine."""
        return self.label in DECIDED and self.found != self.label

    @property
    def falsely_met(self) -> bool:
        """The worst error: a blocking criterion called met that is not."""
        return self.severity == "B" and self.found == Outcome.MET and self.label != Outcome.MET


class Score(NamedTuple):
    """`precision` of what the machine decided, `recall` of what people decided, both from 0 to 1."""

    decided: int
    wrong: int
    labelled: int
    missed: int

    @property
    def precision(self) -> float:
        return 1 - self.wrong / self.decided if self.decided else 1.0

    @property
    def recall(self) -> float:
        return 1 - self.missed / self.labelled if self.labelled else 1.0


def score(compared: Iterable[Compared]) -> Score:
    """How often the machine is right, and how much it finds."""
    all_of_them = list(compared)
    return Score(
        decided=sum(one.found in DECIDED for one in all_of_them),
        wrong=sum(one.wrong for one in all_of_them),
        labelled=sum(one.label in DECIDED for one in all_of_them),
        missed=sum(one.missed for one in all_of_them),
    )


def by_criterion(compared: Iterable[Compared]) -> dict[str, Score]:
    """The score of each criterion, in the order of their codes."""
    groups: dict[str, list[Compared]] = {}
    for one in compared:
        groups.setdefault(one.code, []).append(one)
    return {code: score(groups[code]) for code in sorted(groups)}


@cache
def half(name: str) -> tuple[Compared, ...]:
    """Every label of this set beside what the probes find: "seen", "opened" or "unseen"."""
    with (FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["half"] == name]
    return compare(FOLDER / name, rows)


def compare(folder: Path, rows: Iterable[dict[str, str]]) -> tuple[Compared, ...]:
    """Each row of `document, criterion, verdict` beside what the probes find in that document."""
    found: dict[str, dict[str, tuple[str, str, str]]] = {}
    compared = []
    for row in rows:
        document = row["document"]
        if document not in found:
            found[document] = _verdicts(folder / document)
        severity, verdict, quote = found[document][row["criterion"]]
        compared.append(Compared(document, row["criterion"], severity, row["verdict"], verdict, quote))
    return tuple(compared)


def _verdicts(file: Path) -> dict[str, tuple[str, str, str]]:
    kind = next((kind for kind in KINDS if f"-{kind}-" in file.name), "")
    language = file.stem[-2:] if file.stem[-2:] in WORDS else "nl"
    seen = inspect_document(file.read_bytes(), source=file.name, kind=kind, language=language, mark=MARK,
                            committee=COMMITTEE)  # fmt: skip
    return {one.code: (one.severity, one.verdict.value, one.quote) for one in seen.verdicts}
