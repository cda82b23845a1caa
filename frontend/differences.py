"""What a newer text changed in an older one, part by part and word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5  # from here on a part was changed; below it, one went and another came
NEAR = 20  # parts that a new one is compared with
MANY = 1000  # from here on what returns again and again is not matched, or it would take minutes
_WORDS = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True)
class Piece:
    """Some words of a part: "kept", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Part:
    """A paragraph, point or heading that was changed, that went or that came."""

    pieces: tuple[Piece, ...]


def between(old: Sequence[str], new: Sequence[str]) -> list[Part]:
    """The parts that differ, in the order of the text; parts that are the same are left out."""
    found: list[Part] = []
    for kind, old_from, old_to, new_from, new_to in _matcher(old, new).get_opcodes():
        if kind != "equal":
            found += _changed(old[old_from:old_to], new[new_from:new_to])
    return found


def _matcher(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > MANY)


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """Each new part beside the first old one that it is like; what is like nothing went or came."""
    rest = list(old)
    for text in new:
        like = next((each for each in rest[:NEAR] if _is_like(each, text)), None)
        if like is None:
            yield Part((Piece("new", text),))
            continue
        at = rest.index(like)
        yield from (Part((Piece("gone", each),)) for each in rest[:at])
        rest = rest[at + 1 :]
        yield Part(tuple(_pieces(like, text)))
    yield from (Part((Piece("gone", each),)) for each in rest)


def _is_like(old: str, new: str) -> bool:
    matcher = _matcher(_WORDS.findall(old), _WORDS.findall(new))
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for kind, old_from, old_to, new_from, new_to in _matcher(before, after).get_opcodes():
        if kind == "equal":
            yield Piece("kept", "".join(before[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Piece("gone", "".join(before[old_from:old_to]))
        if new_to > new_from:
            yield Piece("new", "".join(after[new_from:new_to]))
