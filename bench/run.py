"""`make bench`: measures, prints a table, and leaves the figures in bench/results/latest.json.

Every figure is held against a peer in the same run, for single figures of a shared machine mean little.
`bench/run.py plugin pages` measures these subjects only; `dispatch=100000` measures one at another size.
"""

import importlib
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import rows  # noqa: E402  # found only now
from bench.stage import Stage  # noqa: E402

SUBJECTS = (
    "plugin",
    "published",
    "reviews",
    "freshness",
    "sweeps",
    "letters",
    "dispatch",
    "imports",
    "portability",
    "invoices",
    "billing",
    "statements",
    "pages",
    "register",
    "scale",
    "inspection",
    "probes",
    "radar",
    "desk",
    "disputes",
)


def main(wanted: list[str]) -> int:
    """Returns 2 for a subject that does not exist. A missed target is shown, and is no error: machines differ."""
    unknown = {name.partition("=")[0] for name in wanted} - set(SUBJECTS)
    if unknown:
        _say(f"Choose from: {' '.join(SUBJECTS)}")
        return 2
    began = time.monotonic()
    with Stage() as stage:
        found = [row for name in wanted or SUBJECTS for row in _measure(name, stage)]
    _say(f"\n{rows.table(found)}\n\n{time.monotonic() - began:.0f} s; figures in {rows.keep(found)}")
    return 0


def _measure(name: str, stage: Stage) -> list[rows.Row]:
    began = time.monotonic()
    stage.build("main")
    subject, _, size = name.partition("=")
    run = importlib.import_module(f"bench.{subject}").run
    found = list(run(stage, int(size)) if size else run(stage))
    _say(f"{time.monotonic() - began:5.1f} s  {name}")
    return found


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # the screen is where this goes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
