"""The world's name servers, by way of the resolver of this machine."""

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.TXT import TXT

from keurmerk.dns import Unavailable

_ONE_SERVER, _IN_ALL = 2.0, 5.0  # seconds: for one server, and for all tries together
_MOST_VALUES = 50


class Provider:
    """Asks anew each time: whoever just changed a record wants to know how it stands now."""

    def txt(self, name: str) -> list[str]:
        found = self._ask(name, "TXT")
        return [b"".join(each.strings).decode("utf-8", "replace") for each in found if isinstance(each, TXT)]

    def cname(self, name: str) -> list[str]:
        found = self._ask(name, "CNAME")
        return [each.target.to_text(omit_final_dot=True).lower() for each in found if isinstance(each, CNAME)]

    def _ask(self, name: str, kind: str) -> list[object]:
        try:
            answer = _resolver().resolve(f"{name}.", kind, lifetime=_IN_ALL, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.NameTooLong):
            return []
        except dns.name.EmptyLabel:
            return []
        except (dns.exception.DNSException, OSError) as fault:
            raise Unavailable from fault
        return list(answer)[:_MOST_VALUES]


def _resolver() -> dns.resolver.Resolver:
    servers = settings.DNS_SERVERS
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [server.partition("#")[0] for server in servers]
        resolver.port = int(servers[0].partition("#")[2] or 53)
    resolver.timeout = _ONE_SERVER
    return resolver
