"""The guides of one point: `{% for guide in guides|about:finding.criterion.code %}`."""

from django import template

from frontend.guides import Guides
from inspections.models import Article

register = template.Library()


@register.filter
def about(guides: Guides | None, code: str) -> list[Article]:
    """None where the page gathered none (frontend/guides.py)."""
    return (guides or {}).get(code, [])
