"""Every test starts with nobody counted as trying too often."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()
