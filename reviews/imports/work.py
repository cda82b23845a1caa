"""The work on a list of orders, a chunk at a time (chunks.py)."""

from collections import Counter
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from keurmerk.models import Event
from reviews.imports import chunks
from reviews.imports.forecast import ALREADY, FAULTY, forecast
from reviews.imports.lines import Reader
from reviews.intake import take_back, take_in
from reviews.models import Invitation, OrderImport, OrderImportFault

CHUNK = 1000  # lines: half a second of work, far less than the lease of a delivery even on a busy machine
State = OrderImport.State


def check(event: Event, *, at: datetime) -> None:
    """Names what is wrong and counts what would happen, without inviting anybody."""
    chunks.next_chunk(OrderImport, event, State.CHECKING, _check, at)


def carry_out(event: Event, *, at: datetime) -> None:
    """Reports the orders of the next lines."""
    chunks.next_chunk(OrderImport, event, State.RUNNING, _carry_out, at)


def undo(event: Event, *, at: datetime) -> None:
    """Takes back the next invitations that were not sent yet."""
    chunks.undo_chunk(OrderImport, event, lambda of: take_back(of, most=CHUNK, actor=event.actor, at=at), at)


def _check(of: OrderImport, file: BinaryIO, event: Event, at: datetime) -> None:
    reader = Reader(of, file, at=at, position=of.position, line=of.line)
    reads = [read for read in islice(reader, CHUNK) if read]
    faults = [fault for read in reads for fault in read.faults]
    OrderImportFault.objects.bulk_create(
        OrderImportFault(order_import=of, line=each.line, column=each.column, code=each.code) for each in faults
    )
    seen = forecast(of, [read.order for read in reads if read.order], at=at)
    seen.counts[FAULTY] = sum(read.order is None for read in reads)
    facts = {**_place(reader), **seen.added_to(of)}
    if reader.records.position < of.size:
        of.advance("checking", actor=event.actor, at=at, **facts)
    else:
        of.be_ready(actor=event.actor, at=at, **facts)


def _carry_out(of: OrderImport, file: BinaryIO, event: Event, at: datetime) -> None:
    """Every order counts as reported when the shop confirmed, so that the day it saw is the day it gets."""
    reported_at = of.started_at or at
    reader = Reader(of, file, at=reported_at, position=of.position, line=of.line)
    reads = [read for read in islice(reader, CHUNK) if read]
    taken = take_in(of.shop, [read.order for read in reads if read.order], actor=event.actor, at=reported_at)
    became = Counter(_became(each.invitation) if each.fresh else ALREADY for each in taken)
    became[FAULTY] = sum(read.order is None for read in reads)
    facts: dict[str, Any] = {**_place(reader), "outcome": dict(Counter(of.outcome) + became)}
    if reader.records.position < of.size:
        of.advance("confirmed", actor=event.actor, at=at, **facts)
    else:
        of.finish(actor=event.actor, at=at, **facts)


def _place(reader: Reader) -> dict[str, int]:
    return {"position": reader.records.position, "line": reader.records.line}


def _became(invitation: Invitation) -> str:
    return str(invitation.reason or invitation.state)
