"""Moments as plugins write and read them."""

import re
from datetime import datetime

from django.utils.timezone import is_naive, localtime, make_aware

_SPACED_ZONE = re.compile(r"(T\S+) (\d\d:?\d\d)$")  # a plus that was not percent-encoded arrives as a space


def stamp(moment: datetime) -> str:
    """Local time without a zone, as the plugins have always read it."""
    return f"{localtime(moment):%Y-%m-%d %H:%M:%S}"


def zoned(moment: datetime) -> str:
    """RFC 3339 with our zone, exact, so that "later than this" leaves nothing out when it is sent back."""
    return localtime(moment).isoformat()


def moment_in(said: str) -> datetime | None:
    """`2026-03-02 10:00:00` in our time, or RFC 3339; nothing when it cannot be read."""
    try:
        found = datetime.fromisoformat(_SPACED_ZONE.sub(r"\1+\2", said.strip()))
        return make_aware(found) if is_naive(found) else found
    except (ValueError, OverflowError):
        return None
