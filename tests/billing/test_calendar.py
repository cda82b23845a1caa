"""The whole calendar of a membership: its invoices lie within its terms, and its real course keeps every date."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from billing import calendar
from billing.calendar import Account
from billing.jobs import INVOICE
from billing.models import Subscription
from keurmerk import outbox
from keurmerk.calendar import AMSTERDAM, add_months, amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members import calendar as terms
from members import jobs
from members.models import Membership
from tests.factories import billing, members
from tests.members.test_calendar import DAYS, courses, dates

MONTHS = st.sampled_from([3, 12])


class TestDueOn:
    @pytest.mark.rule("12.6")
    @pytest.mark.parametrize("issued", [date(2026, 3, 1), date(2026, 4, 23), date(2026, 12, 12), date(2028, 2, 15)])
    def test_is_fourteen_days_on_also_a_sunday_or_a_holiday(self, issued):
        assert calendar.due_on(issued) == issued + timedelta(days=14)

    @pytest.mark.rule("12.8")
    def test_is_the_last_day_before_the_default(self):
        assert (calendar.due_on(date(2026, 3, 1)), calendar.default_on(date(2026, 3, 1))) == (
            date(2026, 3, 15),
            date(2026, 3, 16),
        )


class TestPeriods:
    @pytest.mark.rule("12.1")
    @given(courses(), MONTHS)
    def test_cover_each_term_exactly(self, course, months):
        course = replace(course, leaves=False)
        starts = course.counted(course.term.first)
        found = list(islice(calendar.periods(course, Account(months, starts)), 16))
        for period, following in pairwise(found):
            assert following.first == period.last + timedelta(days=1)
        ends = {period.last for period in found}
        whole = takewhile(lambda term: term.last <= found[-1].last, terms.spans(course))
        assert found[0].first == course.term.first
        assert all(term.last in ends for term in whole)

    @pytest.mark.rule("12.2")
    @given(courses(), MONTHS, st.sampled_from([0, 3, 6, 9]))
    def test_never_reach_into_a_term_that_may_not_come(self, course, months, invoiced):
        starts = course.counted(course.term.first)
        if invoiced >= course.months:
            invoiced = 0
        found = list(calendar.periods(replace(course, leaves=True), Account(months, starts + invoiced)))
        assert found[0].first == course.after(starts + invoiced)
        assert found[-1].last == course.term.last

    @given(courses(), MONTHS)
    def test_end_when_the_account_is_closed(self, course, months):
        assert not list(calendar.periods(course, Account(months, closed=True)))

    @pytest.mark.rule("12.1")
    def test_are_counted_from_the_day_of_establishment(self):
        course = terms.establishment(date(2026, 8, 31))
        assert [period.first for period in islice(calendar.periods(course, Account(3)), 8)] == [
            date(2026, 8, 31), date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 31),
            date(2027, 8, 31), date(2027, 11, 30), date(2028, 2, 29), date(2028, 5, 31),
        ]  # fmt: skip


class TestComing:
    @pytest.mark.rule("12.6")
    @given(courses(), MONTHS)
    def test_gives_each_invoice_its_own_day_and_fourteen_days(self, course, months):
        starts = course.term.first
        account = Account(months, course.counted(starts))
        found = calendar.coming(course, account, since=starts, before=add_months(starts, 36))
        issued, due = dates(found, "invoice_issued"), dates(found, "invoice_due")
        assert len(set(issued)) == len(issued)
        assert due == [day + timedelta(days=14) for day in issued]
        assert [day.on for day in found] == sorted(day.on for day in found)

    @pytest.mark.rule("13.7")
    def test_leaves_what_is_open_due_after_the_end(self):
        account = Account(dues=[date(2026, 9, 14)], closed=True)
        found = calendar.coming(None, account, since=date(2026, 9, 1), before=date(2027, 1, 1))
        assert [(day.on, day.event) for day in found] == [(date(2026, 9, 14), "invoice_due")]


SWEEPS = (jobs.PROMOTE, jobs.ANNOUNCE, INVOICE, jobs.LAPSE, jobs.RENEW)
EVENTS = {
    "membership.promoted": "promotion",
    "membership.renewal_announced": "renewal_notice",
    "membership.renewed": "term_starts",
}
SEEN = {*EVENTS.values(), "invoice_issued", "invoice_due", "membership_ends"}


def live(since: datetime, until: datetime) -> None:
    """Lets time pass: each sweep runs at the moment at which something falls due."""
    while (due := min((moment for sweep in SWEEPS if (moment := sweep.next_due())), default=until)) < until:
        now = max(due, since)
        for sweep in SWEEPS:
            while (moment := sweep.next_due()) and moment <= now:
                assert sweep.run(now)


def happened(subscription: Subscription, *, since: date, before: date) -> list[tuple[date, str]]:
    told = Event.objects.filter(name__in=EVENTS)
    found = [(amsterdam_date(each.happened_at), EVENTS[each.name]) for each in told]
    for invoice in subscription.invoices.all():
        found += [(invoice.issued_on, "invoice_issued"), (invoice.due_on, "invoice_due")]
    membership = Membership.objects.get(pk=subscription.membership_id)
    if membership.end_reason == "13.5":
        found.append((membership.last_day, "membership_ends"))
    return sorted(each for each in found if since <= each[0] < before)


def foreseen(found: list[terms.Day]) -> list[tuple[date, str]]:
    return sorted((day.on, day.event) for day in found if day.event in SEEN)


def intervene(subscription: Subscription, action: str, at: datetime) -> None:
    """What a member or the mark may do on any day; what the state does not allow is refused and changes nothing."""
    membership = Membership.objects.get(pk=subscription.membership_id)
    verbs = {
        "notice": lambda: membership.give_notice(actor="test", at=at, channel="POST"),
        "withdraw": lambda: membership.withdraw_notice(actor="test", at=at),
        "three months": lambda: membership.choose_term(3, actor="test", at=at),
        "twelve months": lambda: membership.choose_term(12, actor="test", at=at),
        "suspend": lambda: membership.suspend(actor="test", at=at, reason="14.1"),
        "reinstate": lambda: membership.reinstate(actor="test", at=at),
        "quarterly": lambda: Subscription.objects.get().choose_period("QUARTER", actor="test", at=at),
        "yearly": lambda: Subscription.objects.get().choose_period("YEAR", actor="test", at=at),
        "end": lambda: membership.end(actor="test", at=at, reason="unpaid"),
    }
    try:
        verbs[action]()
    except IllegalMove:
        assert action not in {"quarterly", "yearly"}


ACTIONS = st.sampled_from(
    ["notice", "withdraw", "three months", "twelve months", "suspend", "reinstate", "quarterly", "yearly", "end"]
)


def after_the_first_year(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Days to wait, and what is done then; the first is often in the weeks in which a term can be chosen."""
    first = draw(st.one_of(st.integers(1, 400), st.integers(310, 360)))
    others = draw(st.lists(st.tuples(st.integers(1, 200), ACTIONS), max_size=4))
    return [(first, draw(ACTIONS)), *others, (200, "reinstate")]


