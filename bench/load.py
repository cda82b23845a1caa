"""Puts load on a server on loopback: wrk when it is installed, else a small client of our own."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 16  # of wrk; our own client, which costs more than the server, uses fewer
THREADS = 4
ORDERS = Path(__file__).with_name("orders.lua")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_ROUND = count(1)
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


class Failed(Exception):
    """The server did not answer as it should, so its speed means nothing."""


def generator() -> str:
    return "wrk" if shutil.which("wrk") else "our own client"


def rate(url: str, *, seconds: int, orders: bool = False) -> float:
    """Requests per second; with `orders`, each reports an order that was not seen before. Raises Failed."""
    number = str(next(_ROUND))
    if shutil.which("wrk"):
        return _wrk(url, seconds, number if orders else "")
    return _own(url, seconds, number if orders else "")


def _wrk(url: str, seconds: int, orders: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    command += ["-s", str(ORDERS), url, "--", orders] if orders else [url]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30)  # noqa: S603
    said = ran.stdout
    found = _RATE.search(said)
    if found is None or "Non-2xx" in said:
        raise Failed(f"{url}: {said}")
    return float(found[1])


def _own(url: str, seconds: int, orders: str) -> float:
    deadline = time.monotonic() + seconds
    done: list[int] = []
    threads = [
        threading.Thread(target=lambda mark=mark: done.append(_visit(url, deadline, orders and f"{orders}-{mark}")))
        for mark in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(done) < THREADS:
        raise Failed(url)
    return sum(done) / seconds


def _visit(url: str, deadline: float, orders: str) -> int:
    """Asks over one connection until the deadline; returns how often it was answered."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.netloc, timeout=20)
    target, bodies, done = f"{parts.path}?{parts.query}", _bodies(orders), 0
    while time.monotonic() < deadline:
        link.request("POST" if orders else "GET", target, next(bodies), FORM if orders else {})
        answer = link.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise Failed(f"{url} said {answer.status}")
        done += 1
    link.close()
    return done


def _bodies(orders: str) -> Iterator[bytes | None]:
    for number in count(1):
        who = f"{orders}-{number}"
        yield f"email=buyer{who}@example.com&order={who}".encode() if orders else None
