"""Searching the register: what a search costs among very many shops, against one among few."""

import time
from collections.abc import Iterator, Sequence
from random import Random
from statistics import median, quantiles

from django.db import connection
from django.test import Client

from bench import town
from bench.rows import Row, at_most, figure
from bench.stage import Stage
from keurmerk.outbox import in_silence
from tests.factories import reviews

SHOPS = 200_000
FEW = 2_000
SEARCHES = 200
BOUND = 100  # milliseconds
FIRST = (
    "fiets", "thee", "koffie", "tuin", "boek", "lamp", "schoen", "kaas", "bloem", "wol", "hout", "verf", "speel",
    "kinder", "keuken", "bad", "slaap", "sport", "loop", "zeil", "vis", "honden", "katten", "paarden", "vogel",
)  # fmt: skip
LAST = ("winkel", "huis", "goed", "plank", "wereld", "shop", "land", "hoek", "markt", "atelier", "koning", "express",
        "direct", "voordeel", "specialist", "outlet", "magazijn", "boetiek", "paleis", "kamer")  # fmt: skip
PLACES = ("Zwolle", "Utrecht", "Delft", "Gouda", "Almelo", "Breda", "Leiden", "Assen", "Venlo", "Hoorn")


def run(stage: Stage, size: int = SHOPS) -> Iterator[Row]:
    few = _measured(stage, "few", FEW)
    many = _measured(stage, "many", size)
    peer = f"among {FEW:,}: {figure(_p95(few))}"
    name = f"Register search among {size:,} shops"
    yield Row(f"{name}, p95", _p95(many), "ms", f"at most {BOUND} ms", _p95(many) / BOUND, at_most(1))
    yield Row(f"{name}, p50", median(many), "ms", peer, median(many) / median(few))


def _measured(stage: Stage, name: str, shops: int) -> list[float]:
    stage.build(name)
    _fill(shops)
    client, chance = Client(), Random(3)  # noqa: S311  # the same questions every time, not a secret
    client.get("/register/?q=warm")
    return [_milliseconds(client, _question(chance)) for _ in range(SEARCHES)]


def _question(chance: Random) -> str:
    """A name with or without a typing error, a part of one, a place with it, an address, a common word, or none."""
    name = chance.choice(FIRST) + chance.choice(LAST)
    spoilt = name[: len(name) // 2] + name[len(name) // 2 + 1 :]
    number = chance.randrange(2_000)
    return chance.choice(
        [f"q={name}", f"q={spoilt}", f"q={name[:6]}", f"q={name}+{chance.choice(PLACES)}", f"q={name}{number}.example",
         f"q={chance.choice(LAST)}", "", f"page={chance.randrange(1, 20)}", "standing=full"]
    )  # fmt: skip


def _milliseconds(client: Client, query: str) -> float:
    began = time.perf_counter()
    assert client.get(f"/register/?{query}").status_code == 200
    return (time.perf_counter() - began) * 1000


def _p95(found: Sequence[float]) -> float:
    return quantiles(found, n=20, method="inclusive")[18]


def _fill(shops: int) -> None:
    """Companies, shops, memberships and marks by copying one; then names of their own, places, and scores."""
    with in_silence():
        shop = town.inviting_shop()
        reviews.review(of=shop)
    town.shops_like(shop, shops - 1)
    words = {"first": _array(FIRST), "last": _array(LAST), "places": _array(PLACES)}
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE members_member SET city = ({words['places']})[1 + id % {len(PLACES)}]")  # noqa: S608
        cursor.execute(
            f"UPDATE members_shop SET name = ({words['first']})[1 + id % {len(FIRST)}] || "  # noqa: S608
            f"({words['last']})[1 + id / {len(FIRST)} % {len(LAST)}], host = "
            f"({words['first']})[1 + id % {len(FIRST)}] || ({words['last']})[1 + id / {len(FIRST)} % {len(LAST)}] "
            "|| id || '.example'"
        )
        cursor.execute(
            "INSERT INTO reviews_rating (shop_id, count, distribution, sums, count_all, distribution_all, sums_all, "
            "public_count, ledger_length, ledger_head) SELECT id, id * 7919 % 1000, '{}', '{}', 0, '{}', '{}', 0, 0, "
            "'' FROM members_shop WHERE id % 3 > 0 ON CONFLICT DO NOTHING"
        )
        cursor.execute("VACUUM ANALYZE")


def _array(words: Sequence[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in words) + "]"
