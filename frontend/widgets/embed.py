"""The code a shop pastes into its pages. Link and picture stand inside the element, for pages without script."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from frontend.widgets import wording
from frontend.widgets.card import ShopCard
from frontend.widgets.facts import card_for, installed_mark
from frontend.widgets.publish import VERSION, widget_script
from keurmerk import links
from members.models import Shop

SIZES = {"seal": (148, 160), "badge": (220, 72), "reviews": (288, 232)}  # pixels, reserved before the script is there
OPTIONS = ("theme", "accent", "layout", "side", "size")
LARGE = 1.25  # times as large, as in w.js


def script() -> SafeString:
    """Once per page. Pinned to one version: the browser refuses anything but exactly these bytes."""
    return format_html(
        '<script type="module" async crossorigin src="{}" integrity="{}"></script>', pinned_address(), integrity()
    )


def following_script() -> SafeString:
    """The same, but it follows the latest 1.x; so without integrity."""
    return format_html('<script type="module" async crossorigin src="{}"></script>', following_address())


def pinned_address() -> str:
    return links.absolute(f"/w/{VERSION}/w.js")


def following_address() -> str:
    return links.absolute("/w/1/w.js")


def integrity() -> str:
    """The fingerprint of the pinned script, as browsers check it (Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(widget_script()).digest()).decode()


def code(kind: str, shop: Shop, *, now: datetime, language: str = "nl", **options: str) -> SafeString:
    """Script and element for one shop, ready to paste. Load the shop with `with_standing()`."""
    return code_for(kind, card_for(shop, now), options, language=language)


def code_for(
    kind: str, card: ShopCard, options: Mapping[str, str], *, language: str = "nl", following: bool = False
) -> SafeString:
    """The same for who has the card already; `following` takes improvements by itself and pins nothing."""
    first = following_script() if following else script()
    return format_html("{}\n{}", first, element(kind, card, told(card, language), language=language, **options))


def injected(
    kind: str, card: ShopCard, options: Mapping[str, str], *, language: str = "nl", following: bool = False
) -> SafeString:
    """For a tag manager, which runs scripts but places no elements: it adds both at the end of the page's footer."""
    own = element(kind, card, told(card, language), language=language, **options)
    facts = {"src": following_address()} if following else {"src": pinned_address(), "integrity": integrity()}
    lines = [f"  script.{name} = {_quoted(value)};" for name, value in facts.items()]
    place = '(document.querySelector("footer") || document.body)'
    code = [
        "<script>",
        "(function () {",
        '  var script = document.createElement("script");',
        '  script.type = "module";',
        '  script.crossOrigin = "anonymous";',
        *lines,
        "  document.head.appendChild(script);",
        f'  {place}.insertAdjacentHTML("beforeend", {_quoted(own)});',
        "})();",
        "</script>",
    ]
    return mark_safe("\n".join(code))  # every value went through _quoted


def _quoted(text: str) -> str:
    """As a string of JavaScript that cannot end the script it stands in."""
    return json.dumps(str(text), ensure_ascii=False).replace("<", "\\u003c")


def told(card: ShopCard, language: str) -> str:
    """What the picture says, for who cannot see it."""
    with translation.override("nl" if language == "nl" else "en"):
        return f"{installed_mark().name}: {wording.told(card)}"


def element(kind: str, card: ShopCard, told: str, *, language: str = "nl", **options: str) -> SafeString:
    """`kind` is seal, badge, reviews or sidebar; `told` the sentence for who cannot see the picture.

    Options: theme (dark, auto), accent (#rrggbb), layout (grid), side (left), size (l, of a seal or a badge).
    """
    given = format_html_join("", ' {}="{}"', [(name, options[name]) for name in OPTIONS if options.get(name)])
    opening = format_html('<keur-{} shop="{}" lang="{}"{}>', kind, card.id, language, given)
    inside = _fallback(kind, card, told, language, options.get("size", "")) if kind in SIZES else ""
    code = format_html("{}{}</keur-{}>", opening, inside, kind)
    return format_html("<div>{}</div>", code) if kind == "reviews" else code  # it will take the whole width


def frame(card: ShopCard, told: str, *, language: str = "nl") -> SafeString:
    """For platforms that forbid scripts: the same picture and link, in a page of ours."""
    width, height = SIZES["reviews"]
    suffix = "" if language == "nl" else ".en"
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" referrerpolicy="origin"></iframe>',
        links.absolute(f"/w/frame/{card.id}{suffix}.html"),
        width,
        height,
        told,
    )


def _fallback(kind: str, card: ShopCard, told: str, language: str, size: str) -> SafeString:
    suffix = "" if language == "nl" else ".en"
    width, height = (round(side * (LARGE if size == "l" else 1)) for side in SIZES[kind])
    return format_html(
        '<a href="{}{}#{}"><img src="{}" width="{}" height="{}" alt="{}"></a>',
        card.certificate,
        suffix,
        card.host,
        links.absolute(f"/w/{kind}/{card.id}{suffix}.svg"),
        width,
        height,
        told,
    )
