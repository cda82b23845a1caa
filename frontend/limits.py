"""How often one address may do something; counted in the cache, by a hash that says nothing about who it is."""

import hashlib
from datetime import timedelta

from django.core.cache import cache

from frontend.access import HouseRequest


def is_too_often(request: HouseRequest, deed: str, *, most: int, within: timedelta) -> bool:
    """Counts this time in; true from the one after `most` within `within`."""
    spoken = f"{deed}:{request.META.get('REMOTE_ADDR', '')}"
    key = f"limit:{hashlib.sha256(spoken.encode()).hexdigest()}"
    if cache.add(key, 1, timeout=int(within.total_seconds())):
        return most < 1
    return cache.incr(key) > most
