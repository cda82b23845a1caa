"""How often a key and an address may call. Counted in the memory of each web process: a courtesy, not a ledger."""

import time
from collections.abc import Callable

MOST_REMEMBERED = 10_000


class Limit:
    """At most so many calls in one span of time, per caller; spans begin at fixed moments."""

    def __init__(self, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.clock = seconds, clock
        self._span, self._calls = 0, dict[str, int]()

    def passes(self, who: str, most: int) -> bool:
        """Counts this call, and says whether it is within the limit."""
        span = int(self.clock() // self.seconds)
        if span != self._span or len(self._calls) > MOST_REMEMBERED:
            self._span, self._calls = span, {}
        calls = self._calls[who] = self._calls.get(who, 0) + 1
        return calls <= most

    def forget(self) -> None:
        self._calls = {}
