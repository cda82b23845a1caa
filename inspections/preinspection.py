"""The automatic pre-inspection: reads a shop or one document, runs every probe, keeps nothing."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from inspections.browser import browser
from inspections.crawler import Crawler
from inspections.editions import CriterionText, edition
from inspections.pages import Kind, Page, Passage
from inspections.probes import PROBES, Answer
from inspections.readers import read
from inspections.site import Claims, FirstVisit, Problem, Site
from inspections.unreadable import UnreadableDocument
from inspections.verdicts import DecidedBy, Evidence, Outcome, Verdict
from keurmerk.outside.guard import Guard
from keurmerk.outside.unreadable import TooLarge

LARGEST_FILE = 2_000_000  # bytes
SEEN_WITHOUT_READING = {"SE-01"}  # the connection is no matter of pages
GUESSES: tuple[tuple[Kind, str], ...] = (
    (Kind.TERMS, r"voorwaarden|terms|\bav\b"),
    (Kind.PRIVACY, r"privacy|persoonsgegevens|gegevensbescherming"),
    (Kind.RETURNS, r"retour|herroep|returns?|withdraw"),
    (Kind.COOKIES, r"cookie"),
    (Kind.CHECKOUT, r"checkout|afrekenen|kassa"),
    (Kind.COMPLAINTS, r"klacht|complaint"),
    (Kind.DELIVERY, r"verzend|bezorg|lever|shipping|delivery"),
    (Kind.PRODUCT, r"product"),
    (Kind.CONTACT, r"contact"),
)


@dataclass(frozen=True)
class Preinspection:
    """What was found: verdicts in the checklist's order, the pages read, and the pages that could not be."""

    source: str
    edition: str
    seconds: float
    pages: tuple[Page, ...]
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...] = ()
    pictures: dict[str, bytes] = field(default_factory=dict)  # JPEG by address, where a browser looked

    def __getitem__(self, code: str) -> Verdict:
        return next(one for one in self.verdicts if one.code == code)

    def open_points(self) -> list[Verdict]:
        """What the shop has to mend, blocking points first."""
        return sorted(
            (one for one in self.verdicts if one.verdict == Outcome.NOT_MET), key=lambda one: "BIF".index(one.severity)
        )

    def as_json(self) -> dict[str, Any]:
        """The shape of `preinspect --json` (operating.md)."""
        return {
            "source": self.source,
            "edition": self.edition,
            "seconds": round(self.seconds, 2),
            "pages": len(self.pages),
            "criteria": [one.as_json() for one in self.verdicts],
        }


def judge(site: Site, *, language: str = "", name: str = "") -> tuple[Verdict, ...]:
    """Every criterion's verdict on these pages; notes and advice in `language`, by default the shop's own."""
    book = edition(name) if name else edition()
    spoken = language or site.language
    with override(spoken):
        return tuple(_verdict(criterion, site, spoken) for criterion in book.criteria)


def inspect_document(body: bytes, *, source: str, kind: str = "", content_type: str = "", language: str = "",
                     mark: str, committee: str = "", at: datetime | None = None,
                     timer: Callable[[], float] = time.monotonic) -> Preinspection:  # fmt: skip
    """One document by itself. Its silence proves only what belongs on a page of its kind.

    Raises TooLarge and UnreadableDocument.
    """
    started = timer()
    if len(body) > LARGEST_FILE:
        raise TooLarge
    page = read(body, content_type, url=source, kind=Kind.OTHER, fetched_at=at)
    if not page.text:
        raise UnreadableDocument
    page = replace(page, kind=Kind(kind) if kind else guess_kind(source, page))
    site = Site(pages=(page,), mark=mark, committee=committee, asked_language=language)
    verdicts = judge(site, language=language)
    return Preinspection(source, edition().name, timer() - started, site.pages, verdicts)


def inspect_shop(url: str, *, guard: Guard, at: datetime, mark: str, committee: str = "", language: str = "",
                 claims: Claims | None = None, crawler: Crawler | None = None, pictures: bool = True,
                 timer: Callable[[], float] = time.monotonic) -> Preinspection:  # fmt: skip
    """A whole shop, read from its home page on. Raises Unreadable when the home page cannot be read.

    `at` stamps the pages; `claims` is what the applicant said of itself, for comparison. Without `pictures` the visit
    is short: only the pages that matter, a browser only for those that are empty without JavaScript, and what a first
    visitor meets stays unknown.
    """
    started = timer()
    with browser(allow_loopback=guard.allow_loopback) as opened:
        own = Crawler(guard=guard, at=at, browser=opened, pictures=pictures, to_the_end=pictures)
        visit = (crawler or own).crawl(url)
    seen = visit.sights.get(visit.pages[0].url)
    site = Site(
        pages=visit.pages, mark=mark, committee=committee, asked_language=language,
        whole=not any(each.blinds for each in visit.problems), host=visit.host,
        claims=claims or Claims(), transport=visit.transport, problems=visit.problems,
        first_visit=FirstVisit(tuple(each.name for each in seen.cookies), seen.hosts) if seen else None,
    )  # fmt: skip
    verdicts = judge(site, language=language)
    return Preinspection(url, edition().name, timer() - started, visit.pages, verdicts, visit.problems,
                         {url: shown.picture for url, shown in visit.sights.items() if shown.picture})  # fmt: skip


def guess_kind(source: str, page: Page) -> Kind:
    """What a document is, by its name, its title, or its first lines."""
    opening = " ".join(block.text for block in page.content.blocks[:3])[:300]
    for words in (Path(source).name, page.title, opening):
        for kind, signal in GUESSES:
            if re.search(signal, words, re.IGNORECASE):
                return kind
    return Kind.OTHER


def _verdict(criterion: CriterionText, site: Site, language: str) -> Verdict:
    probe = PROBES.get(criterion.code)
    answer = (
        probe(site)
        if probe and site.pages
        else Answer(Outcome.UNKNOWN, note=_("A person looks at this.") if not probe else "")
    )
    if criterion.code not in SEEN_WITHOUT_READING:
        answer = _not_by_silence(answer, site)
    sure = criterion.auto == "A" and answer.sure
    wanting = answer.outcome in {Outcome.NOT_MET, Outcome.UNKNOWN}
    return Verdict(
        code=criterion.code,
        verdict=answer.outcome,
        severity=criterion.severity,
        decided_by=DecidedBy.MACHINE if sure else DecidedBy.HINT,
        evidence=tuple(_evidence(one) for one in answer.proof if one.quote),
        note=answer.note,
        advice=criterion.advice_in(language, mark=site.mark, committee=site.committee) if wanting else "",
    )


def _not_by_silence(answer: Answer, site: Site) -> Answer:
    """Where a page that we needed could not be read, what was not found is neither missing nor kept (terms 4.11)."""
    silence = answer.outcome != Outcome.NOT_APPLICABLE and not answer.proof and not answer.note
    if not (silence and site.blind_spot):
        return answer
    words = {"url": site.blind_spot.url, "why": site.blind_spot.message}
    return Answer(Outcome.UNKNOWN, note=_("Not found, but %(url)s could not be read: %(why)s") % words)


def _evidence(passage: Passage) -> Evidence:
    trimmed = passage.trimmed()
    return Evidence(trimmed.quote, passage.page.url, trimmed.start)
