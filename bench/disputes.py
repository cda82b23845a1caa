"""Five hundred disputes with silent, late, contrary and double-clicking parties, over simulated months."""

import time
from collections.abc import Iterator
from statistics import median

from bench.rows import Row, at_most
from bench.stage import Stage
from disputes.models import Dispute, Referral
from disputes.sealed_file import sealed_file
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from tests.disputes.quarrelling import Town, verified
from tests.factories import members

CASES = 500
SEED = 11
SLOWEST = 10  # seconds for one file
LATEST = 5  # minutes after its date


def run(_stage: Stage, size: int = CASES) -> Iterator[Row]:
    """Ends with an error where a date passes without its act, nobody is on turn, or a case never ends."""
    mediators = [members.user(staff_role="mediator") for _ in range(4)]
    town = Town(members.full_shop(), mediators, amsterdam_date(clock.now()), size, SEED)
    town.run()
    states = Dispute.objects.filter(state__in=["SHOP_FIRST", "MEDIATION"]).count()
    peer = f"{town.acts.total():,} acts and {town.refused.total():,} refused ones"
    yield Row(f"Disputes of {size} that are stuck", states, "", peer, float(states), at_most(0))
    late = town.lag.total_seconds() / 60
    yield Row("Longest that a date waited for its act", late, "min", f"at most {LATEST}", late / LATEST, at_most(1))
    yield from _files(town)


def _files(town: Town) -> Iterator[Row]:
    """Every case as a file now, and every file that went to the committee as it went; each manifest verifies."""
    took, parts = [], 0
    for case in town.ended:
        began = time.perf_counter()
        content = sealed_file(Dispute.objects.get(pk=case.pk), at=clock.now())
        took.append(time.perf_counter() - began)
        parts += verified(content)
    sent = [referral.file() for referral in Referral.objects.exclude(path="")]
    parts += sum(verified(file) for file in sent if file)
    peer = f"at most {SLOWEST} s; median {median(took):.2f} s; {parts:,} parts verified, {len(sent)} files sent"
    yield Row("Case file, the slowest", max(took), "s", peer, max(took) / SLOWEST, at_most(1))
