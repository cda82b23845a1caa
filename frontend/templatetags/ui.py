"""The components that take contents or arguments. Their markup is in templates/components/, one file each.

Boxes with contents are block tags; leaves are simple tags or plain includes.
"""

# ruff: noqa: A002, PLR0917  # arguments are written in templates and read as the attributes they become

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.text import slugify
from lucide.templatetags.lucide import lucide

register = template.Library()

TAG_ICONS = {"ok": "check", "warn": "triangle-alert", "bad": "x"}

# The words every state machine of the house shares, and the colour of the tag they get. Others stay neutral.
STATE_KINDS = {
    "ok": "full approved passed paid published settled met active granted used sent reinstated upheld accepted done "
    "recognised delivered answered gone mended cleared agreed remedied",
    "info": "submitted ready in_inspection queued assigned running pending aspirant issued open scheduled shop_first "
    "mediation edited filed plan",
    "warn": "suspended overdue expired unknown must_remove postponed under_review proof_asked waiting hint "
    "unrecognised kept disabled on_hold unanswered reported warned told default notice suspension late asked "
    "termination",
    "bad": "rejected failed refused ended removed not_met misuse declined confirmed fined at_authority written_off "
    "breached collection",
}
KIND_OF_STATE = {state: kind for kind, states in STATE_KINDS.items() for state in states.split()}


def _draw(component: str, **facts: Any) -> SafeString:
    return render_to_string(f"components/{component}.html", facts)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of lucide.dev, hidden from screen readers: the words beside it say it. `size` "l" is twice as large."""
    return _icon(str(name), size)


@functools.cache
def _icon(name: str, size: str) -> SafeString:
    classes = f"icon icon--{size}" if size else "icon"
    attributes: dict[str, Any] = {"class": classes, "aria_hidden": "true", "stroke_width": "1.8"}
    return SafeString(lucide(name, **attributes))


@register.simple_tag
def brand_name() -> str:
    """The brand's name where no context is, as on the page for a server error."""
    return str(settings.BRAND["name"])


@register.simple_tag
def tag(text: str, kind: str = "", icon: str | None = None) -> SafeString:
    """A state in a word plus a shape. `kind` is ok, info, warn, bad or empty; `icon=""` leaves the icon out."""
    return _tag(conditional_escape(text), kind, TAG_ICONS.get(kind, "") if icon is None else icon)


@functools.lru_cache(maxsize=1000)
def _tag(text: SafeString, kind: str, icon: str) -> SafeString:
    """The same few words come back on every row of every list."""
    return _draw("tag", text=text, kind=kind, icon=icon)


@register.simple_tag
def state(thing: Any) -> SafeString:
    """The tag of a thing's `state`, in its own words (`get_state_display`)."""
    return _draw("state_pill", thing=thing, kind=KIND_OF_STATE.get(str(thing.state).lower(), ""))


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    *,
    id: str = "",
    link: str = "",
    link_text: str = "",
    meta: str = "",
    foot: str = "",
    foot_text: str = "",
    flush: bool = False,
    sand: bool = False,
) -> SafeString:
    """A titled box. `flush` for lists and tables that touch the edge; `foot` is a link at the bottom."""
    return _draw(
        "card",
        content=content,
        title=title,
        id=id or slugify(str(title)),
        link=link,
        link_text=link_text,
        meta=meta,
        foot=foot,
        foot_text=foot_text,
        flush=flush,
        sand=sand,
    )


@register.simple_block_tag
def panel(content: str, title: str = "", *, id: str = "") -> SafeString:
    """A quieter card on sand, for what explains rather than acts."""
    return _draw("card", content=content, title=title, id=id or slugify(str(title)), sand=True)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", *, live: bool = False) -> SafeString:
    """A message in the page: info, ok, warn or bad. `live` announces it, for one that answers what was just done."""
    return _draw("notice", content=content, kind=kind, title=title, live=live)


