"""What it costs to bill: a run of many memberships due on one day, and the daily sweeps among many that are not."""

import copy
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from django.db import connection, transaction
from django.db.models import Max

from bench import town
from bench.load import Failed
from bench.rows import Row, at_most, figure
from bench.stage import Stage
from billing import ubl
from billing.jobs import INVOICE, OVERDUE, RELEASE
from billing.models import Invoice, Subscription
from billing.proof import faults
from keurmerk import clock
from keurmerk.outbox import drain, in_silence
from keurmerk.schedule import Sweep
from members.models import Membership
from tests.factories import billing

RUN = 20_000  # memberships due on one day; `bench/run.py billing=2000` for a tenth of everything
AMONG = 10  # as many times are there in the sweeps, of which DUE are due
FEW, DUE, BATCH = 2_000, 500, 100
MINUTES, SECONDS = 10, 5  # promised for the whole run, and for a sweep


def run(stage: Stage, size: int = RUN) -> Iterator[Row]:
    """The run at full size and at a twentieth, each in a database of its own; then the sweeps among few and many."""
    small = _billing_run(stage, max(size // 20, 50))
    large = _billing_run(stage, size)
    left = f"{MINUTES} min for {RUN:,}, by one process"
    yield Row(f"Billing run of {size:,}", large * size, "s", left, large * RUN / 60 / MINUTES, at_most(1))
    yield Row(
        f"Billing run of {size:,}, per invoice",
        large * 1000,
        "ms",
        f"of {max(size // 20, 50):,}: {figure(small * 1000)}",
        large / small,
        at_most(1.3),
    )
    yield from _sweeps(stage, size * AMONG)


def _billing_run(stage: Stage, size: int) -> float:
    """Seconds per invoice: booked, numbered, its PDF, its letter and its UBL. The books must hold afterwards."""
    stage.build("run")
    now = clock.now()
    _subscriptions(size, due=size, now=now)
    sweep = copy.copy(INVOICE)
    object.__setattr__(sweep, "batch", size)
    began = time.perf_counter()
    acted = sweep.run(now + timedelta(hours=1))
    drain()
    for invoice in Invoice.objects.filter(number__isnull=False).order_by("pk").iterator(chunk_size=500):
        ubl.write(invoice, ubl.Profile.BIS3)
    took = time.perf_counter() - began
    made = Invoice.objects.exclude(pdf="").count()
    if acted != size or made < size:
        raise Failed(f"{acted} of {size} were invoiced, {made} PDFs made")
    if wrong := list(faults()):
        raise Failed(f"the books do not hold: {wrong[0]}")
    return took / size


def _subscriptions(number: int, *, due: int, now: datetime) -> None:
    """One that was started a year ago and copies of it; `due` of them are invoiced now, the others in a year."""
    then = now - timedelta(days=365)
    shop = town.aspirant_shop(then)
    assert shop.membership is not None
    with in_silence():
        billing.plan()
        original = Subscription.start(shop.membership, actor="bench", at=then)
    before = Membership.objects.aggregate(last=Max("pk"))["last"]
    town.shops_like(shop, number)
    original.next_invoice_at = now + timedelta(days=800)
    original.save(update_fields=["next_invoice_at"])
    when = f"timestamptz '{now.isoformat()}' + CASE WHEN n <= {due} THEN 0 ELSE 365 END * interval '1 day'"
    town.copies(original, number, membership_id=f"{before} + n", next_invoice_at=when)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _sweeps(stage: Stage, many: int) -> Iterator[Row]:
    """Invoicing, falling overdue and releasing revenue: five hundred due among few, and among many."""
    now = clock.now()
    for place, size in (("few", FEW), ("many", many)):
        stage.build(place)
        _subscriptions(size, due=DUE, now=now)
        _invoices(size, now)
    tomorrow, after_the_month = now + timedelta(hours=1), now + timedelta(days=32)
    for words, sweep, at in (
        ("Invoice", INVOICE, tomorrow),
        ("Let fall overdue", OVERDUE, tomorrow),
        ("Release the month of", RELEASE, after_the_month),
    ):
        yield from _compare(stage, f"{words} {DUE} due among {many:,}", sweep, at)


def _invoices(number: int, now: datetime) -> None:
    with in_silence():
        original = billing.invoice(at=now - timedelta(days=14))
    when = f"timestamptz '{now.isoformat()}' + CASE WHEN n <= {DUE} THEN 0 ELSE 365 END * interval '1 day'"
    with transaction.atomic():
        first = town.copies(
            original, number, number="'B' || n", reference="'R' || n", default_at=when, release_due_at=when
        )
        sides = list(original.postings.select_related("entry"))
        entry = town.copies(sides[0].entry, number, key="'copy ' || n")
        for side in sides:
            town.copies(side, number, entry_id=f"{entry} + n", invoice_id=f"{first} + n")
    beyond = now + timedelta(days=800)
    Invoice.objects.exclude(number__startswith="B").update(release_due_at=beyond, default_at=beyond)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _compare(stage: Stage, name: str, sweep: Sweep, at: datetime) -> Iterator[Row]:
    """Both places in turn, a batch at a time, so that a busy machine hurts both."""
    some = copy.copy(sweep)
    object.__setattr__(some, "batch", BATCH)
    took: dict[str, list[float]] = {"few": [], "many": []}
    for number in range(DUE // BATCH):
        for place in ("many", "few") if number % 2 else ("few", "many"):
            stage.enter(place)
            began = time.perf_counter()
            if (acted := some.run(at)) != BATCH:
                raise Failed(f"{sweep.name} acted on {acted} rows")
            took[place].append(time.perf_counter() - began)
    ratio = median(many / few for many, few in zip(took["many"], took["few"], strict=True))
    all_of_it = sum(took["many"])
    yield Row(name, all_of_it, "s", f"promised: {SECONDS}", all_of_it / SECONDS, at_most(1))
    yield Row(f"{name}, against few", all_of_it, "s", f"among {FEW:,}: {figure(sum(took['few']))}", ratio, at_most(1.3))
