"""Mistakes on purpose: each is put into the running code, and an invariant has to find it within one run."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from unittest import mock

from billing import bookings
from billing import calendar as billing_calendar
from billing.models import NumberSeries
from keurmerk.schedule import EVERY, Sweep, load
from members import calendar
from members.models import Application, MarkGrant
from reviews import fates
from reviews.models import Rating, Review, invited_order
from reviews.models.ledger import LedgerEntry


@dataclass(frozen=True)
class Mistake:
    """`plant` puts it into the code as long as its context lasts; `caught_by` is part of an invariant's name.

    `days` and `shops` are what a run takes at least to show it.
    """

    name: str
    caught_by: str
    plant: Callable[[], AbstractContextManager[Any]]
    days: int = 60
    shops: int = 8


def _idle(job: str) -> Callable[[], AbstractContextManager[Any]]:
    """A sweep that looks, and does nothing."""

    def plant() -> AbstractContextManager[Any]:
        load()
        sweep = EVERY[job]
        assert isinstance(sweep, Sweep)
        lame = object.__new__(Sweep)  # `replace` would register it a second time
        lame.__dict__.update({**sweep.__dict__, "act": lambda *_: None, "act_on_all": None})
        return mock.patch.dict(EVERY, {job: lame})

    return plant


def _gone(job: str) -> Callable[[], AbstractContextManager[Any]]:
    """A sweep that somebody took off the schedule."""

    def plant() -> AbstractContextManager[Any]:
        load()
        stack = ExitStack()
        stack.enter_context(mock.patch.dict(EVERY))
        del EVERY[job]
        return stack

    return plant


def _put(owner: Any, name: str, make: Callable[[Any], Any]) -> Callable[[], AbstractContextManager[Any]]:
    """A function or method that is made of the real one."""
    return lambda: mock.patch.object(owner, name, make(getattr(owner, name)))


def _never(_real: Any) -> Callable[..., None]:
    """In its place nothing happens."""
    return lambda *_, **__: None


def _too_early(real: Callable[[date], Any]) -> Callable[[date], Any]:
    def establishment(day: date) -> Any:
        course = real(day)
        return replace(course, promotion=course.promotion - timedelta(days=92))

    return establishment


def _hide_low_stars(real: Any) -> Any:
    def publish(*args: Any, **facts: Any) -> Review:
        review: Review = real(*args, **facts)
        if review.stars <= 2:
            Review.objects.filter(pk=review.pk).update(state="HELD", held_at=review.published_at, grounds="INSULT")
        return review

    return publish


def _blind_to(reason: str, **told: bool) -> Callable[[], AbstractContextManager[Any]]:
    """One reason against an invitation is forgotten: when its order comes in, and again when it leaves."""

    def plant() -> AbstractContextManager[Any]:
        begins, leaves = invited_order._fate, fates.hindrance
        stack = ExitStack()
        stack.enter_context(mock.patch.object(fates, "hindrance", lambda **facts: leaves(**{**facts, **told})))

        def fate(*facts: Any) -> tuple[str, str]:
            found = begins(*facts)
            return (fates.State.SCHEDULED, "") if found[1] == reason else found

        stack.enter_context(mock.patch.object(invited_order, "_fate", fate))
        return stack

    return plant


def _only_up(real: Any) -> Any:
    def count(self: Rating, vote: Any, times: int, year: Any, ever: Any) -> None:
        if times > 0:
            real(self, vote, times, year, ever)

    return count


def _twice(real: Any) -> Any:
    def again(*args: Any, **facts: Any) -> Any:
        real(*args, **facts)
        return real(*args, **facts)

    return again


def _skipping_numbers() -> AbstractContextManager[Any]:
    return mock.patch.object(NumberSeries, "take", _twice(NumberSeries.take))


def _mark_on_sending(real: Any) -> Any:
    def submit(self: Application, *, actor: str, at: Any) -> None:
        real(self, actor=actor, at=at)
        assert self.shop is not None
        MarkGrant.grant(self.shop, actor=actor, at=at)

    return submit


def _forgets_every_tenth(real: Any) -> Any:
    seen = {"entries": 0}

    def append(rating: Rating, notes: Any) -> None:
        seen["entries"] += 1
        if seen["entries"] % 10:
            real(rating, notes)

    return append


def _a_day_short(real: Any) -> Any:
    def next_period(*facts: Any) -> Any:
        period, months = real(*facts)
        return replace(period, last=period.last - timedelta(days=1)), months

    return next_period


_LONG = 3  # shops, in a run of more than a year

MISTAKES = (
    Mistake("aspirants promoted after a month", "four months", _put(calendar, "establishment", _too_early), 90),
    Mistake("nobody is promoted", "no deadline passes", _idle("members.promote_aspirants"), 200, 5),
    Mistake("no term is renewed", "no deadline passes", _idle("members.renew_terms"), 420, _LONG),
    Mistake("the renewal is off the schedule", "within its term", _gone("members.renew_terms"), 420, _LONG),
    Mistake("no renewal is announced", "no deadline passes", _idle("members.announce_renewals"), 400, _LONG),
    Mistake("the mark stays after the end", "standing members alone", _put(MarkGrant, "demand_removal", _never), 300),
    Mistake("the mark comes with the form", "approved application", _put(Application, "submit", _mark_on_sending)),
    Mistake("a number is skipped", "have no gap", _skipping_numbers),
    Mistake("money that came in is not booked", "books balance", _put(bookings, "received", _never)),
    Mistake(
        "a period ends a day early", "invoiced once", _put(billing_calendar, "next_period", _a_day_short), 420, _LONG
    ),
    Mistake("no next period is invoiced", "no deadline passes", _idle("billing.invoice_next_period"), 420, _LONG),
    Mistake("invoicing is off the schedule", "invoiced once", _gone("billing.invoice_next_period"), 420, _LONG),
    Mistake("an invoice never falls overdue", "no deadline passes", _idle("billing.fall_overdue")),
    Mistake("the ladder stands still", "no deadline passes", _idle("billing.climb_the_ladder"), 90),
    Mistake("a low score is hidden", "whatever its stars", _put(Review, "publish", _hide_low_stars), 120),
    Mistake("a score only goes up", "has to be corrected", _put(Rating, "_count", _only_up), 150),
    Mistake("the ledger forgets entries", "ledger verifies", _put(LedgerEntry, "append", _forgets_every_tenth), 120),
    Mistake("the sharing clause is not asked for", "sharing clause", _blind_to("NO_CLAUSE", clause_found=True), 90),
    Mistake("thirty days are forgotten", "thirty days", _blind_to("FREQUENCY", messaged_lately=False), 90),
    Mistake("who came back is written again", "do not reach", _blind_to("UNREACHABLE", unreachable=False), 200),
    Mistake("invitations stay", "no deadline passes", _idle("reviews.send_invitations")),
    Mistake("no invitation ends", "past its end", _gone("reviews.expire_invitations"), 180, 5),
    Mistake("a dispute waits for ever", "waits for one party", _gone("disputes.let_pass"), 150),
    Mistake("a proposal never ends", "past its day", _gone("disputes.expire_proposals"), 200),
    Mistake("what a worker lost is not found", "every delivery arrives", _gone("keurmerk.redeliver")),
    Mistake("an unanswered letter is forgotten", "waits for days", _gone("keurmerk.look_up_letters"), 90),
    Mistake("nothing is forgotten", "outlives its term", _gone("keurmerk.forget"), 420, _LONG),
)
