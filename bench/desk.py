"""The inspectors' queue and case among very many past inspections, against among few."""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from django.db import connection
from django.test import Client

from bench import town
from bench.rows import Row, at_most, figure
from bench.stage import Stage
from inspections.models import Inspection
from keurmerk import clock
from keurmerk.outbox import in_silence
from tests.factories import inspections, members

PAST = 200_000
FEW = 2_000
WAITING = 30
FINDINGS = 2  # per past inspection
LOOKS = 60
BOUND = 50  # milliseconds
PAGES = {"Queue": "", "Queue, mine": "?whose=mine", "Queue by risk": "?order=risk"}


def run(stage: Stage, size: int = PAST) -> Iterator[Row]:
    few = _measured(stage, "few", FEW)
    many = _measured(stage, "many", size)
    for name, found in many.items():
        peer = f"at most {BOUND} ms; among {FEW:,}: {figure(few[name])}"
        yield Row(f"{name} among {size:,} past inspections, p50", found, "ms", peer, found / BOUND, at_most(1))


def _measured(stage: Stage, name: str, past: int) -> dict[str, float]:
    stage.build(f"desk_{name}")
    with in_silence():
        case, client = _fill(past)
    addresses = {page: f"/desk/inspections/{query}" for page, query in PAGES.items()}
    addresses["Case"] = f"/desk/inspections/{case.pk}/"
    return {page: median(_milliseconds(client, address) for _ in range(LOOKS)) for page, address in addresses.items()}


def _milliseconds(client: Client, address: str) -> float:
    began = time.perf_counter()
    assert client.get(address).status_code == 200
    return (time.perf_counter() - began) * 1000


def _fill(past: int) -> tuple[Inspection, Client]:
    """Past checks are copies of one that passed, with some of its findings; what waits is made one by one."""
    now, inspector = clock.now(), members.inspector()
    done = inspections.passed_inspection()
    apart = "due_at - n * interval '7 minutes'"
    first = town.copies(done, past - 1, application_id="NULL", kind="'AUDIT_RANDOM'", due_at=apart)
    for finding in done.findings.all()[:FINDINGS]:
        town.copies(finding, past - 1, inspection_id=f"{first} + n")
    for number in range(WAITING):
        at = now - timedelta(hours=number)
        case = inspections.inspection(at=at, inspector=inspector if number % 3 else None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(inspector)
    client.get("/desk/inspections/")
    return case, client
