"""The installation's clock. Views, commands and the schedule read it; everything deeper receives `now`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

_hands: list[Callable[[], datetime]] = [timezone.now]  # the last one moves the clock: the machine, or simulated years


def now() -> datetime:
    """The moment this installation takes for now: the machine's, moved by `advance` in sandbox mode."""
    return real() + offset()


def real() -> datetime:
    """The machine's moment, for what must not be moved: heartbeats and leases."""
    return _hands[-1]()


@contextmanager
def driven_by(hand: Callable[[], datetime]) -> Iterator[None]:
    """The whole installation lives by this hand instead of the machine's: for simulated years, in sandbox mode only."""
    if not settings.SANDBOX:
        raise RuntimeError("The clock is driven in sandbox mode only.")
    _hands.append(hand)
    try:
        yield
    finally:
        _hands.pop()


def offset() -> timedelta:
    """How far `advance` has moved the clock; nothing outside sandbox mode."""
    if not settings.SANDBOX or len(_hands) > 1:
        return timedelta()
    from keurmerk.models import ClockOffset  # the clock is read before the models are loaded

    row = ClockOffset.objects.filter(pk=1).first()
    return row.ahead if row else timedelta()


def move_to(moment: datetime) -> None:
    """Moves the sandbox's clock forward to `moment`; never back."""
    from keurmerk.models import ClockOffset

    if not settings.SANDBOX:
        raise RuntimeError("The clock moves in sandbox mode only.")
    ahead = moment - real()
    if ahead > offset():
        ClockOffset.objects.update_or_create(pk=1, defaults={"ahead": ahead})
