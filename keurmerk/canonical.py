"""One way to write a value down, so that anybody finds the same hash (docs/ledger.md). Pure.

Canonical JSON: keys sorted, no spaces, UTF-8, whole numbers only, moments as text in UTC with six decimals. It is
RFC 8785 without fractions. A hash is SHA-256 in lower-case hexadecimal.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any


def canonical(value: Any) -> str:
    """The one text for this value. Raises TypeError for a fraction, which others might write otherwise."""
    _refuse_fractions(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value} is a fraction: write it as text")
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for part in parts:
        _refuse_fractions(part)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def moment(at: datetime) -> str:
    """`2026-03-02T09:00:00.000000Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
