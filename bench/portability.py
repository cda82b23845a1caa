"""What it costs to take reviews along: an export of 100,000, and its way into another shop and out again."""

import io
import json
import resource
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.core.files.storage import default_storage

from bench import town
from bench.load import Failed
from bench.rows import Row, at_most
from bench.stage import Stage
from keurmerk import clock
from keurmerk.outbox import drain
from members.models import Shop
from reviews.imports.elsewhere import upload
from reviews.models import Review, ReviewExport, ReviewImport
from reviews.models.history import enter_history
from reviews.portable import hash_of
from reviews.verification import shop_faults

MANY = 10_000  # `bench/run.py portability=100000` for the whole figure
_WORDS = ("snel", "geleverd", "netjes", "ingepakt", "mooie", "fiets", "goede", "service", "prima", "winkel", "aardig")


def run(stage: Stage, many: int = MANY) -> Iterator[Row]:
    """Each step per review against the same with a tenth of them; and are all hashes the same afterwards?"""
    few, _written = _there_and_back(many // 10)
    whole, written = _there_and_back(many)
    for name, seconds in whole.items():
        each, least = seconds / many, few[name] / (many // 10)
        yield Row(
            f"{many:,} reviews {name}", many / seconds, "per s", f"{many // 10:,}: {1 / least:,.0f}", each / least,
            at_most(1.3),
        )  # fmt: skip
    peak = _megabytes()
    yield Row("Memory at its peak", peak, "MB", f"after writing them: {written:,.0f}", peak / written, at_most(1.3))


def _there_and_back(number: int) -> tuple[dict[str, float], float]:
    """Seconds of each step, and the megabytes before the first. Fails unless every record has the hash that it had."""
    now = clock.now()
    old = town.inviting_shop()
    new = Shop.objects.create(
        member=old.member, host=f"new-{old.host}", name="New", url=f"https://new-{old.host}/", registered_at=now
    )
    _write(old, number, now)
    written = _megabytes()
    took: dict[str, float] = {}
    with _timed(took, "out"):
        first = _export(old)
    with _timed(took, "uploaded and checked"):
        made = upload.receive(new, io.BytesIO(first), name="reviews.zip", platform="", actor="bench", at=now)
        drain()
    made.refresh_from_db()
    made.start(actor="bench", at=now)
    with _timed(took, "taken in"):
        drain()
    with _timed(took, "out again"):
        second = _export(new)
    _compare(made, first, second, number)
    return took, written


@contextmanager
def _timed(took: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took[name] = time.perf_counter() - began


def _write(shop: Shop, number: int, now: datetime) -> None:
    """Reviews of three years, in the ledger as if they had been written one by one."""
    made = []
    for n in range(number):
        at = now - timedelta(minutes=1 + n * 1_500_000 // number, microseconds=n)
        text = " ".join(_WORDS[(n * 7 + place * (1 + n % 5)) % len(_WORDS)] for place in range(12 + n % 30))
        made.append(
            Review(
                shop=shop,
                origin=Review.Origin.OPEN,
                stars=1 + n % 5,
                delivery=1 + n % 4,
                title=f"Bestelling {n}",
                text=text,
                display_name="Sanne K.",
                published_at=at,
                counts_until=at + relativedelta(months=12),
            )
        )
    Review.objects.bulk_create(made, batch_size=2000)
    enter_history(shop.pk, at=now)


def _export(shop: Shop) -> bytes:
    made = ReviewExport.ask(shop, actor="bench", at=clock.now())
    drain()
    with default_storage.open(made.path) as file:
        content: bytes = file.read()
    return content


def _compare(made: ReviewImport, first: bytes, second: bytes, number: int) -> None:
    made.refresh_from_db()
    told = {json.loads(line)["hash"] for line in _lines(first, "reviews.jsonl")}
    again = set()
    for line in _lines(second, "imported.jsonl"):
        record = json.loads(line)["record"]
        if record["hash"] != hash_of(record):
            raise Failed(f"a record says {record['hash']} of itself")
        again.add(record["hash"])
    if len(told) != number or told != again:
        raise Failed(f"{len(told & again)} of {number} hashes are the same; the import says {made.outcome}")
    for fault in shop_faults(made.shop_id):
        raise Failed(fault)


def _lines(export: bytes, name: str) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(export)) as archive, archive.open(name) as lines:
        yield from lines


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
