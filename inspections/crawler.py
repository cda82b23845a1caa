"""Reads the pages of a shop that matter, politely: by robots.txt, under our own name, in turn, within a budget."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from inspections.browser import Browser, Rendered
from inspections.pages import Kind, Link, Page, pattern
from inspections.readers import decode, frames_of, read, read_html
from inspections.signposts import MOST, USUAL, is_product, kind_of, may_follow, speaks_of, tidy
from inspections.site import Problem, Transport, domain_of
from inspections.unreadable import Cloaked, EmptyPage, Framed, NotWelcome, OutOfTime
from inspections.walls import wall
from keurmerk.outside.addresses import is_loopback
from keurmerk.outside.guard import PORTS, Fetched, Guard
from keurmerk.outside.unreadable import HttpError, TlsFailure, Unreadable

MOST_PAGES = 40
MOST_SECONDS = 50.0  # of the 60 that a report may take
PAUSE = 0.4  # seconds between two requests to one shop
LONGEST_PAUSE = 2.0  # whatever robots.txt asks
LEAST_TEXT = 80  # characters on a page that says something
MOST_BLIND = 8  # unmarked pages that we open in search of products
HOLLOW = 400  # characters below which a page with scripts is shown to a browser
MOST_FROM_MAP = 400
MOST_ALIKE = 4  # of pages whose addresses differ in numbers alone, beyond the pages that matter: leaves of a calendar
MOST_FRAMES = 4  # of one page
TEXTS = {Kind.TERMS, Kind.PRIVACY, Kind.RETURNS, Kind.COOKIES, Kind.DELIVERY, Kind.COMPLAINTS}  # read for their words
NO_TEXT = r"youtu\.?be|vimeo|/maps|maps\.google|openstreetmap|facebook|instagram|recaptcha|googletagmanager|trustpilot"
GONE = {404, 410}
PICTURED = (Kind.PRODUCT, Kind.CART, Kind.CHECKOUT, Kind.RETURNS)  # beside the home page, one of each
LEAST_SHARED = 0.3  # of the words that we were served, how many a visitor's browser shows too
SUREST = 3  # of what a link leads to, as `kind_of` counts
FEWEST_WORDS = 40  # below which two pages are not compared
CORE = (Kind.TERMS, Kind.PRIVACY, Kind.RETURNS, Kind.CONTACT, Kind.DELIVERY, Kind.COMPLAINTS, Kind.CART, Kind.CHECKOUT)


@dataclass(frozen=True)
class Crawl:
    """What was read: the home page first; and the pages that could not be, with the reason.

    `sights` are the pages that a browser showed, by address; the home page as a first visitor sees it is one of them.
    """

    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]
    transport: Transport
    sights: dict[str, Rendered] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.pages[0].url).hostname or ""


@dataclass
class Crawler:
    """One visit to one shop. `at` stamps the pages; `timer` and `sleep` keep the budget and the pace.

    With a browser, pages that are empty without JavaScript are read as it shows them. With `pictures` it also looks at
    the home page as a first visitor does, and at one page of each kind that matters. With `to_the_end` it then spends
    what is left of its budget on the shop's other pages; without, it leaves after the pages that matter.
    """

    guard: Guard
    at: datetime
    most_pages: int = MOST_PAGES
    most_seconds: float = MOST_SECONDS
    pause: float | None = None  # seconds; by itself PAUSE, and none on our own machine
    timer: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    browser: Browser | None = None
    pictures: bool = False
    to_the_end: bool = False
    sights: dict[str, Rendered] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def crawl(self, url: str) -> Crawl:
        """Reads the shop at this address. Raises Unreadable when its home page cannot be read."""
        self._deadline = self.timer() + self.most_seconds
        self._last = float("-inf")
        self._asked: set[str] = set()
        self._waiting: dict[str, tuple[Kind, int]] = {}
        self._robots = RobotFileParser()
        if self.pause is None:
            self.pause = 0 if is_loopback(urlsplit(url).hostname or "") else PAUSE
        home, transport = self._open_door(url)
        self._home = home
        self._note_links(home)
        self._follow()
        self._look_in_sitemap()
        self._follow()
        self._try_usual_places()
        self._follow()
        self._admit_what_is_left()
        self._take_pictures()
        self._read_on()
        return Crawl(tuple(self.pages), tuple(self.problems), transport, self.sights)

    def _open_door(self, url: str) -> tuple[Page, Transport]:
        """The home page, over https where that works, and how the shop answers over either."""
        plain = "://" not in url
        address = f"https://{url}" if plain else url
        self._obey_robots(address)
        try:
            fetched = self._fetch(address)
        except Unreadable as failure:
            if not plain and urlsplit(address).scheme == "https":
                raise
            fetched = self._fetch(f"http://{url}" if plain else address)
            home = self._keep(fetched, Kind.HOME)
            return home, Transport(https_works=False, failure=str(failure))
        home = self._keep(fetched, Kind.HOME)
        return home, self._transport(fetched)

    def _transport(self, home: Fetched) -> Transport:
        """Whether https works and http leads to it; nothing is claimed of a shop on another port."""
        parts = urlsplit(home.url)
        if parts.port not in {None, *PORTS.values()} or is_loopback(parts.hostname or ""):
            return Transport()
        other = "http" if parts.scheme == "https" else "https"
        try:
            answer = self._fetch(f"{other}://{parts.hostname}/")
        except TlsFailure as failure:
            return Transport(https_works=False, failure=str(failure))
        except Unreadable as failure:
            works = parts.scheme == "https"
            return Transport(https_works=works, failure="" if works else str(failure))
        secure = home if parts.scheme == "https" else answer
        redirects = answer.url.startswith("https:") if other == "http" else False
        ends = secure.certificate_ends
        days = (ends - self.at).days if ends else None
        return Transport(https_works=True, http_redirects=redirects, certificate_days=days)

    def _obey_robots(self, url: str) -> None:
        """Reads robots.txt; without one everything is allowed. Raises NotWelcome when it keeps us out altogether."""
        try:
            answer = self._fetch(urljoin(url, "/robots.txt"))
            self._robots.parse(decode(answer.body[:200_000], answer.content_type).splitlines())
        except Unreadable:
            self._robots.parse([])
        if not self._robots.can_fetch(self.guard.user_agent, url):
            raise NotWelcome
        asked = self._robots.crawl_delay(self.guard.user_agent)
        if asked and self.pause:
            self.pause = min(float(asked), LONGEST_PAUSE)

    def _follow(self) -> None:
        """Opens the most wanted page that waits, until none is wanted or the budget is spent."""
        blind = 0
        while self._has_budget():
            wanted = self._most_wanted(blind=blind < MOST_BLIND)
            if wanted is None:
                return
            kind, sure = self._waiting.pop(wanted)
            blind += not sure
            page = self._open(wanted, kind)
            if page:
                self._note_links(page)

    def _read_on(self) -> None:
        """The shop's other pages, as far as the budget goes: those that links name first, few of many alike."""
        alike = Counter(_shape(page.url) for page in self.pages)
        while self.to_the_end and self._has_budget():
            fresh = [url for url in self._waiting if alike[_shape(url)] < MOST_ALIKE]
            if not fresh:
                return
            wanted = min(fresh, key=lambda url: (-self._waiting[url][1], alike[_shape(url)], len(url), url))
            alike[_shape(wanted)] += 1
            page = self._open(wanted, self._waiting.pop(wanted)[0])
            if page:
                self._note_links(page)

    def _most_wanted(self, *, blind: bool) -> str | None:
        """Kinds of which we have least come first, then the surest links; unmarked ones only for want of products."""
        have = Counter(page.kind for page in self.pages)
        order = list(MOST)
        search = blind and have[Kind.PRODUCT] < MOST[Kind.PRODUCT] - 1
        choice = [
            (have[kind], order.index(kind), -sure, len(url), url)
            for url, (kind, sure) in self._waiting.items()
            if (have[kind] < MOST[kind] if sure else search)
        ]
        return min(choice)[-1] if choice else None

    def _open(self, url: str, kind: Kind, *, blind_guess: bool = False) -> Page | None:
        """Reads one page, and notes why when that fails; a guess that fails is no problem of the shop."""
        if not self._robots.can_fetch(self.guard.user_agent, url):
            if not blind_guess:
                self._problem(url, NotWelcome(), kind)
            return None
        try:
            fetched = self._fetch(url)
            if not self._same_shop(fetched.url) or tidy(fetched.url) in {tidy(page.url) for page in self.pages}:
                return None
            page = read(fetched.body, fetched.content_type, url=fetched.url, kind=kind, status=fetched.status,
                        headers=fetched.headers, fetched_at=self.at)  # fmt: skip
        except Unreadable as failure:
            if not blind_guess:
                self._problem(url, failure, kind)
            return None
        if blind_guess and not (speaks_of(page, kind) and page.text != self._home.text):
            return None
        return self._file(page)

    def _keep(self, fetched: Fetched, kind: Kind) -> Page:
        return self._file(read(fetched.body, fetched.content_type, url=fetched.url, kind=kind, status=fetched.status,
                               headers=fetched.headers, fetched_at=self.at))  # fmt: skip

    def _as_shown(self, page: Page) -> Page:
        """As a visitor sees it, where what came says hardly anything without JavaScript."""
        if not page.html or len(page.text) >= HOLLOW or "<script" not in page.html.lower():
            return page
        shown = self._sight(page.url)
        if shown is None:
            return page
        full = read_html(shown.html, url=page.url, kind=page.kind)
        full = replace(full, status=page.status, headers=page.headers, fetched_at=page.fetched_at)
        return full if len(full.text) > len(page.text) else page

    def _sight(self, url: str) -> Rendered | None:
        """What the browser shows at this address, looked at once; None without a browser and when it cannot."""
        if self.browser and url not in self.sights and self.timer() < self._deadline:
            shown = self.browser.look(url)
            if shown:
                self.sights[url] = shown
        return self.sights.get(url)

    def _take_pictures(self) -> None:
        """Of the home page and of one page of each kind that matters; says so when visitors are shown another shop."""
        if not self.pictures:
            return
        found = [next((page for page in self.pages if page.kind == kind and page.html), None) for kind in PICTURED]
        for page in (self._home, *filter(None, found)):
            shown = self._sight(page.url)
            if shown and _is_another(page, read_html(shown.html, url=page.url, kind=page.kind)):
                self.problems.append(Problem(page.url, Cloaked.reason, str(Cloaked()), blinds=True))

    def _file(self, page: Page) -> Page:
        """Adds a page under the kind it proves to be."""
        page = self._as_shown(page)
        if page.kind in {Kind.PRODUCT, Kind.OTHER} and page.html:
            page = replace(page, kind=Kind.PRODUCT if is_product(page) else Kind.OTHER)
        framed = self._queue_frames(page)
        barred = EmptyPage() if len(page.text) < LEAST_TEXT and page.kind == Kind.HOME and not framed else wall(page)
        barred = barred or self._framed_elsewhere(page, framed=framed)
        if barred:
            self._problem(page.url, barred, page.kind)
        self.pages.append(page)
        self._asked.add(tidy(page.url))
        return page

    def _queue_frames(self, page: Page) -> bool:
        """A page that says little itself and shows other pages of this shop in frames: these are what it says."""
        if len(page.content) >= HOLLOW:
            return False
        own = [url for url in map(tidy, frames_of(page)) if may_follow(url) and self._same_shop(url)][:MOST_FRAMES]
        fresh = [url for url in own if url not in self._asked]
        self._waiting.update({url: (page.kind, SUREST) for url in fresh if page.kind in MOST})
        return bool(own)

    def _framed_elsewhere(self, page: Page, *, framed: bool) -> Unreadable | None:
        """The words of this page come from another host, in a frame that we do not follow."""
        silent = page.kind in TEXTS and not framed and len(page.content) < HOLLOW
        far = silent and any(not pattern(NO_TEXT).search(url) for url in frames_of(page))
        return Framed() if far else None

    def _note_links(self, page: Page) -> None:
        self._note(page.links)

    def _note(self, links: Iterable[Link]) -> None:
        """Queues links of this shop that were not asked for yet; the surest reading of a link counts."""
        for link in links:
            url = tidy(link.url)
            if url in self._asked or not may_follow(url) or not self._same_shop(url, document=link.text):
                continue
            kind, sure = kind_of(link)
            if sure > self._waiting.get(url, (kind, -1))[1]:
                self._waiting[url] = (kind, sure)

    def _same_shop(self, url: str, *, document: str = "") -> bool:
        """The shop's own host or registrable domain; a PDF named as one of its documents may lie elsewhere."""
        here, there = urlsplit(self.pages[0].url if self.pages else url), urlsplit(url)
        if here.netloc == there.netloc:
            return True
        domain = domain_of(f"//{here.hostname}")
        if domain and domain == domain_of(f"//{there.hostname}"):
            return True
        return there.path.lower().endswith(".pdf") and (
            not document or bool(pattern(r"voorwaarden|terms|herroep|privacy").search(document))
        )

    def _look_in_sitemap(self) -> None:
        """The shop's own list of pages, when links did not lead to everything."""
        have = {page.kind for page in self.pages}
        if have.issuperset({*CORE[:5], Kind.PRODUCT}):
            return
        maps = list(self._robots.site_maps() or []) or [urljoin(self._home.url, "/sitemap.xml")]
        for address in maps[:2]:
            found = list(self._entries(address))
            for inner in [one for one in found if one.endswith(".xml")][:2]:
                found += self._entries(inner)
            self._note(Link(one, "") for one in found if not one.endswith(".xml"))

    def _entries(self, address: str) -> Iterator[str]:
        if not self._has_budget() or not self._same_shop(address):
            return
        try:
            answer = self._fetch(address)
        except Unreadable:
            return
        text = decode(answer.body, answer.content_type)
        for count, found in enumerate(pattern(r"<loc>\s*(?:<!\[CDATA\[)?([^<\]\s]+)").finditer(text)):
            if count >= MOST_FROM_MAP:
                return
            yield unescape(found[1])

    def _try_usual_places(self) -> None:
        """Where shops commonly put a page that nothing led to."""
        for kind in CORE:
            for path in USUAL[kind]:
                url = urljoin(self._home.url, path)
                if any(page.kind == kind for page in self.pages) or not self._has_budget():
                    break
                if tidy(url) not in self._asked:
                    page = self._open(url, kind, blind_guess=True)
                    if page:
                        self._note_links(page)

    def _fetch(self, url: str) -> Fetched:
        """One request at our own pace, never longer than the visit may still take."""
        self._asked.add(tidy(url))
        self._wait()
        left = self._deadline - self.timer()
        guard = replace(
            self.guard, limits=replace(self.guard.limits, total=max(0.1, min(self.guard.limits.total, left)))
        )
        try:
            return guard.fetch(url)
        finally:
            self._last = self.timer()

    def _wait(self) -> None:
        rest = self._last + (self.pause or 0) - self.timer()
        if rest > 0:
            self.sleep(rest)

    def _has_budget(self) -> bool:
        return len(self.pages) < self.most_pages and self.timer() < self._deadline

    def _problem(self, url: str, failure: Unreadable, kind: Kind) -> None:
        """Remembers a page that could not be read; a missing page that we only guessed at is none.

        A page that is not there says nothing, which we know then; any other that we needed leaves us blind.
        """
        missing = isinstance(failure, HttpError) and failure.status in GONE
        if not missing or self._linked(url):
            blinds = kind in {Kind.HOME, Kind.COOKIES, *CORE} and not missing
            self.problems.append(Problem(url, failure.reason, str(failure), blinds))

    def _admit_what_is_left(self) -> None:
        """When the budget ended the visit, the pages of a kind that we have none of were not read, not absent."""
        if self._has_budget():
            return
        have = {page.kind for page in self.pages}
        for url, (kind, sure) in self._waiting.items():
            if sure and kind in CORE and kind not in have:
                self._problem(url, OutOfTime(), kind)

    def _linked(self, url: str) -> bool:
        return any(tidy(link.url) == url for page in self.pages for link in page.links)


def _shape(url: str) -> str:
    """The address without its numbers."""
    return pattern(r"\d+").sub("0", url)


def _is_another(served: Page, shown: Page) -> bool:
    """Most of what we were served is not what a visitor's browser shows."""
    ours, theirs = (set(pattern(r"[^\W\d_]{4,}").findall(page.text.lower())) for page in (served, shown))
    return min(len(ours), len(theirs)) >= FEWEST_WORDS and len(ours & theirs) < LEAST_SHARED * len(ours)
