"""Secrets that lie sealed in the database."""

import pytest
from cryptography.fernet import InvalidToken

from keurmerk.sealing import seal, unseal


class TestSeal:
    def test_hides_what_it_gives_back(self):
        sealed = seal("whsec_abc")
        assert "whsec" not in sealed
        assert unseal(sealed) == "whsec_abc"

    def test_opens_with_the_key_from_before(self, settings):
        sealed = seal("whsec_abc")
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        assert unseal(sealed) == "whsec_abc"

    def test_does_not_open_with_another_key(self, settings):
        sealed = seal("whsec_abc")
        settings.SECRET_KEY = "another"
        with pytest.raises(InvalidToken):
            unseal(sealed)
