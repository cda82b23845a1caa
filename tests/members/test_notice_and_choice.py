"""Notice and the choice of a term: what each verb settles, when it may, and what it confirms."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members import jobs
from members.calendar import Span
from members.models import Membership
from tests.factories import members

pytestmark = pytest.mark.django_db

FIRST_LETTER = datetime(2027, 1, 1, tzinfo=AMSTERDAM)
NEXT = datetime(2027, 3, 2, tzinfo=AMSTERDAM)  # the first moment of the next term
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def aspirant(now):
    membership = Membership.contract(members.member(), actor="test", at=now)
    membership.establish(actor="test", at=now)
    return membership


def notice(membership, at):
    membership.give_notice(actor="user:1", at=at, channel="DASHBOARD")


class TestGiveNotice:
    @pytest.mark.rule("13.5")
    @pytest.mark.parametrize("suspended", [False, True])
    def test_ends_the_membership_with_the_running_term_and_not_before(self, aspirant, now, suspended):
        if suspended:
            aspirant.suspend(actor="test", at=now, reason="14.1")
        notice(aspirant, now)
        assert jobs.ANNOUNCE.run(NEXT - INSTANT) == 0
        assert jobs.LAPSE.run(NEXT - INSTANT) == 0
        assert (jobs.RENEW.run(NEXT), jobs.LAPSE.run(NEXT), jobs.LAPSE.run(NEXT)) == (0, 1, 0)
        aspirant.refresh_from_db()
        assert (aspirant.state, aspirant.end_reason, aspirant.last_day) == ("ENDED", "13.5", date(2027, 3, 1))

    @pytest.mark.rule("13.5")
    def test_is_possible_until_the_last_moment_of_the_term(self, aspirant):
        with pytest.raises(IllegalMove):
            notice(aspirant, NEXT)
        notice(aspirant, NEXT - INSTANT)

    def test_twice_is_refused(self, aspirant, now):
        stale = Membership.objects.get(pk=aspirant.pk)
        notice(aspirant, now)
        for each in (aspirant, stale):
            with pytest.raises(IllegalMove):
                notice(each, now)
        assert Event.objects.get(name="membership.notice_given").payload["term_ends_on"] == "2027-03-01"

    def test_of_who_has_no_term_is_refused(self, aspirant, now):
        aspirant.end(actor="test", at=now, reason="unpaid")
        with pytest.raises(IllegalMove):
            notice(aspirant, now)

    def test_leaves_the_end_by_the_mark_its_own_day(self, aspirant, now):
        notice(aspirant, now)
        aspirant.end(actor="test", at=now, reason="unpaid")
        assert aspirant.last_day == date(2026, 3, 2)

    def test_beats_a_renewal_that_saw_no_notice(self, aspirant, now):
        stale = Membership.objects.get(pk=aspirant.pk)
        notice(aspirant, now)
        with pytest.raises(IllegalMove):
            stale.renew(actor="clock", at=NEXT)

    def test_without_saying_how_it_came_is_refused_by_the_database(self, aspirant, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            notice_without_channel = {"notice_received_at": now, "notice_channel": ""}
            Membership.objects.filter(pk=aspirant.pk).update(**notice_without_channel)


class TestWithdrawNotice:
    @pytest.mark.rule("13.5")
    def test_makes_all_as_before(self, aspirant, now):
        before = Membership.objects.values().get(pk=aspirant.pk)
        notice(aspirant, now)
        aspirant.withdraw_notice(actor="user:1", at=now)
        assert Membership.objects.values().get(pk=aspirant.pk) == before
        assert jobs.RENEW.run(NEXT) == 1

    def test_brings_back_only_the_letters_that_are_still_to_come(self, aspirant, now):
        notice(aspirant, now)
        aspirant.withdraw_notice(actor="user:1", at=FIRST_LETTER)
        assert aspirant.renewal_notice_due_at == datetime(2027, 2, 16, tzinfo=AMSTERDAM)

    def test_after_the_term_or_without_a_notice_is_refused(self, aspirant, now):
        with pytest.raises(IllegalMove):
            aspirant.withdraw_notice(actor="user:1", at=now)
        notice(aspirant, now)
        with pytest.raises(IllegalMove):
            aspirant.withdraw_notice(actor="user:1", at=NEXT)


class TestChooseTerm:
    @pytest.mark.rule("13.4")
    def test_makes_the_next_terms_as_long_as_chosen(self, aspirant):
        aspirant.choose_term(3, actor="user:1", at=FIRST_LETTER)
        assert aspirant.next_term == Span(date(2027, 3, 2), date(2027, 6, 1))
        for starts in (NEXT, datetime(2027, 6, 2, tzinfo=AMSTERDAM)):
            assert jobs.RENEW.run(starts - INSTANT) == 0
            assert jobs.RENEW.run(starts) == 1
        aspirant.refresh_from_db()
        assert (aspirant.term_ends_on, aspirant.next_term_months) == (date(2027, 9, 1), None)

    @pytest.mark.rule("13.4")
    def test_leads_back_to_a_year(self, aspirant):
        aspirant.choose_term(3, actor="user:1", at=FIRST_LETTER)
        aspirant.renew(actor="clock", at=NEXT)
        aspirant.choose_term(12, actor="user:1", at=datetime(2027, 4, 3, tzinfo=AMSTERDAM))
        assert aspirant.next_term == Span(date(2027, 6, 2), date(2028, 6, 1))

    @pytest.mark.rule("13.2")
    @pytest.mark.parametrize("at", [FIRST_LETTER - INSTANT, NEXT])
    def test_outside_its_time_is_refused(self, aspirant, at):
        with pytest.raises(IllegalMove):
            aspirant.choose_term(3, actor="user:1", at=at)

    @pytest.mark.rule("13.4")
    @pytest.mark.parametrize("months", [0, 1, 6, 24])
    def test_of_another_length_is_refused(self, aspirant, months):
        with pytest.raises(IllegalMove):
            aspirant.choose_term(months, actor="user:1", at=FIRST_LETTER)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=aspirant.pk).update(next_term_months=months)

    def test_after_a_notice_is_refused(self, aspirant):
        notice(aspirant, FIRST_LETTER)
        with pytest.raises(IllegalMove):
            aspirant.choose_term(3, actor="user:1", at=FIRST_LETTER)
