"""Stars: a score as shapes, as a number, and as a sentence. A shown score is never rounded up."""

import functools
from decimal import ROUND_FLOOR, Decimal

from babel.numbers import format_decimal
from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

register = template.Library()

Score = Decimal | float | int | None


@register.filter
def star_shapes(score: Score) -> list[str]:
    """Five shapes, "full", "half" or "empty"; a half star begins at .25 and becomes a full one at .75."""
    halves = int((Decimal(str(score or 0)) * 4 + 1) // 2)
    return ["full" if halves >= 2 * n else "half" if halves == 2 * n - 1 else "empty" for n in range(1, 6)]


@register.simple_tag
@functools.cache
def star(shape: str) -> SafeString:
    """One of the three shapes, drawn once: a page of reviews has a hundred of them."""
    return render_to_string("components/star.html", {"shape": shape})


@register.filter
def score(value: Score) -> str:
    """The score with one decimal, cut off rather than rounded: 4.69 is "4,6". A whole score of one person is "4"."""
    if value is None or value == "":
        return ""
    if isinstance(value, int):
        return str(value)
    shown = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_FLOOR)
    return format_decimal(shown, "0.0", locale=get_language() or "nl")


@register.filter
def star_words(value: Score) -> str:
    """The sentence a screen reader gets for the shapes: "4,6 van 5 sterren"."""
    return gettext("%(score)s out of 5 stars") % {"score": score(value)}


@register.filter
def share(value: Decimal | None) -> str:
    """A share between 0 and 1 as a percentage, cut off like a score: 0.929 is "92%"."""
    return "" if value is None else f"{int(value * 100)}%"
