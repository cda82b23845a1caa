"""Articles in Markdown as HTML for our pages: no raw HTML, no pictures, every heading with an address. Pure.

CommonMark with tables. The page has the first heading already, so the text starts at the second level. Links to
elsewhere ask search engines to give nothing for them.
"""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

MANY = 4  # headings that ask for a table of contents
DEEPEST = 6


@dataclass(frozen=True)
class Heading:
    """One that the table of contents names: its words and its address in the page."""

    words: str
    id: str


@dataclass(frozen=True)
class Prose:
    """The text for the page, and its headings of the second level."""

    html: SafeString
    headings: list[Heading] = field(default_factory=list)

    @property
    def contents(self) -> list[Heading]:
        """What stands on top of a long text; nothing for a short one."""
        return self.headings if len(self.headings) >= MANY else []


def read(markdown: str, *, host: str, prefix: str = "text") -> Prose:
    """The HTML of `markdown` as a site at `host` may show it, whoever wrote it.

    `prefix` begins every address of a heading: another one for each text on a page.
    """
    facts: dict[str, Any] = {"host": host}
    tokens = _READER.parse(markdown, facts)
    headings = _with_addresses(tokens, prefix)
    html = _READER.renderer.render(tokens, _READER.options, facts)
    return Prose(mark_safe(html), headings)  # the reader escapes whatever it does not write itself


def _with_addresses(tokens: Sequence[Token], prefix: str) -> list[Heading]:
    """Gives each heading an id that no other has; those of the second level are returned."""
    taken: set[str] = set()
    found = []
    for opening, inside, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        words = _words(inside)
        level = min(DEEPEST, max(2, int(opening.tag[1:])))
        opening.tag = closing.tag = f"h{level}"
        opening.attrSet("id", _free(f"{prefix}-{slugify(words) or 'part'}", taken))
        if level == 2:
            found.append(Heading(words, str(opening.attrGet("id"))))
    return found


def _words(inside: Token) -> str:
    return "".join(each.content for each in inside.children or [] if each.type in {"text", "code_inline"})


def _free(wanted: str, taken: set[str]) -> str:
    number, given = 1, wanted
    while given in taken:
        number += 1
        given = f"{wanted}-{number}"
    taken.add(given)
    return given


def _leads_away(address: str, host: str) -> bool:
    """What cannot be read is not ours."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return parts.netloc != host and bool(parts.netloc or parts.scheme in {"http", "https"})


def _link(self: Any, tokens: Sequence[Token], at: int, options: Any, facts: MutableMapping[str, Any]) -> str:
    link = tokens[at]
    if _leads_away(str(link.attrGet("href")), facts["host"]):
        link.attrSet("rel", "nofollow noopener external")
    return str(self.renderToken(tokens, at, options, facts))


def _table(self: Any, tokens: Sequence[Token], at: int, options: Any, facts: MutableMapping[str, Any]) -> str:
    """Scrolls in its own box, as components/table.html does."""
    return f'<div class="tablebox" tabindex="0" role="group" aria-label="{escape(_("Table"))}"><table class="table">\n'


def _end_of_table(self: Any, tokens: Sequence[Token], at: int, options: Any, facts: MutableMapping[str, Any]) -> str:
    return "</table></div>\n"


def _cell(self: Any, tokens: Sequence[Token], at: int, options: Any, facts: MutableMapping[str, Any]) -> str:
    """The alignment that Markdown can ask for would be an inline style, which the content policy forbids."""
    return '<th scope="col">' if tokens[at].tag == "th" else "<td>"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    rules = {"link_open": _link, "table_open": _table, "table_close": _end_of_table, "th_open": _cell, "td_open": _cell}
    for name, rule in rules.items():
        reader.add_render_rule(name, rule)
    return reader


_READER = _reader()
