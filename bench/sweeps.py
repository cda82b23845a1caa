"""Does a sweep cost what is due, or what is there?"""

import copy
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as time_of_day

from django.db import connection

from bench import town
from bench.load import Failed
from bench.rows import Row, at_most, paired
from bench.stage import Stage
from keurmerk import clock
from keurmerk.calendar import AMSTERDAM, amsterdam_date
from keurmerk.outbox import in_silence
from keurmerk.schedule import Sweep
from members.jobs import PROMOTE
from reviews.jobs import SEND
from tests.factories import reviews

FEW, MANY = 2_000, 100_000
DUE = 500
BATCH = 100  # of the due ones, in each of the rounds
ROUNDS = 3


def run(stage: Stage) -> Iterator[Row]:
    """Members to promote and invitations to send: five hundred due among few, and among many."""
    now = _this_morning()  # no invitation leaves at night, whenever the benchmark runs
    for name, size in (("few", FEW), ("many", MANY)):
        stage.build(name)
        _fill(size, now)
    yield _compare(stage, "Promote 500 aspirants", PROMOTE, now)
    yield _compare(stage, "Send 500 invitations", SEND, now)


def _fill(size: int, now: datetime) -> None:
    shop = town.aspirant_shop(now)
    assert shop.membership is not None
    due = _due(now)
    town.shops_like(shop, size, promotion_due_at=due)
    with in_silence():
        invitation = reviews.invitation(of=shop, at=now, delay_days=90)
    different = {"email_hash": "md5('h' || n)", "token": "md5('t' || n)", "order_number": "'c' || n"}
    town.copies(invitation, size, email="'buyer' || n || '@example.com'", send_at=due, **different)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _this_morning() -> datetime:
    return datetime.combine(amsterdam_date(clock.now()), time_of_day(10), tzinfo=AMSTERDAM)


def _due(now: datetime) -> str:
    """SQL: tomorrow for the first five hundred rows, in a year for the others."""
    return f"timestamptz '{now.isoformat()}' + CASE WHEN n <= {DUE} THEN 1 ELSE 365 END * interval '1 day'"


def _compare(stage: Stage, name: str, sweep: Sweep, now: datetime) -> Row:
    some = copy.copy(sweep)
    object.__setattr__(some, "batch", BATCH)  # a Sweep made anew would be registered a second time
    object.__setattr__(some, "together", BATCH)

    def among(place: str) -> float:
        stage.enter(place)
        began = time.perf_counter()
        at = now + timedelta(days=2)
        acted = len(some._act_on_some(at, without=set())[0]) if some.act_on_all else some.run(at)
        if acted != BATCH:
            raise Failed(f"{sweep.name} acted on {acted} rows")
        return (time.perf_counter() - began) * 1000 / BATCH

    pair = paired(lambda: among("many"), lambda: among("few"), rounds=ROUNDS)
    return pair.row(f"{name} due among {MANY:,}", "ms each", f"among {FEW:,}", at_most(1.3))
