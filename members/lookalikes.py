"""Hosts that look like another one: letters of several alphabets in one name, or of another that look like ours."""

from unicodedata import name as name_of

import idna

MIXED, LOOKALIKE = "mixed_scripts", "lookalike"
_TOGETHER = {"HIRAGANA", "KATAKANA", "CJK"}  # Japanese is written in all of these
# Letters of Cyrillic and Greek that most fonts draw as a Latin one.
_LATIN_LOOKING = frozenset("асеһіјӏорԛѕԝхуνοαρτυικ")


def readable(host: str) -> str:
    """A host as people read it; what cannot be decoded stays as it is."""
    try:
        return ".".join(idna.decode(label) if label.startswith("xn--") else label for label in host.split("."))
    except idna.IDNAError:
        return host


def suspicion(host: str) -> str:
    """MIXED, LOOKALIKE, or nothing. A name wholly in another alphabet is no sign by itself."""
    for label in readable(host).split("."):
        letters = [letter for letter in label if letter.isalpha()]
        scripts = {name_of(letter, "?").split()[0] for letter in letters}
        if len(scripts) > 1 and not scripts <= _TOGETHER:
            return MIXED
        if letters and not label.isascii() and all(letter in _LATIN_LOOKING for letter in letters):
            return LOOKALIKE
    return ""
