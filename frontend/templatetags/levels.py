"""Horizontal bars, one below the other: parts of a score, words, and the funnel. As SVG with the numbers in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()

WIDTH, PITCH, TALL, WORDS = 640, 62, 18, 26  # per row: all of it, the bar, and the room for words above


@dataclass(frozen=True)
class Level:
    """One bar: its words on the left, its number as text on the right, its length between 0 and 1.

    `ground` is a paler length behind it: what there was before, or what the bar is a part of. `mark` is a line across.
    `band` is a range to compare with, such as from the lower to the upper quarter of others.
    """

    words: str
    shown: str
    length: float
    ground: float | None = None
    mark: float | None = None
    band: tuple[float, float] | None = None


@register.simple_tag
def levels(
    title: str, text: str, bars: Sequence[Level], heads: Sequence[str] = (), rows: Sequence[Sequence[Any]] = ()
) -> SafeString:
    """`text` says what the drawing shows; `heads` and `rows` are its table."""
    facts = {"id": slugify(str(title)), "title": title, "text": text, "heads": heads, "rows": rows}
    drawn = {"levels": [row(level, index) for index, level in enumerate(bars)], "height": PITCH * len(bars)}
    return render_to_string("components/levels.html", facts | drawn)


def row(level: Level, index: int) -> dict[str, str]:
    """Where the parts of one row stand, in the units of the drawing."""
    top = PITCH * index + WORDS
    drawn = {"words": level.words, "shown": level.shown, "text_y": str(top - 8), "y": str(top), "tall": str(TALL)}
    drawn["width"] = _along(level.length)
    drawn["ground"] = _along(level.ground) if level.ground is not None else ""
    if level.mark is not None:
        drawn |= {"mark": _along(level.mark), "mark_y": str(top - 4), "mark_end": str(top + TALL + 4)}
    if level.band:
        drawn |= {"band": _along(level.band[0]), "band_width": _along(level.band[1] - level.band[0])}
    return drawn


def _along(part: float) -> str:
    return f"{WIDTH * min(1.0, max(0.0, part)):.1f}"
