"""Which network addresses we may visit on somebody else's word: public ones only."""

import ipaddress
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late

from keurmerk.outside.unreadable import PrivateAddress, Unresolvable

Resolve = Callable[[str], list[str]]

# Ranges that Python calls global although they lead to, or hide, something that is not.
DISGUISES = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64, local
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local, of old
        "100.64.0.0/10",  # carrier-grade NAT
        "168.63.129.16/32",  # a cloud's own metadata service, on a public number
    )
)


def system_resolve(host: str, *, seconds: float = 5) -> list[str]:
    """The addresses of a host by the machine's own resolver. Raises Unresolvable, also when it takes too long."""
    pool = ThreadPoolExecutor(max_workers=1)  # getaddrinfo knows no time limit of its own
    try:
        found = pool.submit(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM).result(seconds)
    except (OSError, UnicodeError, Late) as failure:
        raise Unresolvable from failure
    finally:
        pool.shutdown(wait=False)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """An ordinary address on the public internet: not private, loopback, link-local, shared, multicast or disguised."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if found.is_multicast or found.is_reserved or found.is_unspecified or not found.is_global:
        return False
    return not any(found.version == network.version and found in network for network in DISGUISES)


def is_loopback(address: str) -> bool:
    """This machine itself, written plainly."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def admitted(host: str, resolve: Resolve, *, loopback: bool = False) -> list[str]:
    """The addresses of this host, when every one of them may be visited; else PrivateAddress.

    One forbidden address among good ones refuses the host: which one a client picks is not the visitor's choice.
    `loopback` admits the fixture shops of sandbox mode.
    """
    addresses = resolve(host)
    if not addresses:
        raise Unresolvable
    if not all(is_public(address) or (loopback and is_loopback(address)) for address in addresses):
        raise PrivateAddress
    return addresses
