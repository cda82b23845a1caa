"""A backlog of invitations, from the order whose day has come to the letter that the vendor took."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as time_of_day

import requests
from django.db import connection
from django_q.tasks import async_task

from bench import town
from bench.load import Failed
from bench.rows import Row, at_least, paired
from bench.stage import STARTING, Stage
from keurmerk import clock
from keurmerk.calendar import AMSTERDAM, amsterdam_date
from keurmerk.mail.post import BATCH, message_of
from keurmerk.mail.postmark import _payload
from keurmerk.models import SentLetter
from keurmerk.outbox import in_silence
from members.models import Shop
from reviews.jobs import invite_all
from reviews.models import Invitation
from tests.factories import reviews
from tests.peers.postmark import TOKEN

LETTERS = 5_000  # `bench/run.py dispatch=100000` for the whole figure
SHOPS = 200
ROUNDS = 3
POLL = 0.1  # seconds; asking is work for the peer too


def run(stage: Stage, letters: int = LETTERS) -> Iterator[Row]:
    """With the queue as the product runs it, against posting batches of such letters that lie ready."""
    _make_it_morning()
    shops = _shops()
    with _postmark(stage) as peer:
        ready = _ready(shops)
        rounds = ROUNDS if letters <= 20_000 else 1
        with stage.program("queue", [sys.executable, "manage.py", "qcluster", "--skip-checks"]):
            pair = paired(
                lambda: letters / _seconds_to_leave(peer, shops, letters),
                lambda: letters / _seconds_by_hand(peer, ready, letters),
                rounds=rounds,
            )
    name = f"{letters:,} due invitations leave"
    yield pair.row(name, "letters/s", "such letters, posted by hand", at_least(0.8))


def _make_it_morning() -> None:
    """No invitation leaves at night, whenever the benchmark runs."""
    tomorrow = amsterdam_date(clock.now()) + timedelta(days=1)
    clock.move_to(datetime.combine(tomorrow, time_of_day(10), tzinfo=AMSTERDAM))


@contextmanager
def _postmark(stage: Stage) -> Iterator[str]:
    told = stage.home / "postmark.json"
    told.unlink(missing_ok=True)
    with stage.program("postmark", [sys.executable, "-m", "bench.postmark", str(told)]):
        deadline = time.monotonic() + STARTING
        while not told.exists() or not told.read_text(encoding="utf-8"):
            if time.monotonic() > deadline:
                raise Failed("Postmark did not come up")
            time.sleep(POLL)
        address = json.loads(told.read_text(encoding="utf-8"))
        os.environ |= {"POSTMARK_API_URL": address, "POSTMARK_SERVER_TOKEN": TOKEN}
        yield address


def _shops() -> list[int]:
    shop = town.inviting_shop()
    first = town.shops_like(shop, SHOPS - 1)
    return [shop.pk, *range(first + 1, first + SHOPS)]


def _due(shops: list[int], number: int) -> None:
    """So many invitations whose day has come, over all shops."""
    now = clock.now()
    with in_silence():
        original = reviews.invitation(of=Shop.objects.get(pk=shops[0]), at=now - timedelta(days=30), delay_days=90)
    run_of = f"{time.monotonic_ns()}"
    town.copies(
        original,
        number,
        shop_id=f"(ARRAY{shops})[1 + n % {len(shops)}]",
        email="'buyer' || n || '@example.com'",
        email_hash=f"md5('{run_of}' || n)",
        token=f"md5('t{run_of}' || n)",
        order_number=f"'{run_of[-6:]}-' || n",
        send_at=f"timestamptz '{(now - timedelta(hours=1)).isoformat()}'",
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ready(shops: list[int]) -> list[dict[str, object]]:
    """One batch of letters as our own post would hand them over."""
    _due(shops, BATCH)
    with in_silence():
        invite_all(list(Invitation.objects.leaving().filter(send_at__lte=clock.now())), clock.now())
    batch = [{**_payload(message_of(letter)), "Metadata": {}} for letter in SentLetter.objects.queued().with_words()]
    SentLetter.objects.all().delete()
    if len(batch) != BATCH:
        raise Failed(f"{len(batch)} letters lie ready")
    return batch


def _seconds_to_leave(peer: str, shops: list[int], number: int) -> float:
    SentLetter.objects.all().delete()
    _due(shops, number)
    before = _taken(peer)
    began = time.perf_counter()
    async_task("keurmerk.schedule.run", "reviews.send_invitations")
    while (came := _taken(peer) - before) < number:
        if time.perf_counter() - began > STARTING + number / 200:
            raise Failed(f"{came} of {number} letters came")
        time.sleep(POLL)
    seconds = time.perf_counter() - began
    _prove(number)
    return seconds


def _prove(number: int) -> None:
    """Every letter is written down as sent, a moment after the last one was taken."""
    deadline = time.monotonic() + 10
    while SentLetter.objects.filter(state=SentLetter.State.SENT).count() < number:
        if time.monotonic() > deadline:
            raise Failed("a letter was taken and is not written down as sent")
        time.sleep(POLL)


def _seconds_by_hand(peer: str, ready: list[dict[str, object]], number: int) -> float:
    headers = {"X-Postmark-Server-Token": TOKEN, "Accept": "application/json"}
    began = time.perf_counter()
    with requests.Session() as session:
        for _ in range(number // BATCH):
            session.post(f"{peer}email/batch", json=ready, headers=headers, timeout=60).raise_for_status()
    return time.perf_counter() - began


def _taken(peer: str) -> int:
    counted = requests.get(f"{peer}counted", timeout=60).json()
    if counted["twice"] or counted["refused"]:
        raise Failed(str(counted))
    return int(counted["taken"])
