"""A score through time: its line above, how many reviews it is of below, as SVG with the numbers in a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from frontend.templatetags.chart import scale

register = template.Library()

WIDTH, LEFT = 640, 34
TOP, FLOOR = 12, 152  # of the line: five and one
BARS_TOP, BARS_FLOOR = 184, 256
MOST_LETTERS = 64  # below the drawing, spaces included; a third of the words in a narrow one
MOST_DOTS = 13
LOWEST, HIGHEST = 1, 5

Point = tuple[float, float]


@dataclass(frozen=True)
class Step:
    """One step of time: its words below the drawing, the score if there is one, the count, and the score before."""

    words: str
    score: float | None
    count: int
    before: float | None = None


@register.simple_tag
def trend(
    title: str,
    text: str,
    steps: Sequence[Step],
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    before: str = "",
) -> SafeString:
    """`text` says what the drawing shows; `heads` and `rows` are its table; `before` names the dashed line, if any."""
    spots = centres(len(steps))
    line = runs((x, step.score) for x, step in zip(spots, steps, strict=True))
    was = runs((x, step.before) for x, step in zip(spots, steps, strict=True))
    facts = {
        "id": slugify(str(title)), "title": title, "text": text, "heads": heads, "rows": rows,
        "before": before if was else "",
        "line": "".join(path(run) for run in line), "area": "".join(area(run) for run in line),
        "was": "".join(path(run) for run in was), "dots": dots(line, len(steps)), "bars": bars(spots, steps),
        "scores": [{"value": n, "y": f"{height(n):.1f}"} for n in range(LOWEST, HIGHEST + 1)],
        "most": most(steps), "words": words(spots, steps),
    }  # fmt: skip
    return render_to_string("components/trend.html", facts)


def centres(count: int) -> list[float]:
    """Where each step stands, from left to right."""
    pitch = (WIDTH - LEFT) / max(count, 1)
    return [LEFT + pitch * (index + 0.5) for index in range(count)]


def height(score: float) -> float:
    """How far down a score is drawn."""
    return FLOOR - (FLOOR - TOP) * (score - LOWEST) / (HIGHEST - LOWEST)


def runs(points: Iterable[tuple[float, float | None]]) -> list[list[Point]]:
    """The points as they follow each other: where nobody wrote, the line is broken."""
    grouped: Iterator[tuple[bool, Iterator[tuple[float, float | None]]]] = groupby(points, key=lambda p: p[1] is None)
    return [[(x, height(score)) for x, score in run if score is not None] for empty, run in grouped if not empty]


def path(run: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)


def area(run: Sequence[Point]) -> str:
    """What lies between the line and the lowest score; nothing under a point by itself."""
    if len(run) < 2:
        return ""
    return f"{path(run)}L{run[-1][0]:.1f} {FLOOR}L{run[0][0]:.1f} {FLOOR}Z"


def dots(line: Sequence[Sequence[Point]], steps: int) -> list[dict[str, str]]:
    """A dot on each point where there are few; else on the last, and on those that no line leads to."""
    shown = [point for run in line for point in run if steps <= MOST_DOTS or len(run) == 1]
    shown += [line[-1][-1]] if line and line[-1][-1] not in shown else []
    return [{"x": f"{x:.1f}", "y": f"{y:.1f}"} for x, y in shown]


def bars(spots: Sequence[float], steps: Sequence[Step]) -> list[dict[str, str]]:
    """How many reviews each score is of."""
    _step, top = scale(max((step.count for step in steps), default=0))
    width = min(30.0, (WIDTH - LEFT) / max(len(steps), 1) * 0.6)
    drawn = []
    for x, step in zip(spots, steps, strict=True):
        high = (BARS_FLOOR - BARS_TOP) * step.count / top
        box = {"x": x - width / 2, "y": BARS_FLOOR - high, "width": width, "height": high}
        drawn.append({name: f"{value:.1f}" for name, value in box.items()})
    return drawn


def most(steps: Sequence[Step]) -> dict[str, str]:
    """The axis of the bars: nothing, and the round number that is at least the most."""
    _step, top = scale(max((step.count for step in steps), default=0))
    return {"value": str(top), "top": f"{BARS_TOP}", "floor": f"{BARS_FLOOR}"}


def words(spots: Sequence[float], steps: Sequence[Step]) -> list[dict[str, Any]]:
    """What stands below: one step in so many, counted from the last, and of those a third in a narrow drawing."""
    longest = max((len(step.words) for step in steps), default=0)
    every = max(1, ceil(len(steps) * (longest + 1.5) / MOST_LETTERS))
    back = [(len(steps) - 1 - index, x, step.words) for index, (x, step) in enumerate(zip(spots, steps, strict=True))]
    chosen = [(from_end // every, x, said) for from_end, x, said in back if from_end % every == 0]
    return [{"x": f"{x:.1f}", "words": said, "sparse": number % 3 != 0} for number, x, said in chosen]
