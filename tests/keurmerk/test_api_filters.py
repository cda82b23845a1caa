"""What lists are narrowed by: moments as RFC 3339 writes them, one value each."""

import pytest

from tests.factories import keys

pytestmark = pytest.mark.django_db


class TestMoments:
    @pytest.mark.parametrize(
        "said",
        [
            "2026-03-02T09:00:00Z", "2026-03-02t09:00:00.123456z", "2026-03-02T09:00:00+01:00", "2026-03-02",
            "0137-11-07T11:52:37-22:30", "9998-01-01T00:00:00+23:59",
        ],
    )  # fmt: skip
    def test_are_read(self, said):
        assert keys.caller().ask("reviews", since=said).status_code == 200

    @pytest.mark.parametrize(
        "said",
        [
            "yesterday",
            "2026-03-02T09:00:00",
            "2026-02-30",
            "2026-3-2",
            "0001-01-01T00:00:00+05:00",
            "1e9",
            "",
            "2026-03-02T24:01:00Z",
        ],
    )
    def test_are_refused_by_name(self, said):
        answer = keys.caller().ask("reviews", since=said)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "since")


class TestValues:
    @pytest.mark.parametrize("given", ["", ["4", "5"], "6", "true"])
    def test_are_given_once_or_not_at_all(self, given):
        answer = keys.caller().ask("reviews", stars=given)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "stars")