@register.simple_block_tag
def more(content: str, summary: str, *, open: bool = False) -> SafeString:
    """Something to unfold."""
    return _draw("more", content=content, summary=summary, open=open)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A modal dialog, opened by any `<button data-dialog="id">`; a page must also work without it."""
    return _draw("dialog", content=content, id=id, title=title)


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", *, mark: bool = False) -> SafeString:
    """Nothing here yet: what, why, and one action as contents. `mark` draws the tile above it."""
    return _draw("empty", content=content, title=title, text=text, mark=mark)


@register.simple_block_tag
def summary(content: str) -> SafeString:
    """A summary list: `{% fact %}` blocks inside."""
    return _draw("summary_list", content=content)


@register.simple_block_tag
def fact(content: str, label: str, *, link: str = "", link_text: str = "") -> SafeString:
    """One row of a summary list; `link` is its "Change"."""
    return _draw("fact", content=content, label=label, link=link, link_text=link_text)


@register.simple_block_tag
def tasks(content: str) -> SafeString:
    """A task list: `{% task %}` tags inside."""
    return _draw("task_list", content=content)


@register.simple_tag
def task(
    title: str, url: str = "", hint: str = "", tag: str = "", kind: str = "", icon: str | None = None
) -> SafeString:
    """One task: a link, a hint, and its state as a tag on the right. No `url`: it cannot be started yet."""
    icon = TAG_ICONS.get(kind, "") if icon is None else icon
    return _draw("task", title=title, url=url, hint=hint, tag=tag, kind=kind, icon=icon)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """What happened in order: `{% event %}` tags inside."""
    return _draw("timeline", content=content)


@register.simple_tag
def event(text: str, at: datetime | None = None, who: str = "", state: str = "") -> SafeString:
    """One moment of a timeline; `state` is done, now, or empty for what is still to come."""
    return _draw("event", text=text, at=at, who=who, state=state)


@register.simple_tag
def steps(current: int, *names: str) -> SafeString:
    """The steps of a flow, `current` counted from 1."""
    return _draw("steps", current=current, names=names)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Links between parts of one thing: `{% tab %}` tags inside."""
    return _draw("tabs", content=content, label=label)


@register.simple_tag
def tab(text: str, url: str, current: bool = False, count: int | None = None) -> SafeString:
    """One tab; `count` stands behind its words."""
    return _draw("tab", text=text, url=url, current=current, count=count)


@register.simple_tag
def crumbs(*url_and_text: str) -> SafeString:
    """The way back: pairs of URL and words, the page itself left out."""
    return _draw("crumbs", links=list(zip(url_and_text[::2], url_and_text[1::2], strict=True)))


@register.simple_block_tag
def figures(content: str, title: str) -> SafeString:
    """A strip of figures: `{% figure %}` tags inside. The title is heard, not seen."""
    return _draw("figures", content=content, title=title, id=slugify(str(title)))


@register.simple_tag
def figure(
    label: str,
    value: Any,
    unit: str = "",
    change: str = "",
    arrow: str = "",
    good: bool | None = None,
    spark: Sequence[float] = (),
) -> SafeString:
    """One figure: its unit and period, the change in words, an arrow up or down, whether that is good news."""
    return _draw(
        "figure", label=label, value=value, unit=unit, change=change, arrow=arrow, good=good, spark=spark_paths(spark)
    )


def spark_paths(values: Sequence[float]) -> dict[str, str]:
    """The line and the area under it, in a box of 100 by 34."""
    if len(values) < 2:
        return {}
    low, high = min(values), max(values)
    span = (high - low) or 1
    points = [f"{100 * i / (len(values) - 1):.1f} {30 - 26 * (v - low) / span:.1f}" for i, v in enumerate(values)]
    line = "M" + "L".join(points)
    return {"line": line, "area": f"{line}L100 34L0 34Z"}


@register.simple_block_tag
def message(
    content: str, kind: str = "party", *, author: str, role: str = "", at: datetime | None = None, tone: str = ""
) -> SafeString:
    """A message in a conversation: party, me, offer, private or clock (the platform itself)."""
    return _draw("message", content=content, kind=kind, author=author, role=role, at=at, tone=tone)


@register.simple_block_tag
def evidence(content: str, title: str, meta: str = "") -> SafeString:
    """A card of proof: where it was found in the head, the quoted text as contents."""
    return _draw("evidence", content=content, title=title, meta=meta)


@register.simple_block_tag
def dock(content: str, label: str, note: str = "") -> SafeString:
    """The bar where the decision is taken, always at the foot of the work."""
    return _draw("dock", content=content, label=label, note=note)


@register.simple_block_tag
def certificate(content: str, name: str, opening: str, closing: str = "") -> SafeString:
    """The framed, printable certificate; the facts are its contents."""
    return _draw("certificate", content=content, name=name, opening=opening, closing=closing)


@register.simple_block_tag
def table(content: str, caption: str, *, seen: bool = False) -> SafeString:
    """A table that scrolls in its own box; `seen` shows the caption, which is always heard."""
    return _draw("table", content=content, caption=caption, seen=seen)


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, field: str, words: str, numeric: bool = False) -> SafeString:
    """A column head that sorts by `?sort=field`, and backwards when it already does; keeps the filters."""
    query: QueryDict = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{field}" if now == field else field
    query.pop("after", None)  # another order has another first page
    direction = {field: "ascending", f"-{field}": "descending"}.get(now, "")
    return _draw("sort_header", words=words, url=f"?{query.urlencode()}", direction=direction, numeric=numeric)
