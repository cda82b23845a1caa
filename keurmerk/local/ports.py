"""Which ports on loopback are free, and what answers there."""

import socket
import urllib.error
import urllib.request

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def next_free(port: int, *, without: set[int]) -> int:
    """The first free port from this one on."""
    while port in without or not is_free(port):
        port += 1
    return port


def status(url: str) -> int:
    """The status with which a page answers; 0 when nobody does. No proxy stands between us and loopback."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


def text(url: str) -> str:
    """What a page says, also when it is not content; empty when nobody answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as refusal:
        return refusal.read().decode()
    except OSError:
        return ""
