"""Only a proxy of ours is believed when it says who asks."""

import pytest

from keurmerk.proxy import BehindProxy


def asked_by(address: str, told: str = "") -> str:
    seen = []
    application = BehindProxy(lambda environ, _: seen.append(environ["REMOTE_ADDR"]) or [], ["127.0.0.1"])
    application({"REMOTE_ADDR": address, **({"HTTP_X_FORWARDED_FOR": told} if told else {})}, None)
    return seen[0]


@pytest.mark.parametrize(
    ("address", "told", "seen"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.9", "203.0.113.7", "198.51.100.9"),
    ],
)
def test_the_visitor_is_who_a_trusted_proxy_says(address, told, seen):
    assert asked_by(address, told) == seen
