"""Who fetches our seal: of the hosts that nginx wrote down, those that may not carry it are looked at (terms 10.1).

A file per day, a host per line: no address of a visitor, no page, no moment (docs/operations/nginx.conf). Counted, the
file goes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from inspections import terms
from inspections.misuse.mark import our_mark
from inspections.models import Referrer, Watch
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from members.hosts import NotAHost, host_of
from members.models import MarkGrant

MOST_HOSTS = 100_000  # of one day that are counted: who invents more costs us no memory
MOST_FRESH = 200  # hosts of one day that are looked at
FEWEST = 3  # requests a day below which a host says nothing
QUIET = 7200  # seconds in which nothing was written to a day that is over


def take(*, now: datetime) -> int:
    """Counts the days that are over. Returns how many hosts are looked at for it."""
    return sum(_take(day, file, now=now) for day, file in _days_that_are_over())


def _take(day: date, file: Path, *, now: datetime) -> int:
    counts = _strangers(_counted(file))
    with transaction.atomic():
        Referrer.note(counts, day)
        fresh = list(Referrer.objects.to_watch(day, terms.REFERRER_AGAIN)[:MOST_FRESH])
        for row in fresh:
            Watch.begin(row.host, Watch.Why.REFERRER, at=now)
            row.watched_on = day
        Referrer.objects.bulk_update(fresh, ["watched_on"])
        Referrer.objects.filter(last_on__lt=day - terms.REFERRER_KEPT).delete()
    file.unlink()
    return len(fresh)


def _days_that_are_over() -> Iterator[tuple[date, Path]]:
    """Oldest first. nginx names the files by its own clock, so a day is over when nothing came for a while."""
    real = clock.real()
    for file in sorted(settings.REFERRERS_ROOT.glob("*.log")):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", file.stem) and file.stat().st_mtime < real.timestamp() - QUIET:
            day = date.fromisoformat(file.stem)
            if day < amsterdam_date(real):
                yield day, file


def _counted(file: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    with file.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            host = line.strip().lower()
            if host in counts or len(counts) < MOST_HOSTS:
                counts[host] += 1
    return counts


def _strangers(counts: Counter[str]) -> dict[str, int]:
    """Without us, members, members' other hosts such as a checkout's, and what is no host of a website."""
    hosts: Counter[str] = Counter()
    for written, times in counts.items():
        try:
            hosts[host_of(written)] += times
        except NotAHost:
            continue
    ours = set(MarkGrant.objects.filter(state=MarkGrant.State.GRANTED).values_list("host", flat=True))
    ours.add(our_mark().host.removeprefix("www."))
    return {host: times for host, times in hosts.items() if times >= FEWEST and not _belongs(host, ours)}


def _belongs(host: str, ours: set[str]) -> bool:
    """This host, or one that it is a part of. Numbers are no website's name."""
    parts = host.split(".")
    return parts[-1].isdigit() or ":" in host or any(".".join(parts[at:]) in ours for at in range(len(parts)))
