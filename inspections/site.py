"""A shop's pages together, and what is known about them: what the probes look at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from tldextract import TLDExtract

from inspections.pages import Kind, Page, Passage
from inspections.tongue import language_of
from inspections.walls import is_foreign

# The list that comes with the package: nothing is fetched.
registrable = TLDExtract(
    suffix_list_urls=(), cache_dir=None, extra_suffixes=("example",)
)  # of docs and the demo (RFC 2606)

# Shorter than this, a paragraph about privacy in the terms only points to the statement.
STATEMENT_LENGTH = 1_500
ELSEWHERE = (
    r"(?:\bzie|\blees|bekijk|beschreven in|verwijzen|vind\w*|staan? op|staat op|geldt|gelden|see|described in"
    r"|refer to|found (?:in|on)).{0,60}"
    r"(?:retour(?:beleid|pagina|voorwaarden|informatie|procedure)|pagina .{0,30}retour\w*|returns? (?:policy|page))"
)
PRIVACY_HEADING = r"privacy|persoonsgegevens|gegevensbescherming|data protection|personal data"


LEAST_TERMS = 600  # characters; what is shorter and points at a file, or at later, holds no terms
NOT_HERE = (
    r"(?:voorwaarden|terms|pagina|page)\b.{0,120}(?:\bpdf\b|download|klik hier|click here|being (?:renewed|updated)"
    r"|come back|in onderhoud|op te vragen)"
)


@dataclass(frozen=True)
class Problem:
    """A page that could not be read: its address, the reason's code, and the sentence for people.

    `blinds` says that what we look for may stand there: that we did not find it elsewhere proves nothing.
    """

    url: str
    reason: str
    message: str
    blinds: bool = False


@dataclass(frozen=True)
class Transport:
    """How the shop answers over http and https; None where it was not tried."""

    https_works: bool | None = None
    http_redirects: bool | None = None
    certificate_days: int | None = None
    failure: str = ""


@dataclass(frozen=True)
class FirstVisit:
    """What a browser held before anybody clicked: the names of its cookies, and the hosts it had asked."""

    cookies: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claims:
    """What we know beforehand: what the applicant said of itself, and whether the mark is granted to this host."""

    legal_name: str = ""
    kvk_number: str = ""
    vat_number: str = ""
    granted: bool | None = None


@dataclass(frozen=True)
class Site:
    """The pages read. `whole` says that the shop was crawled; one document alone proves less by its silence.

    `mark` is the name of the trust mark, `committee` of the disputes committee it is bound to.
    """

    pages: tuple[Page, ...]
    mark: str
    committee: str = ""
    asked_language: str = ""
    whole: bool = False
    host: str = ""
    claims: Claims = field(default_factory=Claims)
    transport: Transport = field(default_factory=Transport)
    problems: tuple[Problem, ...] = ()
    first_visit: FirstVisit | None = None

    @property
    def blind_spot(self) -> Problem | None:
        """The first page that we needed and could not read."""
        return next((each for each in self.problems if each.blinds), None)

    def of(self, *kinds: Kind) -> list[Page]:
        """The pages of these kinds, in the order of the kinds."""
        return [page for kind in kinds for page in self.pages if page.kind == kind]

    def silent(self, *kinds: Kind) -> bool:
        """Saying nothing counts as failing: the shop was crawled, or the page where it belongs was read.

        Not where that page is in a language we do not read, or holds hardly more than a link to the text: it may well
        say so.
        """
        return (self.whole or self.read(*kinds)) and not self._foreign(*kinds) and not self._empty(*kinds)

    def _empty(self, *kinds: Kind) -> bool:
        """The terms are not on their page: a file to open, or a promise."""
        terms = [page.content for page in self.of(*kinds) if page.kind == Kind.TERMS]
        return bool(terms) and all(len(one) < LEAST_TERMS and one.find(NOT_HERE) for one in terms)

    def _foreign(self, *kinds: Kind) -> bool:
        return any(is_foreign(page.content.text, said=page.language) for page in self.of(*kinds) or self.pages)

    @cached_property
    def silent_on_withdrawal(self) -> bool:
        """What the terms do not say about withdrawal is not said, unless they send the reader to a returns page."""
        elsewhere = any(passage.find(ELSEWHERE) for passage in self.terms)
        told = self.whole or (self.read(Kind.TERMS) and not elsewhere)
        return told and not self._foreign(Kind.TERMS, Kind.RETURNS) and not self._empty(Kind.TERMS)

    def read(self, *kinds: Kind) -> bool:
        """At least one page of these kinds was read."""
        return any(page.kind in kinds for page in self.pages)

    @cached_property
    def language(self) -> str:
        """The shop's language: asked for, else what its pages say of themselves, else what they are written in."""
        said = [page.language for page in self.pages if page.language in {"nl", "en"}]
        return self.asked_language or (max(said, key=said.count) if said else "") or self.written_in or "nl"

    @cached_property
    def written_in(self) -> str:
        found = [language_of(page.content.text) for page in self.pages]
        known = [one for one in found if one]
        return max(known, key=known.count) if known else ""

    @cached_property
    def terms(self) -> list[Passage]:
        """The general terms, without a privacy statement that is bound in with them."""
        return [part for page in self.of(Kind.TERMS) for part in _without(page.content, self.privacy)]

    @cached_property
    def privacy(self) -> list[Passage]:
        """Privacy statements: pages of their own, else the part of the terms that is one."""
        own = [page.content for page in self.of(Kind.PRIVACY)]
        bound = [part for page in self.of(Kind.TERMS) for part in _statement_in(page.content)]
        return own or [part for part in bound if len(part) > STATEMENT_LENGTH]

    @cached_property
    def cookies(self) -> list[Passage]:
        """Where the shop speaks of cookies: pages of their own, and sections of the privacy statement."""
        own = [page.content for page in self.of(Kind.COOKIES)]
        return own + [part for statement in self.privacy for part in statement.sections(r"cookie")]

    @cached_property
    def withdrawal(self) -> list[Passage]:
        """Where withdrawal is explained: the returns pages, then the terms."""
        return [page.content for page in self.of(Kind.RETURNS)] + self.terms

    @cached_property
    def everything(self) -> list[Passage]:
        return [page.whole for page in self.pages]


