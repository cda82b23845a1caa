"""What a list of orders costs, from its upload to the last invitation: per line, and in memory."""

import io
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import count

from django.test import Client

from bench import town
from bench.load import Failed
from bench.rows import Row, at_least, at_most, paired
from bench.stage import Stage
from keurmerk import clock
from keurmerk.outbox import drain, in_silence
from members.models import ApiKey, Scope, Shop
from reviews.imports import upload
from reviews.models import OrderImport

FEW, MANY = 10_000, 100_000
BATCH, ALONE = 1_000, 15  # a key has a limit of calls
_NUMBER = count(1)


def run(stage: Stage, lines: int = MANY) -> Iterator[Row]:
    """A list of so many lines against one of 10,000, each with a bad line in the middle."""
    shop = town.inviting_shop()
    few = _times(shop, FEW, "few")
    before = _megabytes()
    many = _times(shop, lines, "many")
    yield Row(
        f"List of {lines:,} lines, checked",
        lines / many[0],
        "lines/s",
        f"{FEW:,}: {FEW / few[0]:,.0f}",
        (many[0] / lines) / (few[0] / FEW),
        at_most(1.3),
    )
    yield Row(
        f"List of {lines:,} lines, taken in",
        lines / many[1],
        "lines/s",
        f"{FEW:,}: {FEW / few[1]:,.0f}",
        (many[1] / lines) / (few[1] / FEW),
        at_most(1.3),
    )
    grown = _megabytes() / before
    yield Row(f"Memory with {lines:,} lines", _megabytes(), "MB", f"{FEW:,}: {before:,.0f}", grown, at_most(1.3))
    yield _batches(shop)


def _batches(shop: Shop) -> Row:
    """Orders over our own API: a thousand in one call, against as many that come alone."""
    scopes, now = [Scope.ORDERS_WRITE], clock.now()
    with in_silence():
        client = Client(headers={"Authorization": f"Bearer {_key(shop, scopes, now)}"})

    def in_batches() -> float:
        body = {"orders": [_order() for _ in range(BATCH)]}
        return BATCH / _seconds(client, "/api/v1/orders/batch", [body])

    def alone() -> float:
        return ALONE / _seconds(client, "/api/v1/orders", [_order() for _ in range(ALONE)])

    pair = paired(in_batches, alone, rounds=3)
    return pair.row(f"Orders over our API, {BATCH:,} a call", "orders/s", "one a call", at_least(5))


def _key(shop: Shop, scopes: list[Scope], now: datetime) -> str:
    return ApiKey.issue(shop, name="bench", scopes=scopes, actor="bench", at=now)[1]


def _order() -> dict[str, str]:
    number = next(_NUMBER)
    return {"email": f"api{number}@example.com", "order_number": f"api{number}"}


def _seconds(client: Client, address: str, bodies: Sequence[object]) -> float:
    began = time.perf_counter()
    for body in bodies:
        answer = client.post(address, body, content_type="application/json")
        if answer.status_code not in {HTTPStatus.OK, HTTPStatus.CREATED} or answer.json().get("refused"):
            raise Failed(f"{address} said {answer.status_code}")
    return time.perf_counter() - began


def _times(shop: Shop, lines: int, name: str) -> tuple[float, float]:
    """Seconds for checking and for taking in."""
    now = clock.now()
    made = upload.receive(shop, _list(lines, name), name="list.csv", delay_days=7, actor="bench", at=now)
    checked = _until_done()
    made.refresh_from_db()
    if (made.forecast.get("SCHEDULED"), made.faults.get().line) != (lines - 1, lines // 2 + 1):
        raise Failed(f"the check found {made.forecast}")
    made.confirm(actor="bench", at=now)
    taken = _until_done()
    made.refresh_from_db()
    if (made.state, made.invitations.count()) != (OrderImport.State.DONE, lines - 1):
        raise Failed(f"{made.invitations.count()} invitations of {lines} lines")
    return checked, taken


def _until_done() -> float:
    began = time.perf_counter()
    drain()
    return time.perf_counter() - began


def _list(lines: int, name: str) -> io.BytesIO:
    out = io.BytesIO(b"")
    out.write(b"Bestelnummer;E-mailadres;Naam\r\n")
    for n in range(1, lines + 1):
        address = f"{name}{n}@example.com" if n != lines // 2 else "geen adres"
        out.write(f"{name}{n};{address};Sanne de Koning\r\n".encode())
    out.seek(0)
    return out


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
