"""The documents that bind members, their versions, and which is accepted today (terms 2.1, 2.10, 2.12, 18.1)."""

from dataclasses import dataclass
from datetime import date

TERMS = "TERMS"
CODE = "CODE"
PROCESSING = "PROCESSING"


@dataclass(frozen=True)
class Version:
    """A text as it was agreed, by the name that members accepted it under, and the day from which it holds."""

    name: str
    valid_from: date


FIRST = Version("2026-01", date(2026, 1, 1))

# Newest first. A version never changes: a new text is a new one, announced in time (terms 2.10, 2.11).
VERSIONS: dict[str, tuple[Version, ...]] = {TERMS: (FIRST,), CODE: (FIRST,), PROCESSING: (FIRST,)}

CURRENT = {TERMS: "2026-01", CODE: "2026-01", PROCESSING: "2026-01"}


def version_of(document: str, name: str) -> Version | None:
    return next((each for each in VERSIONS[document] if each.name == name), None)


def held_until(document: str, version: Version) -> date | None:
    """The day on which the next version took its place; nothing for the newest."""
    later = [each.valid_from for each in VERSIONS[document] if each.valid_from > version.valid_from]
    return min(later, default=None)
