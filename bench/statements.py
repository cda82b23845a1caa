"""What a bank statement costs: 50,000 lines of CAMT.053, from the file to the last payment, and what one line costs."""

import io
import resource
import time
from collections.abc import Iterator
from itertools import count

from bench.load import Failed
from bench.rows import Row, at_most
from bench.stage import Stage
from billing import intake
from billing.models import BankEntry, Invoice
from keurmerk import clock
from keurmerk.outbox import in_silence
from tests.factories import billing, members
from tests.factories.statements import Movement, camt

FEW, MANY = 5_000, 50_000
ONE_PAYS_IN = 50  # the other lines name nobody's invoice
SECONDS, MEGABYTES = 60, 300
_NUMBER = count(1)


def run(stage: Stage, lines: int = MANY) -> Iterator[Row]:
    """Held against the seconds and megabytes that were promised, and against a file of a tenth per line."""
    few = _seconds(lines // 10)
    many = _seconds(lines)
    paid = lines // ONE_PAYS_IN
    name = f"Statement of {lines:,} lines, {paid:,} of them pay an invoice"
    yield Row(name, many, "s", f"promised: {SECONDS}", many / SECONDS, at_most(1))
    yield Row(
        "Statement, per line",
        many / lines * 1e6,
        "µs",
        f"of {lines // 10:,}: {few / (lines // 10) * 1e6:,.0f}",
        many / few / 10,
        at_most(1.3),
    )
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("Statement, memory at most", used, "MB", f"promised: {MEGABYTES}", used / MEGABYTES, at_most(1))


def _seconds(lines: int) -> float:
    file = _file(lines)
    began = time.perf_counter()
    outcome = intake.take_in(file, actor="bench", at=clock.now())
    took = time.perf_counter() - began
    if outcome.refused or outcome.booked != lines // ONE_PAYS_IN:
        raise Failed(f"{outcome.booked} of {lines} lines were booked: {outcome.refused}")
    if BankEntry.objects.filter(statement__identifier__contains=f"BENCH{lines}").count() != lines:
        raise Failed("not every line was kept")
    return took


def _file(lines: int) -> io.BytesIO:
    with in_silence():
        company = members.member()
        invoices = [billing.invoice(at=clock.now(), of=company) for _ in range(lines // ONE_PAYS_IN)]
    return camt(*_movements(invoices, lines), identifier=f"BENCH{lines}")


def _movements(invoices: list[Invoice], lines: int) -> Iterator[Movement]:
    for number in range(lines):
        pays, rest = divmod(number, ONE_PAYS_IN)
        bank = f"B{next(_NUMBER)}"
        if rest == 0 and pays < len(invoices):
            yield Movement(reference=invoices[pays].reference, bank_reference=bank)
        else:
            yield Movement(amount="12.34", text=f"Bestelling {number}", name=f"Klant {number}", bank_reference=bank)
