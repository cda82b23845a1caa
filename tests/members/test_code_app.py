"""Codes of an app, as RFC 6238 has them."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from members import code_app

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class TestCode:
    @pytest.mark.parametrize(
        ("second", "code"),
        [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
    )
    def test_is_that_of_the_standard(self, second, code):
        assert code_app.code_at(RFC_SECRET, datetime.fromtimestamp(second, UTC)) == code

    @pytest.mark.parametrize("seconds", [-30, 0, 29, 30])
    def test_may_be_half_a_minute_off(self, seconds):
        code = code_app.code_at(RFC_SECRET, AT + timedelta(seconds=seconds))
        assert code_app.step_of(RFC_SECRET, code, moment=AT) == int((AT.timestamp() + seconds) // 30)

    @pytest.mark.parametrize("seconds", [-61, 60, 3600])
    def test_of_another_minute_fits_nothing(self, seconds):
        code = code_app.code_at(RFC_SECRET, AT + timedelta(seconds=seconds))
        assert code_app.step_of(RFC_SECRET, code, moment=AT) is None

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "' OR 1=1", "\x00"])
    def test_that_is_none_fits_nothing(self, typed):
        assert code_app.step_of(RFC_SECRET, typed, moment=AT) is None

    def test_may_be_typed_with_a_space(self):
        code = code_app.code_at(RFC_SECRET, AT)
        assert code_app.step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", moment=AT) is not None


def test_a_secret_is_long_and_each_its_own():
    one, other = code_app.new_secret(), code_app.new_secret()
    assert len(base64.b32decode(one)) == 20
    assert one != other


def test_the_picture_names_the_person_and_the_mark():
    address = urlsplit(code_app.address_of(RFC_SECRET, person="anna@example.com", issuer="Keurtegel"))
    asked = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert (asked["secret"], asked["issuer"]) == ([RFC_SECRET], ["Keurtegel"])
    assert "anna%40example.com" in address.path


def test_a_key_is_read_in_groups_of_four():
    assert code_app.in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"
