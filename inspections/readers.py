"""From the bytes of a page to its text: character set, HTML, PDF and plain text."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Declaration, Doctype, NavigableString, PreformattedString
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from inspections.pages import Kind, Link, Page, normalise
from inspections.unreadable import UnreadableDocument
from keurmerk.outside.unreadable import TooLarge

MOST_PDF_PAGES = 60
MOST_TEXT = 300_000  # characters; the longest terms we know have 130,000
SILENT = {"script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "head", "select", "datalist"}
CHROME = {"nav", "footer", "header", "aside"}
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr", "td", "th",
}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LIST_MARK = re.compile(r"\s*(?:[-–•*·>]|\(?[a-z]{1,2}[.)]\s|\(?\d+[.)]|[ivx]+[.)]\s)", re.IGNORECASE)


def read(body: bytes, content_type: str, *, url: str, kind: Kind, status: int = 200,
         headers: dict[str, str] | None = None, fetched_at: datetime | None = None) -> Page:  # fmt: skip
    """The page that these bytes are, by content type and, where that is silent, by what they look like.

    Raises UnreadableDocument for a PDF nobody can read and for bytes that are not text.
    """
    page = _read(body, content_type, url, kind)
    return replace(page, status=status, headers=headers or {}, fetched_at=fetched_at)


def _read(body: bytes, content_type: str, url: str, kind: Kind) -> Page:
    if "pdf" in content_type or body.startswith(b"%PDF-"):
        text = _pdf_text(body)
        if not text.strip():  # pictures of pages: somebody has to look, for we cannot
            raise UnreadableDocument
        return read_text(text, url=url, kind=kind)
    if b"\0" in body[:4096] and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableDocument
    text = decode(body, content_type)
    if "html" in content_type or re.search(r"<(?:!doctype html|html|body|head|p|div)\b", text[:3000], re.IGNORECASE):
        return read_html(text, url=url, kind=kind)
    return read_text(text, url=url, kind=kind)


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes to text: byte order mark, then the header's charset, the page's own, UTF-8, and at last Windows-1252."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace")
    said = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    own = re.search(rb"<meta[^>]+charset=[\"']?\s*([\w.:-]+)", body[:2048], re.IGNORECASE)
    names = [said[1] if said else "", own[1].decode("ascii", "ignore") if own else "", "utf-8"]
    for name in filter(None, names):
        # What calls itself Latin-1 is Windows-1252, as browsers read it.
        real = "cp1252" if name.lower() in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"} else name
        try:
            return body.decode(real)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("cp1252", "replace")


def read_text(text: str, *, url: str, kind: Kind) -> Page:
    """A page from plain text. A line that goes on in lower case is the same paragraph, hard-wrapped."""
    blocks: list[str] = []
    for line in text[:MOST_TEXT].splitlines():
        clean = normalise(line)
        if clean and blocks and clean[0].islower() and not LIST_MARK.match(clean):
            blocks[-1] = f"{blocks[-1]} {clean}"
        elif clean:
            blocks.append(clean)
    joined, breaks = _join(blocks)
    return Page(url=url, kind=kind, text=joined, breaks=breaks, title=blocks[0][:120] if blocks else "")


def read_html(html: str, *, url: str, kind: Kind) -> Page:
    """A page from HTML, however broken. Scripts and styles are left out; header and footer are kept and marked."""
    soup = BeautifulSoup(html, "lxml")
    blocks = list(_most([block for block in _blocks(soup) if block[0]]))
    joined, breaks = _join([text for text, _, _ in blocks])
    root = soup.find("html")
    language = str(root.get("lang") or "") if isinstance(root, Tag) else ""
    return Page(
        url=url, kind=kind, text=joined, html=html, breaks=breaks, language=language[:2].lower(),
        chrome=_spans([chrome for _, chrome, _ in blocks], breaks, len(joined)),
        headings=frozenset(at for at, (_, _, heading) in zip(breaks, blocks, strict=False) if heading),
        title=normalise(soup.title.get_text()) if soup.title else "",
        links=tuple(_links(soup, url)),
    )  # fmt: skip


def _most(blocks: list[tuple[str, bool, bool]]) -> Iterator[tuple[str, bool, bool]]:
    """As much of a page as we read."""
    length = 0
    for block in blocks:
        length += len(block[0])
        if length > MOST_TEXT:
            return
        yield block


def _join(blocks: list[str]) -> tuple[str, tuple[int, ...]]:
    """All blocks on one line, a space between, and where each starts."""
    breaks, at = [], 0
    for block in blocks:
        breaks.append(at)
        at += len(block) + 1
    return " ".join(blocks), tuple(breaks) or (0,)


def _spans(flags: list[bool], breaks: tuple[int, ...], end: int) -> tuple[tuple[int, int], ...]:
    """The stretches of text whose blocks carry the flag."""
    spans: list[tuple[int, int]] = []
    for flag, start, stop in zip(flags, breaks, (*breaks[1:], end), strict=False):
        if flag and spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], stop)
        elif flag:
            spans.append((start, stop))
    return tuple(spans)


def _blocks(soup: BeautifulSoup) -> Iterator[tuple[str, bool, bool]]:
    """Each block's text, whether it belongs to header, navigation or footer, and whether it is a heading."""
    parts: list[str] = []
    state = (False, False)
    for text, chrome, heading in _pieces(soup, chrome=False, heading=False, depth=0):
        if text is None or (chrome, heading) != state:
            yield normalise("".join(parts)), *state
            parts = []
        state = (chrome, heading)
        parts.append(text or "")
    yield normalise("".join(parts)), *state


