"""What a look at a shop yields: per criterion a verdict, who decided it, and the quoted proof."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspections.pasting import fill


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class DecidedBy(StrEnum):
    """A machine's verdict stands until a person overrules it; a hint counts only once a person confirms it."""

    MACHINE = "machine"
    HINT = "hint"


@dataclass(frozen=True)
class Evidence:
    """A quote: an exact piece of the page's text after normalisation, and its offset there."""

    quote: str
    page: str
    start: int


@dataclass(frozen=True)
class Verdict:
    """One criterion's outcome, in the language the inspection was asked in."""

    code: str
    verdict: Outcome
    severity: str
    decided_by: DecidedBy
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    advice: str = ""

    @property
    def quote(self) -> str:
        return self.evidence[0].quote if self.evidence else ""

    @property
    def page(self) -> str:
        return self.evidence[0].page if self.evidence else ""

    @property
    def start(self) -> int | None:
        return self.evidence[0].start if self.evidence else None

    def as_json(self) -> dict[str, Any]:
        """The shape of `preinspect --json` (operating.md)."""
        return {
            "code": self.code,
            "verdict": self.verdict.value,
            "severity": self.severity,
            "decided_by": self.decided_by.value,
            "evidence": [{"quote": one.quote, "page": one.page, "start": one.start} for one in self.evidence],
            "note": self.note,
            "advice": fill(self.advice, {}),
        }
