"""One spelling per host (terms 5.7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.hosts import NotAHost, host_of


@pytest.mark.rule("5.7")
@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.fietsgoed.nl/winkel?x=1#a", "fietsgoed.nl"),
        ("FIETSGOED.NL", "fietsgoed.nl"),
        ("fietsgoed.nl.", "fietsgoed.nl"),
        ("http://fïets.nl", "xn--fets-5pa.nl"),
        ("https://shop.fietsgoed.nl", "shop.fietsgoed.nl"),
        ("https://fietsgoed.nl:443/", "fietsgoed.nl"),
        ("http://127.0.0.1:8101/", "127.0.0.1:8101"),
    ],
)
def test_a_host_has_one_spelling(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize("address", ["fietsgoed", "https://", "", "https://-.nl", "https://a..nl", "http://[::1"])
def test_what_is_no_host_is_refused(address):
    with pytest.raises(NotAHost):
        host_of(address)


@given(st.text(max_size=40))
def test_nonsense_is_refused_and_never_breaks(text):
    try:
        host = host_of(text)
    except NotAHost:
        return
    assert host_of(host) == host
