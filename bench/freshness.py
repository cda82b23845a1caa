"""How soon the files follow when very many shops change at once, and what it costs to write all of them anew."""

import json
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from django.conf import settings

from bench import town
from bench.load import Failed
from bench.rows import Row, at_most, figure
from bench.stage import STARTING, Stage
from frontend.widgets import publish
from keurmerk import clock
from keurmerk.models import PublishedCopy
from keurmerk.outbox import in_silence
from members.models import Shop
from reviews.models import Review
from tests.factories import reviews

SHOPS = 500
A_SECOND = 50  # changes
SECONDS = 20
LATEST = 5  # seconds, for 99 of a hundred
RENDERED = 1_000


def run(stage: Stage, size: int = RENDERED) -> Iterator[Row]:
    yield from _under_load(stage)
    stage.build("many")
    yield from _everything(size)


def _under_load(stage: Stage) -> Iterator[Row]:
    """Reviews of five hundred shops in turn, fifty a second, while somebody reads the files without a pause."""
    shops = _shops(SHOPS)
    changes = [shops[number % SHOPS] for number in range(A_SECOND * SECONDS)]
    invitations = [invitation for shop in changes for invitation in town.sent_invitations(shop, 1)]
    reader = Reader([shop.pk for shop in shops])
    python = str(settings.BASE_DIR / ".venv" / "bin" / "python")
    with stage.program("copies", [python, "manage.py", "copies"]):
        _settled()
        reader.start()
        committed: list[tuple[int, float]] = []
        began = time.perf_counter()
        for number, invitation in enumerate(invitations):
            time.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
            Review.publish(invitation, town.opinion(number % 5 + 1), actor="bench", at=clock.now())
            committed.append((invitation.shop_id, time.perf_counter()))
        rate = len(invitations) / (time.perf_counter() - began)
        _settled()
        reader.stop()
    delays = reader.delays(committed)
    what = f"{A_SECOND} changes/s over {SHOPS} shops for {SECONDS} s, from commit to file"
    late = quantiles(delays, n=100, method="inclusive")[98]
    peer = f"at most {LATEST} s; {figure(rate)} changes/s were made, {reader.read} reads, none torn"
    yield Row(f"{what}, p99", late, "s", peer, late / LATEST, at_most(1))
    yield Row(f"{what}, p50", median(delays), "s", "")


class Reader(threading.Thread):
    """Reads the files in a loop: when each first told of so many reviews, and whether it was ever half a file."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self.files = {number: settings.PUBLISHED_ROOT / f"w/v1/{number}.json" for number in numbers}
        self.seen: dict[tuple[int, int], float] = {}
        self.read = 0
        self.fault = ""
        self._known: dict[int, tuple[int, int]] = {}
        self._wanted = True

    def run(self) -> None:
        while self._wanted:
            for number, file in self.files.items():
                self._look(number, file)

    def _look(self, number: int, file: Path) -> None:
        """A file that was not replaced since is not read again, so that the reader leaves time to the writers."""
        facts = file.stat()
        mark = (facts.st_ino, facts.st_mtime_ns)
        if self._known.get(number) == mark:
            return
        self._known[number] = mark
        self.read += 1
        try:
            total = json.loads(file.read_bytes())["total"]
        except ValueError:
            self.fault = f"half a file of shop {number}"
            return
        now = time.perf_counter()
        for count in range(total, 0, -1):
            if self.seen.setdefault((number, count), now) != now:
                break

    def stop(self) -> None:
        time.sleep(0.2)
        self._wanted = False
        self.join()

    def delays(self, committed: Sequence[tuple[int, float]]) -> list[float]:
        """Seconds between each commit and the first file that tells of it. Raises Failed when one never came."""
        if self.fault:
            raise Failed(self.fault)
        counts: dict[int, int] = {}
        found = []
        for number, at in committed:
            counts[number] = counts.get(number, 0) + 1
            told = self.seen.get((number, counts[number]))
            if told is None:
                raise Failed(f"Review {counts[number]} of shop {number} never came to its file")
            found.append(max(0.0, told - at))
        return found


def _shops(number: int) -> list[Shop]:
    with in_silence():
        first = town.inviting_shop()
    town.shops_like(first, number - 1)
    shops = list(Shop.objects.with_standing().order_by("pk")[:number])
    for start in range(0, number, publish.AT_ONCE):
        publish.shops([shop.pk for shop in shops[start : start + publish.AT_ONCE]], now=clock.now())
    return shops


def _settled() -> None:
    deadline = time.monotonic() + STARTING
    while PublishedCopy.objects.behind().exists():
        if time.monotonic() > deadline:
            raise Failed(f"{PublishedCopy.objects.behind().count()} shops are still behind")
        time.sleep(0.05)


def _everything(size: int) -> Iterator[Row]:
    """All files of so many shops, against plain writing of the same bytes, and against half as many."""
    with in_silence():
        first = town.inviting_shop()
        town.reviews_like(reviews.review(of=first, at=clock.now()), 9)
    town.shops_like(first, size - 1)
    half = _rendered(size // 2)
    whole = _rendered(size)
    files = {path: path.read_bytes() for path in settings.PUBLISHED_ROOT.rglob("*") if path.is_file()}
    began = time.perf_counter()
    for path, data in files.items():
        target = settings.LOCAL / "plain" / path.relative_to(settings.PUBLISHED_ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    plain = time.perf_counter() - began
    shutil.rmtree(settings.LOCAL / "plain")
    name = f"All files of {size:,} shops anew"
    yield Row(name, whole, "s", f"writing the same {len(files):,} files: {figure(plain)}", whole / plain)
    yield Row(f"{name}, against half as many", whole, "s", f"half: {figure(half)}", whole / half, at_most(2.4))


def _rendered(size: int) -> float:
    """Seconds for so many shops, from nothing."""
    shutil.rmtree(settings.PUBLISHED_ROOT, ignore_errors=True)
    numbers = list(Shop.objects.order_by("pk").values_list("pk", flat=True)[:size])
    began = time.perf_counter()
    for start in range(0, size, publish.AT_ONCE):
        publish.shops(numbers[start : start + publish.AT_ONCE], now=clock.now())
    return time.perf_counter() - began
