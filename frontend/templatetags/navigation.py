"""The shells' navigation, resolved for the page being shown."""

from typing import Any

from django import template

from frontend import navigation as plan

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, room: str) -> list[plan.ShownGroup]:
    """The groups of links of a room ("dashboard" or "desk") for this visitor; see frontend/navigation.py."""
    request = context.get("request")
    counts: dict[str, int] = context.get("counts") or {}
    return plan.show(room, request, counts)


@register.simple_tag(takes_context=True)
def page_tabs(context: template.Context, room: str) -> plan.ShownGroup | None:
    """The tabs of which the page being shown is one, if it is."""
    return plan.tabs(room, context.get("request"), context.get("counts") or {})


@register.simple_tag
def footer() -> list[dict[str, Any]]:
    """The links at the foot of every public page."""
    return plan.footer()
