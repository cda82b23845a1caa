"""Who the customer of a copied mail is: with a blind copy the addressee; in a copy for the shop whom it names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from tldextract import TLDExtract

from keurmerk.mail.arriving.mail import Address, Mail
from members.models import Shop
from reviews.imports import cells

_registrable = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)  # nothing is fetched
_EMAIL = r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
_NAMED = re.compile(
    r"\b(?:e-?mail(?:[ -]?(?:adres|address))?|klant|customer|besteller)\b[ \t]{0,3}:?[ \t\n]{0,3}[^\n@]{0,60}?"
    rf"({_EMAIL})",
    re.IGNORECASE,
)
_SEEN = 50_000


@dataclass(frozen=True)
class Own:
    """What is the shop's: its addresses, and the domains whose addresses are nobody's customer."""

    addresses: frozenset[str]
    domains: frozenset[str]

    def has(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        return address in self.addresses or any(domain == own or domain.endswith(f".{own}") for own in self.domains)


def own_of(shop: Shop) -> Own:
    people = shop.seats.values_list("user__email", flat=True)
    domain = _registrable(shop.host).top_domain_under_public_suffix or shop.host
    addresses = {shop.member.email, *people}
    return Own(frozenset(each.lower() for each in addresses), frozenset({domain, settings.INBOUND_DOMAIN} - {""}))


def customer(mail: Mail, words: str, own: Own, *, told_to_shop: bool) -> Address | None:
    """The one customer; None when we are not sure."""
    to = _strangers((*mail.to, *mail.copied), mail, own)
    answers_to = _strangers(mail.reply_to, mail, own)
    named = _strangers((Address(each.lower()) for each in _NAMED.findall(words[:_SEEN])), mail, own)
    if to and not told_to_shop:
        return to[0] if len(to) == 1 and not _is_copied_only(to[0], mail) else None
    if to:  # the shop may have itself told at an address that we do not know
        both = [each for each in to if each.email in {other.email for other in (*named, *answers_to)}]
        return both[0] if len(both) == len(to) == 1 else None
    found = {each.email: each for each in (*named, *answers_to)}
    return next(iter(found.values())) if len(found) == 1 else None


def addressee(mail: Mail, own: Own) -> Address | None:
    """The one stranger that the mail was sent to, if there is one."""
    to = _strangers(mail.to, mail, own)
    return to[0] if len(to) == 1 else None


def _is_copied_only(address: Address, mail: Mail) -> bool:
    return address.email not in {each.email for each in mail.to}


def _strangers(addresses: Iterable[Address], mail: Mail, own: Own) -> list[Address]:
    """Each address once that is not the shop's or the sender's."""
    found = {each.email: each for each in addresses if cells.is_email(each.email)}
    return [each for each in found.values() if not own.has(each.email) and each.email != mail.sender.email]
