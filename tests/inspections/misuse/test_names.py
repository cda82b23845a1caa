"""A name that only looks like ours passes for it; another word does not."""

import pytest

from inspections.misuse.names import named


@pytest.mark.parametrize(
    "words", ["Keurtegel", "KEURTEGEL", "Keur-tegel", "keur tegel", "K\u0435urt\u0435gel", "Keurtege1", "Keürtegel"]
)
def test_what_a_reader_takes_for_our_name_is_found(words):
    assert named("Keurtegel").search(f"Lid van {words}.")


@pytest.mark.parametrize("words", ["keurtegels", "keurmerk", "tegel", "gekeurtegel", "keur, tegel"])
def test_another_word_is_not(words):
    assert not named("Keurtegel").search(f"Lid van {words}.")
