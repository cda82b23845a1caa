"""Charts as SVG written by the server: nothing to load, printable, and always with the table behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()

WIDTH, TOP, FLOOR, LEFT = 640, 12, 202, 34
ROUND_STEPS = (1, 2, 5)


@register.simple_tag
def bar_chart(title: str, rows: Sequence[Sequence[Any]], text: str, heads: Sequence[str] = ()) -> SafeString:
    """Bars with the last one stressed. `rows` are (label, number, ...more cells for the table); `text` says it all."""
    values = [float(row[1]) for row in rows]
    step, top = scale(max(values, default=0))
    facts = {"title": title, "text": text, "heads": heads, "rows": rows, "id": slugify(str(title))}
    drawn = {"bars": bars(rows, top), "lines": gridlines(step, top)}
    return render_to_string("components/bar_chart.html", facts | drawn)


def scale(highest: float) -> tuple[int, int]:
    """A round step and top for an axis of at most four lines above zero: 104 gives steps of 50 up to 150."""
    step, decade = 1, 1
    while step * 3 < highest:
        step = next((decade * n for n in ROUND_STEPS if decade * n > step), decade * 10)
        decade = decade * 10 if step == decade * 10 else decade
    return step, max(step, -(-int(highest) // step) * step)


def bars(rows: Sequence[Sequence[Any]], top: int) -> list[dict[str, Any]]:
    """Where each bar stands, in the units of the drawing."""
    pitch = (WIDTH - LEFT) / max(len(rows), 1)
    drawn = []
    for index, row in enumerate(rows):
        height = (FLOOR - TOP) * float(row[1]) / top
        left = LEFT + pitch * (index + 0.2)
        box = {"x": left, "y": FLOOR - height, "width": pitch * 0.6, "height": height, "middle": left + pitch * 0.3}
        drawn.append(
            {key: f"{value:.1f}" for key, value in box.items()}
            | {"label": row[0], "above": f"{FLOOR - height - 8:.1f}", "sparse": (len(rows) - 1 - index) % 3}
        )
    return drawn


def gridlines(step: int, top: int) -> list[dict[str, str]]:
    """The horizontal lines with their number."""
    heights = ((value, FLOOR - (FLOOR - TOP) * value / top) for value in range(0, top + 1, step))
    return [{"value": str(value), "y": f"{y:.1f}", "text_y": f"{y + 4:.1f}"} for value, y in heights]


@register.simple_tag
def distribution(counts: Mapping[Any, int], url: str = "") -> SafeString:
    """How many reviews gave 5, 4, 3, 2 and 1 stars, as bars; with `url`, each row links to `url?stars=n`."""
    numbers = {n: int(counts.get(n, counts.get(str(n), 0))) for n in range(5, 0, -1)}
    total = sum(numbers.values()) or 1
    rows = [{"stars": n, "count": count, "share": f"{100 * count / total:.1f}"} for n, count in numbers.items()]
    return render_to_string("components/distribution.html", {"rows": rows, "url": url})
