"""A night of the radar: what a visit to a member's shop costs, and whether 20,000 of them fit in eight hours."""

import resource
from collections.abc import Iterator
from math import ceil

from django.conf import settings

from bench import town
from bench.load import Failed
from bench.rows import Row, at_most, figure
from bench.stage import Stage
from inspections import radar, terms
from inspections.crawler import PAUSE
from inspections.models import Scan
from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import GOOD, Place, pages
from keurmerk import clock
from keurmerk.outbox import in_silence
from members.models import Shop
from tests.factories import members

SHOPS = 500
MEMBERS = 20_000
CORES = 2  # of the machine that this is promised for
WAIT = 0.15  # seconds before a shop's server answers
NIGHT = terms.NIGHT_MINUTES * 60


def run(stage: Stage, size: int = SHOPS) -> Iterator[Row]:
    """On loopback no pause is kept and nothing is waited for: pauses and waits are added by counting."""
    shop = pages(GOOD, Place(mark=settings.BRAND["name"], committee=settings.BRAND["disputes_committee"]))
    settings.FIXTURE_SHOPS_ON_LOOPBACK = True
    with ShopServer(shop) as server:
        stage.build("radar")
        ids = _fill(size, server.url)
        _spent(ids[: terms.SCANS_TOGETHER])  # whatever is loaded once
        tenth, asked = ids[: max(terms.SCANS_TOGETHER, size // 10)], len(server.seen)
        small = _spent(tenth)
        requests = (len(server.seen) - asked) / len(tenth)
        before = _memory()
        large = _spent(ids)
        grown = _memory() / before
    if Scan.objects.filter(scanned_at=None).exists():
        raise Failed("Some shops were not read")
    yield from _rows(size, large, small, requests)
    yield Row(
        f"Memory after {size:,} visits", _memory(), "MB", f"after {len(tenth)}: {figure(before)}", grown, at_most(1.2)
    )


def _rows(size: int, large: float, small: float, requests: float) -> Iterator[Row]:
    work = large * MEMBERS / CORES / 3600
    left = f"{figure(large)} s each, {NIGHT // 3600} h on {CORES} cores"
    yield Row(f"Work of a night of {MEMBERS:,} shops", work, "h", left, work * 3600 / NIGHT, at_most(1))
    peer = f"among {max(terms.SCANS_TOGETHER, size // 10)}: {figure(small * 1000)}"
    yield Row(f"Work of a visit among {size:,}", large * 1000, "ms", peer, large / small, at_most(1.3))
    visit = requests * (PAUSE + WAIT) + large * terms.SCANS_TOGETHER / CORES
    rounds = ceil(MEMBERS / terms.SCANS_TOGETHER / settings.Q_CLUSTER["workers"])
    peer = f"{requests:.0f} requests, {PAUSE} s pause, {WAIT} s wait; {terms.SCANS_TOGETHER} side by side, 2 workers"
    yield Row(
        "Length of the night with pauses and waits",
        rounds * visit / 3600,
        "h",
        peer,
        rounds * visit / NIGHT,
        at_most(1),
    )


def _fill(size: int, url: str) -> list[int]:
    """Members with the mark, whose shops all lie at the same address."""
    with in_silence():
        shop = members.full_shop()
    Shop.objects.filter(pk=shop.pk).update(url=url)
    shop.refresh_from_db()
    first = town.shops_like(shop, size - 1)
    numbers = (shop.pk, *range(first + 1, first + size))
    Scan.objects.bulk_create([Scan(shop_id=number, next_scan_at=clock.now()) for number in numbers])
    return list(Scan.objects.order_by("pk").values_list("pk", flat=True))


def _spent(ids: list[int]) -> float:
    """Seconds of processor time for each visit, what is written down included, and the fixture server's own."""
    began = _processor()
    for at in range(0, len(ids), terms.SCANS_TOGETHER):
        radar.scan_all(ids[at : at + terms.SCANS_TOGETHER])
    return (_processor() - began) / len(ids)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _memory() -> float:
    """Megabytes that this process holds at most until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
