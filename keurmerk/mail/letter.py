"""One text file per letter and language: the first line is the subject, the rest is the letter.

The HTML is made from the same text. A paragraph of `[label](address)` alone becomes a button, several of them below
each other a row of stars to choose from, lines that start with `- ` a list, lines that start with `> ` a quotation,
a line that starts with `# ` a heading.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

_BUTTON = re.compile(r"^\[(?P<text>[^\]]+)\]\((?P<url>https?://[^\s)]+)\)$")
_SUBJECT = re.compile(r"^(?:Onderwerp|Subject): *")
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, minify_css=True)


@dataclass(frozen=True)
class Letter:
    """A rendered letter, ready to be remembered and sent."""

    subject: str
    text: str
    html: str


def template_of(letter: str, language: str) -> str:
    """`billing/invoice` in Dutch is `billing/mail/invoice.nl.txt`."""
    app, _, name = letter.partition("/")
    return f"{app}/mail/{name}.{language}.txt"


def render(letter: str, language: str, facts: Mapping[str, Any]) -> Letter:
    """Raises TemplateDoesNotExist for a letter or language we do not have."""
    context = {"brand": settings.BRAND, "language": language, **facts}
    with translation.override(language):
        source = engines["letters"].get_template(template_of(letter, language)).render(dict(context))
        first, _, body = source.strip().partition("\n")
        subject = " ".join(_SUBJECT.sub("", first).split())
        paragraphs = list(_paragraphs(body))
        html = render_to_string("mail/layout.html", {**context, "subject": subject, "paragraphs": paragraphs})
    return Letter(subject=subject, text=_as_text(body), html=_INLINER.inline(html))


def _paragraphs(body: str) -> list[dict[str, Any]]:
    blocks = re.split(r"\n\s*\n", body.strip())
    return [_paragraph([line.strip() for line in block.strip().splitlines()]) for block in blocks if block.strip()]


def _paragraph(lines: list[str]) -> dict[str, Any]:
    buttons = [found.groupdict() for line in lines if (found := _BUTTON.match(line))]
    if len(buttons) == len(lines):
        return {"kind": "stars", "items": buttons} if len(buttons) > 1 else {"kind": "button", **buttons[0]}
    if len(lines) == 1 and lines[0].startswith("# "):
        return {"kind": "heading", "text": lines[0][2:]}
    if all(line.startswith("- ") for line in lines):
        return {"kind": "list", "items": [line[2:] for line in lines]}
    if all(line.startswith(">") for line in lines):
        return {"kind": "quote", "text": "\n".join(line[1:].strip() for line in lines)}
    return {"kind": "p", "text": "\n".join(lines)}


def _as_text(body: str) -> str:
    lines = (_BUTTON.sub(r"\g<text>:\n\g<url>", line.strip()) for line in body.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
