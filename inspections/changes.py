"""What went from a page and what came, in its own sentences. Pure."""

import re
from difflib import SequenceMatcher

MOST_PIECES = 12
LONGEST = 400  # characters of a piece
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")


def changed(before: str, after: str) -> list[tuple[str, str]]:
    """("-" or "+", words) for what is only in one of the two, in the order of the page; nothing when they are alike."""
    old, new = _SENTENCE.split(before), _SENTENCE.split(after)
    pieces: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            pieces += [("-", " ".join(old[i:j]))] if j > i else []
            pieces += [("+", " ".join(new[k:m]))] if m > k else []
    return [(sign, words[:LONGEST]) for sign, words in pieces if words.strip()][:MOST_PIECES]
