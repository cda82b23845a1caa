"""Where a weakness can be reported (RFC 9116)."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from keurmerk import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(client):
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_names_an_address_of_this_installation(said):
    assert said["Contact"] == f"mailto:{settings.BRAND['email']}"
    assert said["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"


def test_expires_within_a_year_and_never_before_it_is_read(said):
    left = datetime.fromisoformat(said["Expires"]) - clock.now()
    assert timedelta(days=30) < left < timedelta(days=365)


def test_leaves_no_cookie(client):
    assert not client.get("/.well-known/security.txt").cookies
