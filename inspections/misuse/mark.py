"""What our mark looks like, for who looks for copies of it: name, address, drawing and picture."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typst
from django.conf import settings
from django.contrib.staticfiles import finders

from inspections.misuse.likeness import hashes

_PATH = re.compile(r"<path[^>]*?\sd=\"([^\"]+)\"")


@dataclass(frozen=True)
class OurMark:
    """`drawing` are the paths of the mark as SVG, without spaces; `likenesses` the hashes of its picture."""

    name: str
    site: str
    drawing: frozenset[str]
    likenesses: tuple[int, ...]

    @property
    def host(self) -> str:
        return urlsplit(self.site).netloc


def our_mark() -> OurMark:
    """The mark of this installation."""
    drawing, likenesses = _picture()
    return OurMark(settings.BRAND["name"], settings.SITE_URL, drawing, likenesses)


@lru_cache(maxsize=1)
def _picture() -> tuple[frozenset[str], tuple[int, ...]]:
    found = finders.find("images/mark.svg")
    if not isinstance(found, str):
        raise FileNotFoundError("images/mark.svg")
    svg = Path(found).read_text(encoding="utf-8")
    return frozenset(paths(svg)), hashes(as_png(svg))[:1]


def paths(svg: str) -> list[str]:
    """The longer paths of a drawing, without spaces: a short one may be in any picture."""
    return [path for found in _PATH.findall(svg) if len(path := re.sub(r"[\s,]+", "", found)) >= 12]


def as_png(svg: str, *, side: int = 192) -> bytes:
    """A drawing as pixels."""
    page = f"#set page(width: {side}pt, height: {side}pt, margin: 0pt)\n#image(bytes(sys.inputs.mark), width: 100%)"
    rendered: Any = typst.compile(page.encode(), format="png", ppi=72, sys_inputs={"mark": svg})
    return bytes(rendered)
