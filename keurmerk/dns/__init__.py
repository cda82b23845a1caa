"""What name servers say about a domain: the role. "No such record" is an answer; no answer is not.

Only names are asked, and only of the resolver that this machine is set up with: nothing that a record says is visited.
"""

from importlib import import_module
from typing import Protocol, cast

from django.conf import settings


class Unavailable(Exception):
    """The name servers did not answer, or could not: it is not known what they would say."""


class NameServers(Protocol):
    """Both give every value there is, none when there is no such record. Always with a time limit."""

    def txt(self, name: str) -> list[str]:
        """Whole texts, however many pieces they are kept in. Raises Unavailable."""

    def cname(self, name: str) -> list[str]:
        """Where a name leads, in lower case and without the closing dot. Raises Unavailable."""


def provider() -> NameServers:
    """The world's name servers, or the sandbox's page of records."""
    vendor = import_module(f"keurmerk.dns.{settings.DNS_PROVIDER}")
    return cast("NameServers", vendor.Provider())
