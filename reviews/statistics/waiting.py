"""How long people who wrote a review waited for the shop's answer. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True)
class Waiting:
    """Of so many reviews, how many got an answer, and after how long the middle one of those."""

    reviews: int = 0
    answered: int = 0
    middle: timedelta | None = None


def waiting(moments: Iterable[tuple[datetime, datetime | None]]) -> Waiting:
    """From pairs of when a review was published and when it was answered, None where it was not."""
    pairs = list(moments)
    waits = [(answered - published).total_seconds() for published, answered in pairs if answered is not None]
    middle = timedelta(seconds=max(0, median(waits))) if waits else None
    return Waiting(len(pairs), len(waits), middle)
