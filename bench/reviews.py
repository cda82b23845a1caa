"""From a review to the files that visitors read: at once by many, sustained, and how long it takes."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median, quantiles
from typing import Self

from django.conf import settings
from django.db import connection
from django_q.models import OrmQ
from django_q.tasks import async_task

from bench import town
from bench.load import Failed
from bench.rows import Row, Target, at_least, at_most, figure, paired
from bench.stage import STARTING, Stage
from frontend.widgets import publish
from keurmerk import clock
from keurmerk.models import Delivery
from keurmerk.outbox import in_silence
from members.models import Shop
from reviews.models import Invitation, Rating, Review
from reviews.scoring import mean

WRITERS = 20
EACH = 4
SHOPS = 10
BURST = 100
MOST_SECONDS = 5
DELAYS = 30
POLL = 0.002  # seconds between two looks at a file


def run(stage: Stage) -> Iterator[Row]:
    yield _crowd()
    yield _cost()
    _forget_tasks()
    manage = [sys.executable, "manage.py"]
    with stage.program("queue", [*manage, "qcluster", "--skip-checks"]), stage.program("copies", [*manage, "copies"]):
        _warm_up()
        yield from _sustained()
        yield from _delays()


def _crowd() -> Row:
    """Twenty writers on one shop at once: nobody's star is lost."""

    def one_shop(writers: int) -> float:
        shop = town.inviting_shop()
        seconds = _all_write(shop, writers)
        _prove(shop)
        return writers * EACH / seconds

    pair = paired(lambda: one_shop(WRITERS), lambda: one_shop(1), rounds=3)
    return pair.row("20 writers on one shop, rating exact", "reviews/s", "one writer", at_least(0.5))


