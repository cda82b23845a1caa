"""A page of a shop as the probes read it: its text on one line, with every offset kept.

All text has had the normalisation of checklist 3.8, so a quote is an exact substring of `Page.text`
and `start` is its offset there.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import NamedTuple

from bs4 import BeautifulSoup

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "\u00ad": None, "\u200b": None, "\ufeff": None})
LONGEST_QUOTE = 320

# A full stop ends a sentence unless it belongs to one of these, or to a number, a letter of a list or an initial.
ABBREVIATIONS = (
    "art|artt|nr|tel|incl|excl|bijv|bv|ca|evt|resp|mr|dhr|mevr|drs|ing|ir|max|min|jl|no|vgl|zgn|zgn|m.b.t|m.u.v|o.a"
    "|d.w.z|e.d|i.v.m|t.a.v|t.b.v|t.o.v|n.a.v|k.v.k|b.v|n.v|v.o.f|c.v|b.t.w|p.o|e.g|i.e|etc|ltd|inc|co|st|mrs|ms"
)
SENTENCE_END = re.compile(r"(?<!\b\w)(?<!\b(?:\d))[.!?]+[\"')\]]*\s+(?=[\"'(\[*\-–•]*[A-Z0-9À-Ý])|;\s+", re.UNICODE)
ABBREVIATED = re.compile(rf"(?:^|[\s(\"'])(?:{ABBREVIATIONS.replace('.', chr(92) + '.')})$", re.IGNORECASE)


class Kind(StrEnum):
    """What a page of a shop is for; the names of `preinspect --kind` and four more."""

    HOME = "home"
    CONTACT = "contact"
    TERMS = "terms"
    PRIVACY = "privacy"
    RETURNS = "returns"
    DELIVERY = "delivery"
    COMPLAINTS = "complaints"
    COOKIES = "cookies"
    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"
    OTHER = "other"


class Link(NamedTuple):
    """A link of a page: the absolute address and the words a visitor reads."""

    url: str
    text: str


@cache
def pattern(source: str) -> re.Pattern[str]:
    """The compiled form of a signal: case-insensitive, as the checklist wants."""
    return re.compile(source, re.IGNORECASE)


def literal(words: str) -> str:
    """A signal that finds exactly these words, however they are spaced."""
    return re.escape(words).replace(r"\ ", r"\s+")


def normalise(text: str) -> str:
    """Checklist 3.8: NFKC, soft hyphens out, line breaks and runs of space to one space, double quotes alike."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(QUOTES).split())


