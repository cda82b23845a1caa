"""The same value is always the same text."""

from datetime import UTC, datetime

import pytest

from keurmerk.calendar import AMSTERDAM
from keurmerk.canonical import canonical, digest, moment


class TestCanonical:
    def test_sorts_keys_at_every_depth_and_leaves_no_space(self):
        assert canonical({"b": [1, {"z": None, "a": True}], "a": "x y"}) == '{"a":"x y","b":[1,{"a":true,"z":null}]}'

    def test_keeps_letters_and_escapes_what_json_must(self):
        assert canonical('één "fiets"\n\x01 🚲') == '"één \\"fiets\\"\\n\\u0001 🚲"'

    @pytest.mark.parametrize("value", [1.5, {"a": [2.0]}, (0.1,)])
    def test_refuses_fractions_which_others_might_write_otherwise(self, value):
        with pytest.raises(TypeError, match="fraction"):
            canonical(value)


class TestMoment:
    def test_is_in_utc_with_six_decimals(self):
        assert moment(datetime(2026, 3, 2, 10, 0, tzinfo=AMSTERDAM)) == "2026-03-02T09:00:00.000000Z"
        assert moment(datetime(2026, 3, 2, 9, 0, 0, 7, tzinfo=UTC)) == "2026-03-02T09:00:00.000007Z"


class TestDigest:
    def test_is_sha_256_of_the_text_in_utf_8(self):
        assert digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