STORIES = st.composite(after_the_first_year)()


def each_period_is_invoiced_once_and_terms_follow_each_other(subscription: Subscription, day: date) -> None:
    periods = list(subscription.invoices.order_by("period_from").values_list("period_from", "period_to"))
    assert periods[0][0] == day
    assert all(first[1] + timedelta(days=1) == second[0] for first, second in pairwise(periods))
    renewals = [each.payload for each in Event.objects.filter(name="membership.renewed").order_by("pk")]
    last = terms.first_term(day).last
    for renewal in renewals:
        assert date.fromisoformat(renewal["term_starts_on"]) == last + timedelta(days=1)
        last = date.fromisoformat(renewal["term_ends_on"])
    membership = Membership.objects.get(pk=subscription.membership_id)
    assert membership.term_ends_on == last
    assert max(period[1] for period in periods) <= last
    if membership.end_reason == "13.5":
        assert periods[-1][1] == last


@pytest.mark.django_db
class TestRealCourse:
    @pytest.mark.rule("5.2", "12.1", "13.3")
    @given(day=DAYS, hour=st.integers(0, 23), period=st.sampled_from(["QUARTER", "YEAR"]))
    @example(day=date(2026, 8, 31), hour=0, period="QUARTER")
    @example(day=date(2028, 2, 29), hour=23, period="YEAR")
    @example(day=date(2026, 10, 25), hour=2, period="QUARTER")  # the hour that comes twice
    @settings(max_examples=10, deadline=None)
    def test_keeps_every_date_of_the_calendar(self, day, hour, period):
        at, ends = datetime.combine(day, time(hour), tzinfo=AMSTERDAM), add_months(day, 30)
        with transaction.atomic(), outbox.in_silence(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs, "HINDRANCES", [])
            subscription = billing.subscription(at=at, period=period)
            months = 3 if period == "QUARTER" else 12
            expected = calendar.coming(terms.establishment(day), Account(months), since=day, before=ends)
            live(at, start_of_day(ends))
            assert happened(subscription, since=day, before=ends) == foreseen(expected)
            transaction.set_rollback(True)

    @pytest.mark.rule("12.1", "13.4", "13.5", "14.1")
    @given(day=DAYS, period=st.sampled_from(["QUARTER", "YEAR"]), story=STORIES)
    @example(day=date(2026, 8, 31), period="YEAR", story=[(330, "three months"), (60, "notice"), (90, "end")])
    @example(day=date(2027, 11, 30), period="QUARTER", story=[(20, "yearly"), (100, "suspend"), (300, "reinstate")])
    @example(day=date(2028, 2, 29), period="YEAR", story=[(30, "notice"), (9, "withdraw"), (340, "notice"), (9, "end")])
    @settings(max_examples=15, deadline=None)
    def test_keeps_at_each_moment_what_was_foreseen_until_somebody_intervenes(self, day, period, story):
        at = datetime.combine(day, time(12), tzinfo=AMSTERDAM)
        with transaction.atomic(), outbox.in_silence(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs, "HINDRANCES", [])
            subscription = billing.subscription(at=at, period=period)
            for days, action in story:
                membership = Membership.objects.get(pk=subscription.membership_id)
                since, then = amsterdam_date(at) + timedelta(days=1), amsterdam_date(at) + timedelta(days=days)
                expected = foreseen(Subscription.coming(membership, since=since, before=then))
                live(at, start_of_day(then) + timedelta(seconds=1))
                assert happened(subscription, since=since, before=then) == expected
                at = datetime.combine(then, time(12), tzinfo=AMSTERDAM)
                intervene(subscription, action, at)
            each_period_is_invoiced_once_and_terms_follow_each_other(subscription, day)
            transaction.set_rollback(True)

    @pytest.mark.rule("5.2", "14.1")
    def test_promotes_nobody_who_is_suspended_and_invoices_on(self, now):
        subscription = billing.subscription(at=now, period="QUARTER")
        subscription.membership.suspend(actor="test", at=now, reason="14.1")
        found = Subscription.coming(subscription.membership, since=date(2026, 3, 2), before=date(2027, 3, 2))
        assert not dates(found, "promotion")
        assert dates(found, "invoice_issued") == [date(2026, 6, 2), date(2026, 9, 2), date(2026, 12, 2)]
        subscription.membership.reinstate(actor="test", at=now)
        found = Subscription.coming(subscription.membership, since=date(2026, 3, 2), before=date(2027, 3, 2))
        assert dates(found, "promotion") == [date(2026, 7, 2)]

    @pytest.mark.rule("13.7")
    def test_of_who_ended_holds_what_is_still_to_be_paid(self, now):
        subscription = billing.subscription(at=now)
        subscription.membership.end(actor="test", at=now, reason="13.5")
        subscription.end(actor="test", at=now)
        found = Subscription.coming(subscription.membership, since=date(2026, 3, 2), before=date(2029, 3, 2))
        assert [(day.on, day.event) for day in found] == [(date(2026, 3, 16), "invoice_due")]

    def test_before_establishment_holds_nothing(self, now):
        membership = Membership.contract(members.member(), actor="test", at=now)
        assert Subscription.coming(membership, since=date(2026, 3, 2), before=date(2029, 3, 2)) == []