@dataclass(frozen=True, eq=False)
class Page:
    """One page or document. `breaks` are the offsets where a block starts, `chrome` the spans of header and footer."""

    url: str
    kind: Kind
    text: str
    html: str = ""
    breaks: tuple[int, ...] = (0,)
    chrome: tuple[tuple[int, int], ...] = ()
    headings: frozenset[int] = frozenset()
    title: str = ""
    language: str = ""
    links: tuple[Link, ...] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None

    @cached_property
    def whole(self) -> "Passage":
        """Everything on the page, header and footer included."""
        return Passage(self, 0, len(self.text))

    @cached_property
    def content(self) -> "Passage":
        """The page without header, navigation and footer: the longest stretch between them."""
        edges = [0, *(edge for span in sorted(self.chrome) for edge in span), len(self.text)]
        gaps = [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
        start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
        return Passage(self, start, max(end, start))

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed HTML, for probes that look at controls rather than words."""
        return BeautifulSoup(self.html, "lxml")

    @cached_property
    def blocks(self) -> tuple["Passage", ...]:
        """Paragraphs, list items, headings and lines, in order."""
        ends = (*self.breaks[1:], len(self.text))
        return tuple(Passage(self, start, end).trimmed() for start, end in zip(self.breaks, ends, strict=True))

    @cached_property
    def sentences(self) -> tuple["Passage", ...]:
        """Sentences, never longer than a block."""
        return tuple(sentence for block in self.blocks for sentence in _sentences_of(block))

    def is_heading(self, block: "Passage") -> bool:
        """An HTML heading, or a short line of plain text that is set like one."""
        if self.headings:
            return block.start in self.headings
        words = block.text.split()
        if (
            not words
            or len(block.text) > 110
            or block.text[-1] in ".;,:"
            or pattern(r"^\W|:\s|@|\(\*\)").search(block.text)
        ):
            return False
        numbered = pattern(r"(artikel|article|bijlage|annex|appendix|hoofdstuk|chapter|§)\b|\d+\.? +(?-i:[A-Z])")
        return bool(numbered.match(block.text)) or block.text.isupper() or len(words) <= 7


@dataclass(frozen=True)
class Passage:
    """A stretch of a page's text: a word, a sentence, a section or the whole."""

    page: Page = field(repr=False)
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.page.text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def trimmed(self) -> "Passage":
        """Without space at either end."""
        text = self.text
        left = len(text) - len(text.lstrip())
        return Passage(self.page, self.start + left, self.start + max(left, len(text.rstrip())))

    def find(self, source: str, *, group: int = 0) -> "Passage | None":
        """The first match of a signal within this passage."""
        return next(self.find_all(source, group=group), None)

    def find_all(self, source: str, *, group: int = 0) -> Iterator["Passage"]:
        """Every match of a signal within this passage; `^` is where the passage starts."""
        for match in pattern(source).finditer(self.text):
            yield Passage(self.page, self.start + match.start(group), self.start + match.end(group))

    def has(self, *sources: str) -> bool:
        """All of these signals occur within this passage."""
        return all(self.find(source) for source in sources)

    def around(self, before: int, after: int | None = None) -> "Passage":
        """This passage with so many characters on either side."""
        after = before if after is None else after
        return Passage(self.page, max(0, self.start - before), min(len(self.page.text), self.end + after))

    def within(self, other: "Passage") -> bool:
        return self.page is other.page and other.start <= self.start and self.end <= other.end

    @property
    def sentences(self) -> list["Passage"]:
        """The sentences that lie wholly within this passage."""
        return [one for one in self.page.sentences if self.start <= one.start and one.end <= self.end]

    @property
    def blocks(self) -> list["Passage"]:
        """The blocks that lie wholly within this passage."""
        return [one for one in self.page.blocks if self.start <= one.start and one.end <= self.end]

    @property
    def sentence(self) -> "Passage":
        """The sentence this passage starts in."""
        return _holding(self.page.sentences, self)

    @property
    def block(self) -> "Passage":
        """The block this passage starts in."""
        return _holding(self.page.blocks, self)

    def sections(self, heading: str) -> list["Passage"]:
        """The sections under headings that match, each until the next heading of the same look."""
        heads = [block for block in self.blocks if self.page.is_heading(block)]
        found = []
        for at, head in enumerate(heads):
            if head.find(heading):
                found.append(Passage(self.page, head.start, _section_end(head, heads[at + 1 :], self.end)))
        return found

    @property
    def quote(self) -> str:
        """The passage fit for showing as proof: cut at a word when it is very long."""
        text = self.trimmed().text
        if len(text) <= LONGEST_QUOTE:
            return text
        return text[:LONGEST_QUOTE].rsplit(" ", 1)[0]


def _holding(passages: Sequence[Passage], wanted: Passage) -> Passage:
    """Which of these, in order of place, the wanted one starts in."""
    at = bisect_right(passages, wanted.start, key=lambda one: one.start) - 1
    return passages[at] if at >= 0 and wanted.start < passages[at].end else wanted


def _section_end(head: Passage, following: list[Passage], limit: int) -> int:
    """A numbered heading is closed by the next numbered one, any other by the next heading."""
    numbered = pattern(r"(artikel|article|bijlage|annex|appendix|hoofdstuk|chapter|§)\b")
    level = numbered.match(head.text)
    for other in following:
        if not level or numbered.match(other.text):
            return other.start
    return limit


def _sentences_of(block: Passage) -> Iterator[Passage]:
    start = block.start
    for match in SENTENCE_END.finditer(block.page.text, block.start, block.end):
        if ABBREVIATED.search(block.page.text, start, match.start()):
            continue
        yield Passage(block.page, start, match.end()).trimmed()
        start = match.end()
    if start < block.end:
        yield Passage(block.page, start, block.end).trimmed()
