"""Hosts that imitate: several alphabets in one name, or another alphabet drawn like ours."""

import idna
import pytest

from members.lookalikes import LOOKALIKE, MIXED, readable, suspicion


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("fietsgoed.nl", ""),
        ("xn--caf-dma.nl", ""),  # café
        ("fiets-2go.nl", ""),
        ("bоl.com", MIXED),  # a Cyrillic o
        ("раураӏ.com", LOOKALIKE),  # wholly Cyrillic
        ("ѕсоре.nl", LOOKALIKE),
        ("магазин.com", ""),  # Russian for shop, and like nothing of ours
        ("ショップ日本.example", ""),
        ("xn--a.nl", ""),  # cannot be decoded: nothing to compare
    ],
)
def test_suspicion(host, said):
    assert suspicion(host) == said
    encoded = host if host.isascii() else idna.encode(host, uts46=True).decode()
    assert suspicion(encoded) == said


def test_readable_shows_letters_for_punycode():
    assert readable("xn--caf-dma.nl") == "café.nl"
    assert readable("fietsgoed.nl") == "fietsgoed.nl"