def _pieces(node: Tag, *, chrome: bool, heading: bool, depth: int) -> Iterator[tuple[str | None, bool, bool]]:
    """The text nodes in order; None where a block begins or ends. Hidden and scripted things are passed over."""
    for child in node.children:
        if isinstance(child, (Comment, Declaration, Doctype, PreformattedString)):
            continue
        if isinstance(child, NavigableString):
            yield str(child), chrome, heading
        elif isinstance(child, Tag) and child.name not in SILENT and not _hidden(child) and depth < 200:
            if child.name == "input" and child.get("type") in {"submit", "button"}:
                yield from ((None, chrome, heading), (str(child.get("value") or ""), chrome, heading))
            inside = chrome or (
                child.name in CHROME and not (child.name == "header" and node.name in {"main", "article"})
            )
            edge = child.name not in INLINE
            if edge and child.name != "dd":  # a term and what it is said to be are one line
                yield None, chrome, heading
            elif child.name in {"td", "th", "dd"}:
                yield " ", chrome, heading
            yield from _pieces(child, chrome=inside, heading=heading or child.name in HEADINGS, depth=depth + 1)
            if edge and child.name != "dt":
                yield None, chrome, heading


def _hidden(tag: Tag) -> bool:
    style = str(tag.get("style") or "").replace(" ", "").lower()
    return tag.has_attr("hidden") or "display:none" in style


def _links(soup: BeautifulSoup, url: str) -> Iterator[Link]:
    base = soup.find("base", href=True)
    root = urljoin(url, str(base["href"])) if isinstance(base, Tag) else url
    for anchor in soup.find_all("a", href=True):
        href = str(anchor["href"]).strip()
        words = normalise(anchor.get_text(" ")) or normalise(str(anchor.get("aria-label") or anchor.get("title") or ""))
        try:
            yield Link(href if href.startswith(("mailto:", "tel:")) else urljoin(root, href), words)
        except ValueError:
            continue


def frames_of(page: Page) -> list[str]:
    """The addresses of what the page shows in frames."""
    if "frame" not in page.html[:MOST_TEXT].lower():
        return []
    found = (str(tag.get("src") or tag.get("data-src") or "").strip() for tag in page.soup.select("frame, iframe"))
    return [urljoin(page.url, src) for src in found if src and not src.startswith(("about:", "javascript:", "data:"))]


def _pdf_text(body: bytes) -> str:
    """The text of a PDF, within limits of pages and characters."""
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument
        if len(reader.pages) > MOST_PDF_PAGES:
            raise TooLarge
        texts = []
        for page in reader.pages:
            texts.append(page.extract_text())
            if sum(map(len, texts)) > MOST_TEXT:
                raise TooLarge
        return "\n".join(texts)
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError) as broken:
        raise UnreadableDocument from broken
