"""What was measured: a row per figure, a table for the screen, a file for scripts."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results"
Side = Callable[[], float]


@dataclass(frozen=True)
class Target:
    """What the ratio should at least, or at most, be."""

    bound: float
    at_least: bool

    def holds(self, ratio: float) -> bool:
        return ratio >= self.bound if self.at_least else ratio <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


def at_least(bound: float) -> Target:
    return Target(bound, at_least=True)


def at_most(bound: float) -> Target:
    return Target(bound, at_least=False)


@dataclass(frozen=True)
class Row:
    """One figure and what it is held against. A row without a value was skipped; `peer` then says why."""

    name: str
    value: float | None
    unit: str
    peer: str
    ratio: float | None = None
    target: Target | None = None

    @property
    def verdict(self) -> str:
        if self.target is None or self.ratio is None:
            return ""
        return f"{self.target} {'ok' if self.target.holds(self.ratio) else 'MISSED'}"

    def as_json(self) -> dict[str, str | float | None]:
        return {"name": self.name, "value": self.value, "unit": self.unit, "peer": self.peer, "ratio": self.ratio}


def skipped(name: str, why: str) -> Row:
    return Row(name, None, "", f"skipped: {why}")


@dataclass(frozen=True)
class Pair:
    """Two sides measured in turn: the median of each, and of the ratios within each round."""

    ours: float
    peer: float
    ratio: float

    def row(self, name: str, unit: str, peer: str, target: Target | None = None) -> Row:
        return Row(name, self.ours, unit, f"{peer}: {figure(self.peer)}", self.ratio, target)


def paired(ours: Side, peer: Side, *, rounds: int) -> Pair:
    """Measures both sides in every round, the other one first each time, so that a busy machine hurts both."""
    found: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            second = peer()
            found.append((ours(), second))
        else:
            found.append((ours(), peer()))
    return Pair(
        median(mine for mine, _ in found),
        median(theirs for _, theirs in found),
        median(mine / theirs for mine, theirs in found),
    )


def milliseconds(work: Callable[[], object], *, times: int = 1) -> float:
    """How long `work` takes, on average over a few times in a row."""
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) * 1000 / times


def figure(value: float | None) -> str:
    """Three digits that matter: more would be noise."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(rows: Sequence[Row]) -> str:
    head = ("what", "value", "unit", "held against", "ratio", "target")
    lines = [head, *((r.name, figure(r.value), r.unit, r.peer, figure(r.ratio), r.verdict) for r in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def keep(rows: Sequence[Row]) -> Path:
    """Writes the figures for scripts, in one step."""
    RESULTS.mkdir(exist_ok=True)
    file, fresh = RESULTS / "latest.json", RESULTS / ".latest.json"
    fresh.write_text(json.dumps([row.as_json() for row in rows], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return fresh.replace(file)
