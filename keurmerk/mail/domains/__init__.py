"""Domains of others from which we may send: the role. The vendor says which records make a letter theirs."""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings


class Refused(Exception):
    """The vendor will not send for this domain."""


class Unavailable(Exception):
    """The vendor cannot say now; try again later."""


@dataclass(frozen=True)
class Domain:
    """What has to stand in the name servers of a domain.

    A TXT record with the key that letters are signed with (DKIM), and a CNAME for the address to which letters
    bounce: that name is what receivers hold against SPF.
    """

    vendor_id: str
    dkim_host: str
    dkim_value: str
    return_path_host: str
    return_path_value: str


class Domains(Protocol):
    """Both may be repeated. Always with a time limit; raise Refused or Unavailable."""

    def register(self, domain: str) -> Domain:
        """This domain, known to the vendor from now on, whether or not it was before."""

    def is_accepted(self, vendor_id: str) -> bool:
        """Has the vendor itself found the records, so that it takes letters from this domain?"""


def provider() -> Domains:
    """The vendor, or the sandbox's stand-in."""
    vendor = import_module(f"keurmerk.mail.domains.{settings.DOMAIN_PROVIDER}")
    return cast("Domains", vendor.Provider())
