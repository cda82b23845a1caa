"""What an e-mail address tells before anybody writes to it. Pure functions."""

from disposable_email_domains import blocklist
from tldextract import TLDExtract

_REGISTRABLE = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that the package brings: no network
_SHARED = {  # where everybody can have a mailbox, and nobody but the provider can set a record
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "outlook.com", "outlook.nl", "live.com", "live.nl",
    "msn.com", "yahoo.com", "yahoo.nl", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.net", "gmx.de",
    "web.de", "proton.me", "protonmail.com", "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "home.nl",
    "hetnet.nl", "xs4all.nl", "upcmail.nl", "casema.nl", "chello.nl", "quicknet.nl", "zonnet.nl", "tele2.nl",
    "solcon.nl", "telfort.nl", "telenet.be", "skynet.be", "proximus.be", "t-online.de", "orange.fr",
}  # fmt: skip
_DOTLESS = {"gmail.com", "googlemail.com"}


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()


def mailbox_of(address: str) -> str:
    """One spelling of a mailbox: without what stands behind a plus, and without dots where they do not count."""
    name, _, domain = address.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    return f"{name.replace('.', '') if domain in _DOTLESS else name}@{domain}"


def is_throwaway(address: str) -> bool:
    return domain_of(address) in blocklist


def is_shared(domain: str) -> bool:
    """A provider of mailboxes, for everybody or for once."""
    return domain in _SHARED or domain in blocklist


def is_of(address: str, host: str) -> bool:
    """Is the address of the people behind this host? Not where anybody can get one: a shop on a shared domain."""
    ours = _REGISTRABLE(host).top_domain_under_public_suffix
    return bool(ours) and _REGISTRABLE(domain_of(address)).top_domain_under_public_suffix == ours
