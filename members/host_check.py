"""Looks for a proof of a host: a tag on its home page, a file, or a DNS record. Any of the three is enough.

Only the root of the host counts, and only an answer that comes from the host itself: a redirect to elsewhere or a page
that a stranger may write on, such as a shop inside a marketplace, proves nothing (terms 5.7).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings

from keurmerk import dns
from keurmerk.outside.guard import Fetched, Guard, Limits
from keurmerk.outside.unreadable import Unreadable
from members.hosts import NotAHost, host_of
from members.models import HostProof

_PAGE = Limits(size=600_000, cut=True, connect=4, read=5, total=8)
_FILE = Limits(size=2_000, cut=True, connect=3, read=4, total=5)


@dataclass(frozen=True)
class Sighting:
    """Where the code stood, and the words around it."""

    method: str
    where: str
    seen: str


def name() -> str:
    """The mark's name as it stands in tags, records and file names."""
    return "".join(filter(str.isalnum, settings.BRAND["name"])).lower()


def tag_for(code: str) -> str:
    return f'<meta name="{name()}-verification" content="{code}">'


def record_name(host: str) -> str:
    return f"_{name()}.{host.partition(':')[0]}"


def record_value(code: str) -> str:
    return f"{name()}-verification={code}"


def file_path(code: str) -> str:
    return f"/.well-known/{name()}-{code}.txt"


def file_url(proof: HostProof) -> str:
    return _root(proof) + file_path(proof.code).lstrip("/")


def look(proof: HostProof, *, actor: str, at: datetime) -> HostProof:
    """Looks in all three places until the code is found, and writes down what came of it."""
    problems: list[str] = []
    for way in (_on_the_page, _in_a_file, _in_the_records):
        try:
            found = next(way(proof), None)
        except (Unreadable, dns.Unavailable) as failure:
            problems.append(str(failure) if isinstance(failure, Unreadable) else "")
            continue
        if found:
            proof.prove(found.method, seen_at=found.where, seen=found.seen, actor=actor, at=at)
            return proof
    proof.note_absence(problems[0] if problems else "", at=at)
    return proof


def _on_the_page(proof: HostProof) -> Iterator[Sighting]:
    """In the head: what visitors may write stands in the body."""
    page = _fetch(_root(proof), _PAGE)
    if not _is_from(page, proof.host):
        return
    head = BeautifulSoup(page.body, "lxml").head
    for tag in head.find_all("meta") if head else ():
        if isinstance(tag, Tag) and _is_ours(tag.get("name"), tag.get("content"), proof.code):
            yield Sighting(HostProof.Method.META, page.url, str(tag))


def _is_ours(label: object, content: object, code: str) -> bool:
    return str(label or "").lower() == f"{name()}-verification" and str(content or "").strip() == code


def _in_a_file(proof: HostProof) -> Iterator[Sighting]:
    """The file holds the code and nothing else."""
    found = _fetch(file_url(proof), _FILE)
    if _is_from(found, proof.host) and found.body.strip() == proof.code.encode():
        yield Sighting(HostProof.Method.FILE, found.url, proof.code)


def _in_the_records(proof: HostProof) -> Iterator[Sighting]:
    """Under a name of ours, or at the host itself."""
    host = proof.host.partition(":")[0]
    ask: Callable[[str], list[str]] = dns.provider().txt
    for place in (record_name(host), host):
        for value in ask(place):
            if value.strip() == record_value(proof.code):
                yield Sighting(HostProof.Method.DNS, f"{place} TXT", value)


def _root(proof: HostProof) -> str:
    parts = urlsplit(proof.application.shop_url)
    return f"{parts.scheme}://{parts.netloc}/"


def _fetch(url: str, limits: Limits) -> Fetched:
    agent = f"{name()}-verification/1 (+{settings.SITE_URL})"
    guard = Guard(user_agent=agent, allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK)
    return replace(guard, limits=limits).fetch(url)


def _is_from(answer: Fetched, host: str) -> bool:
    """From this host from the first address to the last."""
    try:
        return all(host_of(url) == host for url in (*answer.hops, answer.url))
    except NotAHost:
        return False
