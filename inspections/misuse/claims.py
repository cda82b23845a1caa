"""What a page says of itself in words: that it carries our mark, or that it is our own certificate (terms 10.1)."""

import re
from collections.abc import Iterator

from bs4 import Tag

from inspections.misuse.mark import OurMark
from inspections.misuse.names import named
from inspections.misuse.sheet import Sheet
from inspections.pages import normalise

# Who claims the mark for itself says "we", or says it in a few words of a badge, a heading or a footer.
OWN = (
    r"\b(?:wij|we|ons|onze (?:web)?(?:winkel|shop)|deze (?:web)?(?:winkel|shop)"
    r"|our (?:web)?(?:shop|store)|this (?:web)?(?:shop|store)|us)\b"
)
HOLDS = (
    r"aangesloten|lid van|keurmerk|gecertificeerd|certificaat|erkend|goedgekeurd|gekeurd|waarborg|beoordeeld door"
    r"|member of|certified|approved|accredited|trust ?mark|verified by|inspected by"
)
DENIES = (
    r"\b(?:niet|geen|nooit|not|no longer|never|voorheen|vroeger|former(?:ly)?|was ooit|anders dan|unlike|nog niet"
    r"|aangevraagd|aanvraag|aanvragen|applied|apply|overweeg\w*|consider\w*)\b"
)
SHORT = 9  # words of a line that is a badge rather than a sentence
PLAYS = re.compile(
    r"certifica|echtheid|gecontroleerd lid|inspected member|gekeurd lid|keurmerkhouder|lidmaatschap", re.IGNORECASE
)
STATES = re.compile(
    r"\b(?:geldig|valid|actief|active|gekeurd lid|inspected member|mag het keurmerk voeren)\b", re.IGNORECASE
)
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "div", "span", "td", "small", "strong", "footer", "a")
INNER = ["p", "li", "div", "td", "ul", "table", "h1", "h2", "h3", "blockquote"]
MOST_TEXT = 20_000  # characters of a page that plays ours


def claims(sheet: Sheet, mark: OurMark) -> Iterator[str]:
    """Lines such as "Wij zijn aangesloten bij ...": a sentence about itself, or the few words of a badge."""
    ours = named(mark.name)
    for line in _lines(sheet):
        if not ours.search(line) or re.search(DENIES, line, re.IGNORECASE):
            continue
        badge = len(line.split()) <= SHORT and "?" not in line
        about_itself = badge or re.search(OWN, line, re.IGNORECASE)
        if about_itself and re.search(HOLDS, ours.sub(" ", line), re.IGNORECASE):
            yield line


def _lines(sheet: Sheet) -> Iterator[str]:
    """The words of pictures, and the sentences of the page; not what it quotes."""
    for tag in sheet.tags("img"):
        yield normalise(str(tag.get("alt", "")))
    for block in sheet.tags(*BLOCKS):
        if not block.find(INNER) and not block.find_parent(["blockquote", "q"]):
            yield from re.split(r"(?<=[.!?])\s+", normalise(block.get_text(" ")))


def spoof(sheet: Sheet, mark: OurMark) -> str:
    """The title of a page that plays our certificate or member page; empty for any other."""
    soup = sheet.soup
    title = normalise(soup.title.get_text()) if isinstance(soup.title, Tag) else ""
    heading = normalise(" ".join(tag.get_text(" ") for tag in sheet.tags("h1")[:2]))
    both = f"{title} {heading}"
    plays = named(mark.name).search(both) and PLAYS.search(both)
    return (title or heading) if plays and STATES.search(normalise(soup.get_text(" "))[:MOST_TEXT]) else ""
