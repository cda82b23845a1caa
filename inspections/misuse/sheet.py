"""A page as it was fetched, with the pictures and style sheets that belong to it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

MOST_TAGS = 4000  # of one sort that are looked at
MOST_JSON = 200_000  # characters
URL_IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]{1,2000})", re.IGNORECASE)
LIKELY = re.compile(r"keur|seal|zegel|badge|trust|mark|logo|cert|waarborg|webshop|foot|usp", re.IGNORECASE)
EDITORIAL = {"article", "newsarticle", "blogposting", "report", "faqpage", "qapage", "discussionforumposting"}


@dataclass(frozen=True)
class Sheet:
    """A page as it was fetched, with the pictures and style sheets that were fetched with it, by address."""

    url: str
    html: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "lxml")

    def tags(self, *names: str) -> list[Tag]:
        return [tag for tag in self.soup.find_all(list(names), limit=MOST_TAGS) if isinstance(tag, Tag)]

    def address(self, said: Any) -> str:
        try:
            return urljoin(self.url, str(said).strip())
        except ValueError:
            return ""

    @cached_property
    def is_editorial(self) -> bool:
        """News, a blog or a forum: who writes about a mark shows it too, and claims nothing with that."""
        kind = self.soup.find("meta", attrs={"property": "og:type"})
        said = str(kind.get("content", "")).lower() if isinstance(kind, Tag) else ""
        return said in EDITORIAL or any(each.lower() in EDITORIAL for each in kinds_in(self.soup))


def picture_addresses(sheet: Sheet) -> list[str]:
    """Pictures of the page, also those of its style; what could be a mark first."""
    found = [sheet.address(each) for tag in sheet.tags("img", "source", "input", "image") for each in sources_of(tag)]
    styles = [
        *(tag.get_text() for tag in sheet.tags("style")),
        *(str(tag["style"]) for tag in sheet.soup.select("[style]")),
    ]
    found += [sheet.address(each) for style in styles for each in URL_IN_STYLE.findall(style)]
    found += [urljoin(base, each) for base, style in sheet.styles.items() for each in URL_IN_STYLE.findall(style)]
    unique = dict.fromkeys(each for each in found if each.startswith(("http:", "https:", "data:image")))
    return sorted(unique, key=lambda each: not LIKELY.search(each[:300]))


def sources_of(tag: Tag) -> Iterator[str]:
    for name in ("src", "data-src", "href", "xlink:href"):
        if tag.get(name):
            yield str(tag[name])
    for name in ("srcset", "data-srcset"):
        yield from (part.split()[0] for part in str(tag.get(name, "")).split(",") if part.split())


def things_in(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, at any depth."""
    for tag in soup.find_all("script", attrs={"type": "application/ld+json"}, limit=20):
        try:
            waiting: list[Any] = [json.loads(tag.get_text()[:MOST_JSON])]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, dict):
                yield thing
                waiting += thing.values()
            elif isinstance(thing, list):
                waiting += thing


def kinds_in(soup: BeautifulSoup) -> Iterator[str]:
    for thing in things_in(soup):
        kind = thing.get("@type", "")
        yield from [str(each) for each in kind] if isinstance(kind, list) else [str(kind)]
