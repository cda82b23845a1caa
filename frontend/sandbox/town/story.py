"""What happened in the town, told in the order in which it happened, through the verbs that the product uses too."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Verb = Callable[[datetime], object]


class Story:
    """Moments with something to do at each; doing it may add later moments."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._moments: list[tuple[datetime, int, Verb]] = []
        self._number = count()

    def at(self, moment: datetime, verb: Verb) -> None:
        """What lies after now is left to the running product."""
        if moment < self.now:
            heapq.heappush(self._moments, (moment, next(self._number), verb))

    def tell(self) -> None:
        while self._moments:
            moment, _number, verb = heapq.heappop(self._moments)
            verb(moment)
