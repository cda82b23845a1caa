"""Doors at which one visitor knocks so often and no more."""

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle


def too_often(request: Any, door: str, *, most: int, within: timedelta) -> bool:
    """Counts a knock of this visitor at this door. The address itself is not kept, and the count forgets itself."""
    seen = hashlib.sha256(f"{settings.SECRET_KEY}{BaseThrottle().get_ident(request)}".encode()).hexdigest()[:32]
    key = f"knock:{door}:{seen}"
    if cache.add(key, 1, within.total_seconds()):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # forgotten between the two
        return False
