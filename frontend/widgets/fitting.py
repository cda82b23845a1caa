"""How wide is a text in a picture? A picture cannot ask the browser, so this reckons with the widths of Arial."""

import unicodedata
from dataclasses import dataclass

_NARROW, _SLIM, _WIDE = set("ijlI.,:;'|!·"), set('ftr()[]-/ "'), set("mwMW@%&Æ—…")
_BOLD = 1.07


@dataclass(frozen=True, slots=True)
class Fitted:
    """A line that fits its room: perhaps smaller, perhaps cut off."""

    text: str
    size: int


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels, on the safe side."""
    return sum(_advance(letter) for letter in text) * size * (_BOLD if bold else 1.0)


def _advance(letter: str) -> float:
    if letter in _NARROW:
        return 0.29
    if letter in _SLIM:
        return 0.37
    if letter in _WIDE:
        return 1.0
    if unicodedata.east_asian_width(letter) in {"W", "F"} or ord(letter) > 0xFFFF:
        return 1.2
    if unicodedata.combining(letter):
        return 0.0
    return 0.72 if letter.isupper() else 0.58


def fit(text: str, room: float, sizes: tuple[int, ...], *, bold: bool = False) -> Fitted:
    """The text in the largest of `sizes` in which it fits `room` pixels; in the last one it is cut off."""
    for size in sizes:
        if len(text) < room and width(text, size, bold=bold) <= room:
            return Fitted(text, size)
    return Fitted(cut(text, room, sizes[-1], bold=bold), sizes[-1])


def cut(text: str, room: float, size: int, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis behind it."""
    if len(text) * size * 0.29 <= room and width(text, size, bold=bold) <= room:
        return text
    left = room - width("…", size, bold=bold)
    for at, letter in enumerate(text):
        left -= width(letter, size, bold=bold)
        if left < 0:
            return text[:at].rstrip() + "…"
    return text


def wrap(text: str, room: float, size: int, lines: int) -> list[str]:
    """The text over at most `lines` lines, the last of which is cut off when there is more."""
    words = text.split()[: int(room)]
    found: list[str] = []
    while words and len(found) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        found.append(cut(line, room, size))
    return [*found, cut(" ".join(words), room, size)] if words else found
