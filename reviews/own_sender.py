"""A shop's own sender address: is it fit, which records prove its domain, and are they there?"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import idna
from django.conf import settings
from django.db import transaction
from tldextract import TLDExtract

from keurmerk import dns
from keurmerk.mail import domains
from keurmerk.models import Event
from members.models import Shop
from reviews import terms
from reviews.mailboxes import is_shared
from reviews.models import Sender

_SUFFIXES = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that the package brings: no network
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_LONGEST = 200  # of a domain: the names of its records are longer
Answer = Sender.Answer


class Unfit(Exception):
    """This address cannot send. `code` says why: "form", "ours", "shared" or "public"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AskedOften(Exception):
    """Letters that ask to confirm an address went out several times today."""


@dataclass(frozen=True)
class Row:
    """One record to set, and what the last look found: `answer` is empty before the first."""

    name: str
    kind: str
    host: str
    value: str
    answer: str
    seen: str


def spelled(address: str) -> str:
    """The one spelling of an address: lower case, the domain in punycode. Raises Unfit."""
    name, _, domain = address.strip().lower().rpartition("@")
    try:
        host = idna.encode(domain.rstrip("."), uts46=True).decode("ascii")
    except idna.IDNAError as fault:
        raise Unfit("form") from fault
    if not _NAME.fullmatch(name) or ".." in name or not _HOST.fullmatch(host) or len(host) > _LONGEST:
        raise Unfit("form")
    for refused, code in ((_is_ours, "ours"), (is_shared, "shared"), (_is_nowhere, "public")):
        if refused(host):
            raise Unfit(code)
    return f"{name}@{host}"


def _is_ours(host: str) -> bool:
    """Our own name and what lies below it or above it: nobody may write in our name."""
    own = {settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ").lower(), settings.INBOUND_DOMAIN} - {""}
    return any(host == each or host.endswith(f".{each}") or each.endswith(f".{host}") for each in own)


def _is_nowhere(host: str) -> bool:
    """Not a domain that somebody registered on the internet: a suffix itself, or a name of a network of one's own."""
    found = _SUFFIXES(host, include_psl_private_domains=True)
    return not settings.SANDBOX and not (found.domain and found.suffix)


def choose(shop: Shop, address: str, *, actor: str, at: datetime) -> Sender:
    """The shop wants this address: its domain is made known to the vendor, and a letter asks whether it is theirs.

    Raises Unfit, AskedOften, TakenElsewhere, domains.Refused and domains.Unavailable.
    """
    fit = spelled(address)
    now = Sender.objects.filter(shop=shop).first()
    if now and now.address == fit:
        return now
    if _asked_often(shop, at):
        raise AskedOften(shop.pk)
    return Sender.choose(shop, fit, domains.provider().register(fit.rpartition("@")[2]), actor=actor, at=at)


def ask_again(sender: Sender, *, actor: str, at: datetime) -> bool:
    """Another letter to the address. False when the last one went out just now, or many did today."""
    return not _asked_often(sender.shop, at) and sender.ask(actor=actor, at=at)


def _asked_often(shop: Shop, at: datetime) -> bool:
    today = Event.objects.filter(name="sender.confirmation_asked", happened_at__gt=at - timedelta(days=1))
    return today.filter(payload__shop=shop.pk).count() >= terms.SENDER_ASKED_A_DAY


def look(sender: Sender, *, actor: str, at: datetime) -> Sender:
    """Asks the name servers for each record, and the vendor when all are there; writes down what they said."""
    findings = {row.name: _found(row) for row in rows_of(sender)}
    if all(found["answer"] == Answer.FOUND for found in findings.values()):
        findings["vendor"] = {"answer": _of_vendor(sender.vendor_id), "seen": ""}
    with transaction.atomic():
        mine = Sender.objects.select_for_update(of=("self",)).select_related("shop").filter(pk=sender.pk).first()
        if mine is None:  # given up meanwhile
            return sender
        mine.note_look(findings, actor=actor, at=at)
    return mine


def rows_of(sender: Sender) -> list[Row]:
    """The records that the shop has to set, with what the last look found."""
    wanted = (
        ("dkim", "TXT", sender.dkim_host, sender.dkim_value),
        ("return_path", "CNAME", sender.return_path_host, sender.return_path_value),
    )
    found = sender.findings
    return [
        Row(name, kind, host, value, found.get(name, {}).get("answer", ""), found.get(name, {}).get("seen", ""))
        for name, kind, host, value in wanted
    ]


def _found(row: Row) -> dict[str, str]:
    names = dns.provider()
    ask: Callable[[str], Sequence[str]] = names.txt if row.kind == "TXT" else names.cname
    same: Callable[[str], str] = _key_in if row.kind == "TXT" else _plain
    try:
        seen = ask(row.host)
    except dns.Unavailable:
        return {"answer": Answer.UNAVAILABLE, "seen": ""}
    if not seen:
        return {"answer": Answer.MISSING, "seen": ""}
    right = any(same(each) == same(row.value) for each in seen)
    return {"answer": Answer.FOUND if right else Answer.OTHER, "seen": "" if right else seen[0][:200]}


def _key_in(text: str) -> str:
    """The public key in a DKIM record: spaces, order and the other tags are free (RFC 6376, 3.6.1)."""
    tags = dict(each.strip().partition("=")[::2] for each in text.split(";"))
    return re.sub(r"\s", "", {name.strip(): value for name, value in tags.items()}.get("p", "")) or f"no key: {text}"


def _plain(host: str) -> str:
    return host.lower().rstrip(".")


def _of_vendor(vendor_id: str) -> str:
    """The vendor may see later what we see now; that is no reason to say that anything is gone."""
    try:
        return Answer.FOUND if domains.provider().is_accepted(vendor_id) else Answer.UNAVAILABLE
    except (domains.Refused, domains.Unavailable):
        return Answer.UNAVAILABLE
