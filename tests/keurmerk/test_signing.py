"""What the installation signs can be checked by anybody, also after a new key has come."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks

from keurmerk import signing
from keurmerk.models import SigningKey

pytestmark = pytest.mark.django_db
OTHER = "0123456789abcdef" * 4


class TestSealed:
    def test_names_the_key_and_is_genuine(self, now):
        document = signing.sealed({"shops": 3}, at=now)
        assert document["key"] == SigningKey.objects.get().name
        assert signing.is_genuine(document)

    @pytest.mark.parametrize("change", [{"shops": 4}, {"more": 1}, {"key": "nobody"}, {"signature": "00" * 64}])
    def test_is_not_genuine_after_any_change(self, now, change):
        assert not signing.is_genuine({**signing.sealed({"shops": 3}, at=now), **change})

    def test_is_never_genuine_without_a_signature(self, now):
        assert not signing.is_genuine({"shops": 3})
        assert not signing.is_genuine({**signing.sealed({"shops": 3}, at=now), "signature": "words"})


class TestRotation:
    def test_keeps_what_the_old_key_signed_checkable(self, now, settings):
        before = signing.sealed({"shops": 3}, at=now)
        settings.SIGNING_KEY = OTHER
        after = signing.sealed({"shops": 4}, at=now + timedelta(days=1))
        assert before["key"] != after["key"]
        assert signing.is_genuine(before)
        assert signing.is_genuine(after)

    def test_tells_from_when_until_when_each_key_signed(self, now, settings):
        signing.sealed({}, at=now)
        settings.SIGNING_KEY = OTHER
        signing.sealed({}, at=now + timedelta(days=1))
        spans = [(key["since"], key["until"]) for key in signing.public_keys()]
        assert spans == [
            ("2026-03-02T09:00:00.000000Z", "2026-03-03T09:00:00.000000Z"),
            ("2026-03-03T09:00:00.000000Z", None),
        ]


class TestCheck:
    @pytest.mark.parametrize(("key", "faults"), [("", 1), ("no key", 1), (OTHER, 0)])
    def test_demands_a_key_before_the_installation_goes_live(self, settings, key, faults):
        settings.SIGNING_KEY = key
        found = [each for each in run_checks(include_deployment_checks=True) if each.id == "keurmerk.E005"]
        assert len(found) == faults
