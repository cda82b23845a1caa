"""The figures that a monitor reads: what waits, what is stuck, what is late. docs/operations/alerts.yml watches them.

They are asked of the database when the monitor asks, so they are the same whichever process answers. Names and numbers
only: no figure tells of a person.
"""

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from django.conf import settings
from django.db.models import Count, Min, Model, QuerySet
from django_q.models import OrmQ
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest

from keurmerk import clock, copies, schedule
from keurmerk.backup import shelf
from keurmerk.models import Beat, Delivery, PublishedCopy, Ran, SentLetter, Stumble

LATE = timedelta(minutes=15)  # a sweep runs every minute or every quarter of an hour: by now it should have been done
MOST = 1000  # deadlines counted per sweep: more is no other news

Figure: TypeAlias = GaugeMetricFamily


def text() -> bytes:
    """All of them in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_House())
    return generate_latest(registry)


class _House:
    def collect(self) -> Iterator[Figure]:
        real, now = clock.real(), clock.now()
        yield from _queue(real)
        yield from _letters(real)
        yield from _copies(real)
        yield from _deadlines(now)
        yield from _backups(real)
        yield _disk()


def _figure(name: str, says: str, value: float) -> Figure:
    return Figure(f"keurmerk_{name}", says, value=value)


def _by(name: str, says: str, label: str, values: Iterable[tuple[str, float]]) -> Figure:
    figure = Figure(f"keurmerk_{name}", says, labels=[label])
    for word, value in values:
        figure.add_metric([word], value)
    return figure


def _queue(real: datetime) -> Iterator[Figure]:
    beat = Beat.objects.filter(name="queue").first()
    silence = (real - beat.at).total_seconds() if beat else float("inf")
    yield _figure("queue_silence_seconds", "Since the queue last did a task of its watchdog", silence)
    yield _figure("queue_tasks", "Tasks in the queue, those under way included", OrmQ.objects.count())
    waiting = Delivery.objects.waiting()
    yield _figure("deliveries_waiting", "Reactions to events that are still to be done", waiting.count())
    age = _age(waiting.filter(attempts=0), "next_attempt_at", real)
    yield _figure("deliveries_oldest_seconds", "How long the oldest one waits that was never tried", age)
    quarantined = Delivery.objects.quarantined().count()
    yield _figure("deliveries_quarantined", "Reactions that failed five times and wait for a person", quarantined)
    failing = waiting.filter(attempts__gt=0).exclude(last_error="").values_list("reaction", "last_error")
    figure = Figure(
        "keurmerk_deliveries_failing", "Reactions that failed and are tried again", labels=["what", "fault"]
    )
    for reaction, fault, number in failing.annotate(number=Count("pk")).order_by("reaction", "last_error"):
        figure.add_metric([reaction, fault], number)
    yield figure


def _letters(real: datetime) -> Iterator[Figure]:
    queued = SentLetter.objects.queued()
    yield _figure("letters_waiting", "Letters that are not handed over yet", queued.count())
    age = _age(queued, "next_attempt_at", real)
    yield _figure("letters_oldest_seconds", "How long the oldest letter waits since it could have gone", age)
    unanswered = SentLetter.objects.unanswered().count()
    yield _figure("letters_unanswered", "Letters of which the vendor has not said what became of them", unanswered)
    put_off = queued.filter(reason="vendor unavailable").count()
    yield _figure("letters_put_off", "Letters that wait because the vendor did not answer", put_off)


def _copies(real: datetime) -> Iterator[Figure]:
    yield _figure(
        "copies_behind", "Published copies that are not what the database says", PublishedCopy.objects.behind().count()
    )
    yield _figure("copies_failing", "Published copies that could not be made", PublishedCopy.objects.failing().count())
    yield _figure("copies_lag_seconds", "How long the oldest copy is behind", copies.lag(real))


def _deadlines(now: datetime) -> Iterator[Figure]:
    sweeps = [job for job in schedule.EVERY.values() if isinstance(job, schedule.Sweep)]
    overdue = ((sweep.name, float(sweep.due(now - LATE)[:MOST].count())) for sweep in sweeps)
    says = f"Deadlines that passed more than a quarter of an hour ago and that nothing followed, up to {MOST}"
    yield _by("deadlines_overdue", says, "sweep", overdue)
    yield _figure("stumbles", "Rows over which a sweep fell", Stumble.objects.count())
    stuck = Stumble.objects.filter(times__gte=schedule.PATIENCE).count()
    yield _figure("stumbles_stuck", "Rows that a sweep steps around until a person lets them go", stuck)
    ran = dict(Ran.objects.values_list("job", "at"))
    late = ((name, _rounds(job.minutes, ran.get(name), now)) for name, job in schedule.EVERY.items())
    yield _by("job_rounds_missed", "How many of its turns a recurring job has missed", "job", late)


def _rounds(minutes: int, ran: datetime | None, now: datetime) -> float:
    """Zero for one that never ran: a new installation, or a new job, is not late."""
    return max(0.0, (now - ran) / timedelta(minutes=minutes) - 1) if ran else 0.0


def _backups(real: datetime) -> Iterator[Figure]:
    made = shelf.all_made()
    age = (real - shelf.made_at(made[-1])).total_seconds() if made else float("inf")
    yield _figure("backup_age_seconds", "Since the newest backup was made", age)
    yield _figure("backups", "Backups that are kept", len(made))


def _disk() -> Figure:
    places = {"files": settings.LOCAL, "backups": settings.BACKUP_ROOT, "erasures": settings.ERASURE_LIST.parent}
    free = ((name, _free(place)) for name, place in places.items() if place.exists())
    return _by("disk_free_ratio", "Which part of the disk is free, 0 to 1", "place", free)


def _free(place: Path) -> float:
    usage = shutil.disk_usage(place)
    return usage.free / usage.total


def _age(rows: "QuerySet[Model]", column: str, real: datetime) -> float:
    oldest = rows.aggregate(at=Min(column))["at"]
    return max(0.0, (real - oldest).total_seconds()) if oldest else 0.0
