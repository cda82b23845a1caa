"""How often the probes are right, per criterion, and how long they think about a page of text."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench.rows import Row, at_least, at_most, skipped
from bench.stage import Stage
from inspections.pages import Kind
from inspections.preinspection import judge
from inspections.readers import read
from inspections.site import Site
from keurmerk import clock
from tests.inspections import labels
from tests.inspections.labels import Compared
from tests.inspections.whole_shops import SHOPS, look

SHARED = Path(os.environ.get("KEURMERK_SHARED", Path(__file__).resolve().parents[2] / "shared"))
EXAMPLES = SHARED / "examples"
TIMES = 200
ALLOWED = 50  # milliseconds for a page of text, 95 times in 100


def run(stage: Stage) -> Iterator[Row]:
    """The half that nobody tuned on first: its figures are the ones that count."""
    sets = {name: labels.half(name) for name in ("unseen", "opened", "seen")} | {"shared": _shared()}
    for name, compared in sets.items():
        yield from _overall(name, compared)
    yield from _whole_shops()
    for name, compared in sets.items():
        yield from _per_criterion(name, compared)
    yield _speed()


def _overall(name: str, compared: tuple[Compared, ...]) -> Iterator[Row]:
    if not compared:
        yield skipped(f"Probes, {name}", "no labelled documents here")
        return
    total = labels.score(compared)
    documents = len({one.document for one in compared})
    told = f"{total.decided - total.wrong} of {total.decided} decided, {documents} documents"
    yield Row(f"Probes, {name}: precision", total.precision, "", told, total.precision, at_least(0.95))
    told = f"{total.labelled - total.missed} of {total.labelled} labelled"
    yield Row(f"Probes, {name}: recall", total.recall, "", told, total.recall, at_least(0.9))
    worst = sum(one.falsely_met for one in compared)
    yield Row(f"Probes, {name}: blocking point wrongly met", worst, "", "none", worst, at_most(0))


def _whole_shops() -> Iterator[Row]:
    """Shops with traps, crawled over loopback: what is not met is labelled whole, so all else is met or open."""
    decided = wrong = fails = found = 0
    for shop in SHOPS:
        said = {one.code: one.verdict.value for one in look(shop.make(), clock.real()).verdicts}
        decided += sum(verdict in labels.DECIDED for verdict in said.values())
        wrong += len({code for code, verdict in said.items() if verdict == "not_met"} ^ shop.fails)
        wrong += sum(said[code] != label for code, label in shop.labels.items() if code not in shop.fails)
        fails += len(shop.fails)
        found += sum(said[code] == "not_met" for code in shop.fails)
    told = f"{decided - wrong} of {decided} decided, {len(SHOPS)} shops"
    yield Row("Probes, whole shops: precision", 1 - wrong / decided, "", told, 1 - wrong / decided, at_least(0.95))
    yield Row(
        "Probes, whole shops: faults found", found / fails, "", f"{found} of {fails}", found / fails, at_least(0.9)
    )


def _per_criterion(name: str, compared: tuple[Compared, ...]) -> Iterator[Row]:
    for code, one in labels.by_criterion(compared).items():
        yield Row(f"Probes, {name}: {code} precision", one.precision, "",
                  f"recall {one.recall:.2f}, {one.labelled} labelled")  # fmt: skip


def _shared() -> tuple[Compared, ...]:
    if not (EXAMPLES / "verdicts.csv").is_file():
        return ()
    with (EXAMPLES / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return labels.compare(EXAMPLES, [row for row in csv.DictReader(file) if row["ambiguous"] != "yes"])


def _speed() -> Row:
    """All probes on a page of text, some 600 words, read anew each time as a crawl does."""
    text = (labels.FOLDER / "unseen" / "fietskelder-terms-nl.txt").read_bytes()
    spent = []
    for number in range(TIMES):
        began = perf_counter()
        page = read(text, "text/plain", url=f"https://shop.example/{number}", kind=Kind.TERMS, fetched_at=None)
        judge(Site(pages=(page,), mark=labels.MARK, committee=labels.COMMITTEE))
        spent.append((perf_counter() - began) * 1000)
    p95 = sorted(spent)[int(0.95 * TIMES)]
    peer = f"{len(text.split())} words, {ALLOWED} ms allowed"
    return Row("All probes on a page of text, p95", p95, "ms", peer, p95 / ALLOWED, at_most(1))
