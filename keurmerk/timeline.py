"""Moves the sandbox's clock forward, stopping at each deadline on the way to do what falls due."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from keurmerk import clock, outbox
from keurmerk.calendar import AMSTERDAM
from keurmerk.mail import post
from keurmerk.models import Event
from keurmerk.schedule import EVERY, Periodic, Sweep, load, run_at

_SPAN = re.compile(r"^(\d{1,4})(m|min|h|d|w|months?|years?)$")


def span(words: str) -> relativedelta:
    """`2h`, `15d`, `4months` as a calendar span. Raises ValueError."""
    found = _SPAN.match(words.strip().lower())
    if not found:
        raise ValueError(f"{words!r} is not a span of time such as 2h, 15d or 4months")
    count, unit = int(found[1]), found[2]
    names: dict[str, str] = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    parts: dict[str, Any] = {names.get(unit, unit.rstrip("s") + "s"): count}
    return relativedelta(**parts)


def advance(words: str) -> Iterator[Event]:
    """Advances the installation by a span; yields what happened, in order.

    At each deadline everything that is due runs to its end, reactions and letters included, before time goes on.
    Periodic duties bring the present state up to date (files, feeds, what expired), so once, at the end, is enough.
    """
    load()
    start = clock.now()
    goal = (start.astimezone(AMSTERDAM) + span(words)).astimezone(start.tzinfo)
    seen = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    moment = start
    while True:
        _settle(clock.now())
        if moment >= goal:
            _bring_up_to_date(clock.now())
        for event in Event.objects.filter(pk__gt=seen).order_by("pk"):
            seen = event.pk
            yield event
        if moment >= goal:
            return
        moment = min(_next_stop(moment), goal)
        clock.move_to(moment)


def _sweeps() -> list[Sweep]:
    return [job for job in EVERY.values() if isinstance(job, Sweep)]


def _next_stop(after: datetime) -> datetime:
    """The earliest open deadline after this moment; a day on when there is none before."""
    stops = [due for sweep in _sweeps() if (due := sweep.next_due()) and due > after]
    return min([*stops, after + timedelta(days=1)])


def _settle(now: datetime) -> None:
    """Runs what is due, deliveries and the post until nothing more comes of them."""
    outbox.drain()
    for sweep in _sweeps():
        while (due := sweep.next_due()) and due <= now and run_at(sweep.name, now):
            outbox.drain()
    post.post_waiting()


def _bring_up_to_date(now: datetime) -> None:
    for name, job in EVERY.items():
        if isinstance(job, Periodic):
            run_at(name, now)
    _settle(now)
