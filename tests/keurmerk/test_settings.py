"""What an installation in production insists on, read from the settings as it loads them."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

ASKED = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "DEBUG")
TELL = f"import json, keurmerk.settings as s; print(json.dumps({{name: getattr(s, name) for name in {ASKED!r}}}))"


@pytest.fixture(scope="module")
def production():
    variables = {**os.environ, "KEURMERK_MODE": "production", "SECRET_KEY": "k" * 60, "SIGNING_KEY": "0" * 64}
    told = subprocess.run(
        [sys.executable, "-c", TELL], cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


class TestInProduction:
    @pytest.mark.rule("PA security: transport")
    def test_nothing_goes_unencrypted(self, production):
        assert production["SECURE_SSL_REDIRECT"] is True
        assert production["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
        assert production["SESSION_COOKIE_SECURE"] is True
        assert production["CSRF_COOKIE_SECURE"] is True

    def test_no_page_shows_its_inside(self, production):
        assert production["DEBUG"] is False
