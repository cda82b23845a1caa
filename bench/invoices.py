"""What an invoice costs to print."""

from collections.abc import Iterator

import typst

from bench.rows import Row, at_most, figure, milliseconds, paired
from bench.stage import Stage
from billing.document import render
from keurmerk import clock
from keurmerk.outbox import in_silence
from tests.factories import billing

TIMES = 10


def run(stage: Stage) -> Iterator[Row]:
    """The first PDF of a process reads fonts and pictures; the next ones are what bulk costs."""
    with in_silence():
        invoice = billing.invoice(at=clock.now())
    first = milliseconds(lambda: render(invoice))
    after = paired(
        lambda: milliseconds(lambda: render(invoice), times=TIMES), lambda: milliseconds(_blank, times=TIMES), rounds=3
    )
    yield Row(
        "Invoice PDF, first of a process",
        first,
        "ms",
        f"the next: {figure(after.ours)}",
        first / after.ours,
        at_most(50),
    )
    yield after.row("Invoice PDF, next", "ms", "an empty page by the same engine")


def _blank() -> bytes:
    page: bytes = typst.compile(b'#set document(title: "Blank")\nBlank', format="pdf", pdf_standards="a-3a")
    return page
