"""Role: the disputes committee, an independent body that gives binding advice where mediation failed (terms 11.4).

Its advice is a settlement both sides agreed to beforehand (BW 7:900), and no judgment: the court can test it (11.7).
Without an address the case file goes out by hand, and what comes back is written down by hand.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings


class Refused(Exception):
    """The committee does not take it as it is; asking again would not help."""


class Unavailable(Exception):
    """Not now. Asking again with the same key is safe."""


@dataclass(frozen=True)
class Told:
    """A ruling as the committee tells it; `outcome` is one of Ruling.Outcome, `paper` the ruling itself as PDF."""

    outcome: str
    decided_on: date
    comply_by: date | None
    words: str
    paper: bytes


class Committee(Protocol):
    """Hands a case file over, and asks for what became of it."""

    def hand_over(self, number: str, file: bytes, *, digest: str, key: str) -> str:
        """Their own reference. The same `key` again gives the same one."""

    def look_up(self, reference: str) -> Told | None:
        """The ruling, or None while there is none."""


def provider() -> Committee | None:
    """The committee behind COMMITTEE_URL; None when files go out by hand."""
    if not settings.COMMITTEE_URL:
        return None
    from disputes.committee.by_http import ByHttp

    return ByHttp()
