"""The membership: what follows from what, on which days, and what the database forbids."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from keurmerk.calendar import AMSTERDAM, add_months, amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members import jobs
from members.models import Membership
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def aspirant(now):
    membership = Membership.contract(members.member(), actor="test", at=now)
    membership.establish(actor="test", at=now)
    return membership


class TestContract:
    @pytest.mark.rule("5.1")
    @pytest.mark.rule("1.11")
    def test_starts_when_the_form_is_sent(self, now):
        made = members.application()
        made.submit(actor="test", at=now)
        assert made.shop.membership.contracted_at == now
        assert made.shop.membership.state == "PENDING"

    @pytest.mark.rule("1.11")
    def test_is_one_at_a_time_per_company(self, now):
        company = members.member()
        first = Membership.contract(company, actor="test", at=now)
        assert Membership.contract(company, actor="test", at=now) == first
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(member=company, contracted_at=now)

    def test_of_a_company_that_comes_back_is_a_new_one(self, aspirant, now):
        aspirant.end(actor="test", at=now, reason="13.5")
        assert Membership.contract(aspirant.member, actor="test", at=now) != aspirant


class TestEstablish:
    @pytest.mark.rule("1.4")
    @pytest.mark.rule("13.1")
    def test_makes_an_aspirant_for_four_months_within_a_year(self, aspirant, now):
        assert aspirant.state == "ASPIRANT"
        assert aspirant.promotion_due_at == end_of_day(date(2026, 7, 2))
        assert (aspirant.term_starts_on, aspirant.term_ends_on) == (date(2026, 3, 2), date(2027, 3, 1))

    def test_twice_is_refused(self, aspirant, now):
        with pytest.raises(IllegalMove):
            aspirant.establish(actor="test", at=now)

    @pytest.mark.parametrize(
        ("approved", "promotion", "last_day"),
        [
            (date(2026, 8, 31), date(2026, 12, 31), date(2027, 8, 30)),
            (date(2026, 10, 31), date(2027, 2, 28), date(2027, 10, 30)),
            (date(2027, 10, 31), date(2028, 2, 29), date(2028, 10, 30)),
            (date(2028, 2, 29), date(2028, 6, 29), date(2029, 2, 27)),
            (date(2026, 11, 25), date(2027, 3, 25), date(2027, 11, 24)),
        ],
    )
    def test_counts_calendar_months_from_the_day_of_approval(self, now, approved, promotion, last_day):
        membership = Membership.contract(members.member(), actor="test", at=now)
        membership.establish(actor="test", at=datetime.combine(approved, time(23, 30), tzinfo=AMSTERDAM))
        assert amsterdam_date(membership.promotion_due_at) == promotion
        assert membership.term_ends_on == last_day

    def test_just_after_midnight_in_amsterdam_is_the_new_day(self, now):
        membership = Membership.contract(members.member(), actor="test", at=now)
        membership.establish(actor="test", at=datetime(2026, 7, 1, 0, 5, tzinfo=AMSTERDAM))
        membership.refresh_from_db()
        assert membership.term_starts_on == date(2026, 7, 1)


DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2034, 12, 31))


class TestCalendar:
    @given(day=DAYS, hour=st.integers(min_value=0, max_value=23))
    @example(day=date(2026, 3, 29), hour=2)  # the hour that does not exist
    @example(day=date(2026, 10, 25), hour=2)  # the hour that comes twice
    @example(day=date(2028, 2, 29), hour=12)
    @example(day=date(2026, 8, 31), hour=12)
    @settings(max_examples=60, deadline=None)
    @pytest.mark.rule("5.2")
    def test_of_any_start_holds(self, day, hour):
        start = datetime.combine(day, time(hour), tzinfo=AMSTERDAM)
        with transaction.atomic():
            membership = Membership.contract(members.member(), actor="test", at=start)
            membership.establish(actor="test", at=start)
            membership.refresh_from_db()
            due = membership.promotion_due_at.astimezone(AMSTERDAM)
            assert due.time() == time.max
            assert due.date() == add_months(day, 4)
            assert due.date().day == min(day.day, (day.replace(day=1) + relativedelta(months=5, days=-1)).day)
            assert membership.term_starts_on == day
            assert membership.term_ends_on + timedelta(days=1) == add_months(day, 12)
            transaction.set_rollback(True)


class TestPromote:
    @pytest.mark.rule("5.2")
    def test_follows_by_itself_after_four_months(self, aspirant):
        last = end_of_day(date(2026, 7, 2))
        assert jobs.PROMOTE.run(now=last - timedelta(seconds=1)) == 0
        assert jobs.PROMOTE.run(now=last) == 1
        aspirant.refresh_from_db()
        assert (aspirant.state, aspirant.promoted_at) == ("FULL", last)

    @pytest.mark.rule("5.2")
    def test_waits_thirty_days_while_something_is_open(self, aspirant, monkeypatch):
        monkeypatch.setattr(jobs, "HINDRANCES", [lambda membership, now: "invoice_overdue"])
        last = end_of_day(date(2026, 7, 2))
        jobs.PROMOTE.run(now=last)
        aspirant.refresh_from_db()
        assert aspirant.state == "ASPIRANT"
        assert aspirant.promotion_due_at == last + timedelta(days=30)
        assert Event.objects.get(name="membership.promotion_postponed").payload == {"reason": "invoice_overdue"}

    def test_lost_to_another_is_refused(self, aspirant, now):
        stale = Membership.objects.get(pk=aspirant.pk)
        aspirant.promote(actor="test", at=now)
        with pytest.raises(IllegalMove):
            stale.promote(actor="test", at=now)
        assert Event.objects.filter(name="membership.promoted").count() == 1


def midnight(*day):
    return datetime(*day, tzinfo=AMSTERDAM)


class TestRenew:
    @pytest.mark.rule("13.1")
    @pytest.mark.rule("13.3")
    @pytest.mark.parametrize("state", ["ASPIRANT", "FULL", "SUSPENDED"])
    def test_starts_the_next_term_by_itself_whatever_the_standing(self, aspirant, now, state):
        if state == "FULL":
            aspirant.promote(actor="test", at=now)
        if state == "SUSPENDED":
            aspirant.suspend(actor="test", at=now, reason="12.10")
        assert jobs.RENEW.run(now=midnight(2027, 3, 2) - timedelta(seconds=1)) == 0
        assert [jobs.RENEW.run(now=midnight(2027, 3, 2)) for _ in range(2)] == [1, 0]
        aspirant.refresh_from_db()
        assert (aspirant.term_starts_on, aspirant.term_ends_on) == (date(2027, 3, 2), date(2028, 3, 1))
        assert (aspirant.state, aspirant.renews_at) == (state, midnight(2028, 3, 2))
        event = Event.objects.get(name="membership.renewed")
        assert event.payload == {"term_starts_on": "2027-03-02", "term_ends_on": "2028-03-01"}

    @pytest.mark.rule("13.3")
    def test_does_not_follow_once_the_membership_has_ended(self, aspirant, now):
        aspirant.end(actor="test", at=now, reason="13.5")
        assert jobs.RENEW.run(now=midnight(2027, 3, 2)) == 0
        assert jobs.ANNOUNCE.run(now=midnight(2027, 3, 2)) == 0

    def test_catches_up_one_term_at_a_time_after_a_pause(self, aspirant):
        late = midnight(2029, 6, 1)
        assert [jobs.RENEW.run(now=late) for _ in range(4)] == [1, 1, 1, 0]
        aspirant.refresh_from_db()
        assert aspirant.term_starts_on == date(2029, 3, 2)

    def test_before_its_day_is_refused(self, aspirant):
        with pytest.raises(IllegalMove):
            aspirant.renew(actor="test", at=midnight(2027, 3, 2) - timedelta(microseconds=1))

    def test_lost_to_another_is_refused(self, aspirant):
        stale = Membership.objects.get(pk=aspirant.pk)
        aspirant.renew(actor="test", at=midnight(2027, 3, 2))
        with pytest.raises(IllegalMove):
            stale.renew(actor="test", at=midnight(2027, 3, 2))
        assert Event.objects.filter(name="membership.renewed").count() == 1

    @pytest.mark.rule("13.3")
    def test_keeps_the_length_of_the_term(self):
        membership = Membership.contract(members.member(), actor="test", at=midnight(2026, 8, 31))
        membership.establish(actor="test", at=midnight(2026, 8, 31))
        membership.term_ends_on, membership.renews_at = date(2026, 11, 29), midnight(2026, 11, 30)
        membership.save()  # as a term of three months would be (terms 13.4)
        for day in ((2026, 11, 30), (2027, 2, 28), (2027, 5, 31), (2027, 8, 31)):
            assert membership.renews_at == midnight(*day)
            membership.renew(actor="test", at=membership.renews_at)

    @given(day=DAYS, hour=st.integers(min_value=0, max_value=23))
    @example(day=date(2028, 2, 29), hour=12)
    @example(day=date(2026, 8, 31), hour=12)
    @settings(max_examples=25, deadline=None)
    @pytest.mark.rule("13.3")
    def test_leaves_no_gap_and_no_overlap_and_never_drifts(self, day, hour):
        start = datetime.combine(day, time(hour), tzinfo=AMSTERDAM)
        with transaction.atomic():
            membership = Membership.contract(members.member(), actor="test", at=start)
            membership.establish(actor="test", at=start)
            for year in range(1, 11):
                before, starts = membership.term_ends_on, membership.renews_at
                membership.renew(actor="test", at=starts)
                membership.refresh_from_db()
                assert membership.term_starts_on == before + timedelta(days=1) == amsterdam_date(starts)
                assert membership.term_starts_on == add_months(day, 12 * year)
                assert membership.term_ends_on + timedelta(days=1) == add_months(day, 12 * (year + 1))
                assert membership.renews_at.astimezone(AMSTERDAM).time() == time.min
            transaction.set_rollback(True)


class TestAnnounceRenewal:
    @pytest.mark.rule("13.3")
    def test_comes_sixty_and_fourteen_days_before_the_next_term(self, aspirant):
        first, second = midnight(2027, 1, 1), midnight(2027, 2, 16)
        assert jobs.ANNOUNCE.run(now=first - timedelta(seconds=1)) == 0
        assert [jobs.ANNOUNCE.run(now=first) for _ in range(2)] == [1, 0]
        assert [jobs.ANNOUNCE.run(now=second) for _ in range(2)] == [1, 0]
        announced = Event.objects.filter(name="membership.renewal_announced")
        assert [each.payload["term_starts_on"] for each in announced] == ["2027-03-02", "2027-03-02"]
        aspirant.refresh_from_db()
        aspirant.renew(actor="test", at=midnight(2027, 3, 2))
        assert aspirant.renewal_notice_due_at == midnight(2028, 1, 2)

    def test_that_is_late_comes_once(self, aspirant):
        late = midnight(2027, 2, 20)
        assert [jobs.ANNOUNCE.run(now=late) for _ in range(2)] == [1, 0]

    def test_is_left_out_when_the_next_term_is_there(self, aspirant):
        assert jobs.ANNOUNCE.run(now=midnight(2027, 3, 2)) == 1
        assert not Event.objects.filter(name="membership.renewal_announced").exists()


class TestSuspend:
    @pytest.mark.rule("14.1")
    @pytest.mark.parametrize("full", [False, True])
    def test_takes_the_mark_away_at_once_and_gives_it_back(self, now, full):
        shop = members.full_shop() if full else members.aspirant_shop()
        before, membership = shop.standing, shop.membership
        membership.suspend(actor="test", at=now, reason="12.10")
        assert (shop.standing, shop.shows_seal()) == ("suspended", False)
        membership.reinstate(actor="test", at=now)
        assert (shop.standing, shop.shows_seal()) == (before, True)

    def test_of_who_is_suspended_is_refused(self, aspirant, now):
        aspirant.suspend(actor="test", at=now, reason="12.10")
        with pytest.raises(IllegalMove):
            aspirant.suspend(actor="test", at=now, reason="12.10")


class TestEnd:
    @pytest.mark.rule("10.2")
    @pytest.mark.rule("10.4")
    def test_takes_every_mark_away_and_gives_seven_days_to_remove_it(self, now):
        shop = members.full_shop()
        shop.membership.end(actor="test", at=now, reason="13.5")
        grant = shop.grants.get()
        assert grant.state == "MUST_REMOVE"
        assert grant.remove_by == end_of_day(date(2026, 3, 9))
        shop = type(shop).objects.with_standing().get(pk=shop.pk)
        assert (shop.standing, shop.shows_seal()) == ("ended", False)

    def test_is_final(self, aspirant, now):
        aspirant.end(actor="test", at=now, reason="13.5")
        for verb in ("establish", "promote"):
            with pytest.raises(IllegalMove):
                getattr(aspirant, verb)(actor="test", at=now)

    def test_frees_the_host(self, now):
        shop = members.full_shop(host="fietsgoed.example")
        shop.membership.end(actor="test", at=now, reason="13.5")
        assert members.shop(host="fietsgoed.example", of=members.member())


class TestDatabase:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "ASPIRANT", "promotion_due_at": None},
            {"state": "FULL", "term_ends_on": None},
            {"state": "FULL", "renews_at": None},
            {"state": "ENDED", "ended_at": None},
        ],
    )
    def test_forbids_a_state_without_its_date(self, aspirant, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=aspirant.pk).update(**wrong)
