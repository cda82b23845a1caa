"""What a script may rely on in the demo."""

import pytest

from frontend.sandbox.town import facts
from members.models import ApiKey, Scope
from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path):
    settings.LOCAL = tmp_path
    reviews.plugin_key(of=reviews.inviting_shop(pk=1))


class TestGather:
    def test_gives_a_key_that_opens_our_own_api(self, town, now):
        found = facts.gather("http://127.0.0.1:8000", {}, at=now)["api"]
        assert found["shop"] == 1
        assert keys.caller(secret=found["key"]).ask("score").status_code == 200
        assert ApiKey.objects.get().scopes == Scope.values

    def test_gives_the_same_key_at_each_start(self, town, now):
        first, second = (facts.gather("http://127.0.0.1:8000", {}, at=now)["api"]["key"] for _ in range(2))
        assert first == second

    def test_gives_another_one_when_somebody_withdrew_it(self, town, now):
        first = facts.gather("http://127.0.0.1:8000", {}, at=now)["api"]["key"]
        ApiKey.objects.get().revoke(actor="test", at=now)
        assert facts.gather("http://127.0.0.1:8000", {}, at=now)["api"]["key"] != first