def domain_of(address: str) -> str:
    """The registrable domain of a URL, host or e-mail address; empty when there is none."""
    host = urlsplit(address).hostname if "//" in address else address.rpartition("@")[2].split("/")[0]
    return registrable(host or "").top_domain_under_public_suffix.lower()


def _statement_in(terms: Passage) -> list[Passage]:
    """The privacy statement that is bound in with the terms: a section, or an annex where no line breaks are left."""
    sections = terms.sections(PRIVACY_HEADING)[:1]
    if sections:
        return sections
    annex = terms.find(
        rf"\b(?-i:BIJLAGE|Bijlage|ANNEX|Annex|APPENDIX|Appendix)\s+\w{{1,3}}\W{{1,5}}[\w ]{{0,20}}(?:{PRIVACY_HEADING})"
    )
    if annex is None:
        return []
    rest = Passage(terms.page, annex.end, terms.end)
    following = rest.find(r"\b(?-i:BIJLAGE|Bijlage|ANNEX|Annex|APPENDIX|Appendix)\s+\w{1,3}\W{1,5}(?-i:[A-Z])")
    return [Passage(terms.page, annex.start, following.start if following else terms.end)]


def _without(passage: Passage, parts: Iterable[Passage]) -> list[Passage]:
    """What is left of a passage when these parts are cut out of it."""
    left, start = [], passage.start
    for part in sorted((one for one in parts if one.within(passage)), key=lambda one: one.start):
        left.append(Passage(passage.page, start, part.start))
        start = part.end
    return [one for one in [*left, Passage(passage.page, start, passage.end)] if len(one) > 1]