def _all_write(shop: Shop, writers: int) -> float:
    """Seconds in which so many writers, each in a thread and a connection of its own, publish all they have."""
    ready = threading.Barrier(writers + 1)
    invitations = town.sent_invitations(shop, writers * EACH)
    threads = [
        threading.Thread(target=_write, args=(ready, invitations[number::writers], number)) for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    ready.wait(STARTING)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _write(ready: threading.Barrier, invitations: Sequence[Invitation], number: int) -> None:
    connection.ensure_connection()
    ready.wait(STARTING)
    try:
        for invitation in invitations:
            Review.publish(invitation, town.opinion(number % 5 + 1), actor="bench", at=clock.now())
    finally:
        connection.close()


def _prove(shop: Shop) -> None:
    """The stored score is what the reviews come to, and every invitation became one. Raises Failed."""
    stars = list(shop.reviews.values_list("stars", flat=True))
    rating = Rating.objects.get(shop=shop)
    unused = shop.invitations.exclude(state=Invitation.State.USED).count()
    if unused or (rating.count, rating.mean) != (len(stars), mean(sum(stars), len(stars))):
        raise Failed(f"{rating.count} reviews, mean {rating.mean}; should be {len(stars)}; {unused} unwritten")


def _cost() -> Row:
    """A review and its shop's files, one after another in one process, against the review alone."""
    shop = town.inviting_shop()
    invitations = iter(town.sent_invitations(shop, 6 * EACH))

    def write(*, files: bool) -> float:
        began = time.perf_counter()
        for _ in range(EACH):
            Review.publish(next(invitations), town.opinion(5), actor="bench", at=clock.now())
            if files:
                publish.shop(shop.pk, now=clock.now())
        return (time.perf_counter() - began) * 1000 / EACH

    pair = paired(lambda: write(files=True), lambda: write(files=False), rounds=3)
    return pair.row("Review with its shop's files, in one process", "ms", "the review alone")


def _forget_tasks() -> None:
    """What the rows before left for a queue that did not run yet."""
    OrmQ.objects.all().delete()
    Delivery.objects.all().delete()


def _warm_up() -> None:
    shop = town.inviting_shop()
    _write_one(shop)
    _wait_until_current(shop)
    _wait_until_idle()


def _sustained() -> Iterator[Row]:
    """Reviews of several shops as fast as they come, until the last file is current, letters under way as well."""
    delays: list[float] = []

    def by_queue() -> float:
        shops = [town.inviting_shop() for _ in range(SHOPS)]
        invitations = _spread(shops)
        watch = _Watch(shops)
        began = time.perf_counter()
        with watch:
            for invitation in invitations:
                Review.publish(invitation, town.opinion(4), actor="bench", at=clock.now())
                watch.written(invitation.shop_id)
        rate = BURST / (time.perf_counter() - began)
        delays.extend(watch.delays)
        _wait_until_idle()
        return rate

    pair = paired(by_queue, _in_one_process, rounds=2)
    name = "Reviews sustained, files current, letters made beside it"
    yield pair.row(name, "reviews/s", "files alone, in one process")
    late = _p99(delays)
    name = f"The same, from commit to file, p99 of {len(delays)}"
    yield Row(name, late * 1000, "ms", f"{MOST_SECONDS} s", late / MOST_SECONDS, at_most(1))


class _Watch:
    """Looks at the files of these shops, and remembers how long each review was not in that of its shop."""

    def __init__(self, shops: Sequence[Shop]) -> None:
        self.delays: list[float] = []
        self._waiting: dict[int, list[float]] = {shop.pk: [] for shop in shops}  # moments of commit, oldest first
        self._shown = dict.fromkeys(self._waiting, 0)
        self._all_written = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def written(self, shop_id: int) -> None:
        self._waiting[shop_id].append(time.perf_counter())

    def __exit__(self, *_: object) -> None:
        self._all_written.set()
        self._thread.join()
        if any(self._waiting.values()):
            raise Failed("a file is not current")

    def _look(self) -> None:
        deadline = time.monotonic() + 5 * STARTING
        while time.monotonic() < deadline:
            done = self._all_written.is_set()
            for shop_id in self._waiting:
                self._count(shop_id)
            if done and not any(self._waiting.values()):
                return
            time.sleep(0.05)

    def _count(self, shop_id: int) -> None:
        file = settings.PUBLISHED_ROOT / f"w/v1/{shop_id}.json"
        shown = json.loads(file.read_bytes())["total"] if file.exists() else 0
        now, waiting = time.perf_counter(), self._waiting[shop_id]
        for _ in range(min(shown - self._shown[shop_id], len(waiting))):
            self.delays.append(now - waiting.pop(0))
            self._shown[shop_id] += 1


def _in_one_process() -> float:
    """The same without the queue and its letters: the workers stand still meanwhile."""
    invitations = _spread([town.inviting_shop() for _ in range(SHOPS)])
    began = time.perf_counter()
    with in_silence():
        for invitation in invitations:
            Review.publish(invitation, town.opinion(4), actor="bench", at=clock.now())
            publish.shop(invitation.shop_id, now=clock.now())
    return BURST / (time.perf_counter() - began)


def _spread(shops: Sequence[Shop]) -> list[Invitation]:
    """The burst's invitations, the shops in turn."""
    by_shop = [town.sent_invitations(shop, BURST // len(shops)) for shop in shops]
    return [invitation for round_ in zip(*by_shop, strict=True) for invitation in round_]


def _delays() -> Iterator[Row]:
    """From commit to file at leisure, against an empty task through the same queue."""
    shop = town.inviting_shop()
    ours, empty = [], []
    for number in range(DELAYS):
        time.sleep(number * 37 % 200 / 1000)  # at another moment of the queue's 200 ms between two looks each time
        empty.append(_errand(number))
        _write_one(shop)
        ours.append(_wait_until_current(shop))
        _wait_until_idle()
    yield _delay("p50", median(ours), median(empty), at_most(3))
    yield _delay("p99", _p99(ours), _p99(empty))


def _p99(delays: Sequence[float]) -> float:
    return quantiles(delays, n=100, method="inclusive")[98]


def _delay(which: str, ours: float, empty: float, target: Target | None = None) -> Row:
    peer = f"an empty task: {figure(empty * 1000)}"
    return Row(f"From commit to file, {which} of {DELAYS}", ours * 1000, "ms", peer, ours / empty, target)


def _errand(number: int) -> float:
    """Seconds from enqueueing an empty task until a worker has run it."""
    proof = settings.LOCAL / f"errand-{number}"
    began = time.perf_counter()
    async_task("bench.errand.touch", str(proof))
    _wait(proof.exists, "an empty task")
    return time.perf_counter() - began


def _write_one(shop: Shop) -> None:
    [invitation] = town.sent_invitations(shop, 1)
    Review.publish(invitation, town.opinion(4), actor="bench", at=clock.now())


def _wait_until_current(shop: Shop) -> float:
    """Seconds until the shop's file has as many reviews as the database."""
    began = time.perf_counter()
    wanted = b'"total":%d,' % shop.reviews.count()
    file = settings.PUBLISHED_ROOT / f"w/v1/{shop.pk}.json"
    _wait(lambda: file.exists() and wanted in file.read_bytes(), f"the file of shop {shop.pk}")
    return time.perf_counter() - began


def _wait_until_idle() -> None:
    _wait(lambda: not OrmQ.objects.exists(), "an empty queue", pause=0.02)


def _wait(done: Callable[[], bool], what: str, *, pause: float = POLL) -> None:
    deadline = time.monotonic() + STARTING
    while not done():
        if time.monotonic() > deadline:
            raise Failed(f"Waited {STARTING} s for {what}")
        time.sleep(pause)
