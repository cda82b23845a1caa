"""One target for a number of examples, or for so many seconds."""

import time
from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.bytes_of import anything
from tests.fuzz.targets import Target


def attempt(target: Target, *, examples: int, start: int) -> int:
    """How many were tried. Raises what the target should not have raised, with the example."""
    tried = [0]

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=anything(target))
    def holds(data: bytes) -> None:
        tried[0] += 1
        try:
            with suppress(*target.refusals):
                target.read(data)
        except Exception as fault:
            fault.add_note(f"data={data!r}")
            raise

    holds()
    return tried[0]


def attempt_for(
    target: Target, seconds: float, *, start: int, clock: Callable[[], float] = time.monotonic
) -> tuple[int, str]:
    """How many were tried, and what went wrong."""
    until, tried = clock() + seconds, 0
    while clock() < until:
        start += 1
        try:
            tried += attempt(target, examples=200, start=start)
        except Exception as fault:
            notes = " ".join(getattr(fault, "__notes__", []))
            return tried, f"{type(fault).__name__}: {fault} ({notes})"[:1500]
    return tried, ""
