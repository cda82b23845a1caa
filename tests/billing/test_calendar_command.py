"""`manage.py calendar` says what the rules say: the same as the pure calendar, for scripts and for people."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st

from billing import calendar
from billing.calendar import Account
from keurmerk import clock
from keurmerk.calendar import add_months, amsterdam_date
from members.calendar import establishment
from members.models import Membership
from tests.factories import billing, members
from tests.members.test_calendar import DAYS


def ask(*words: str) -> list[dict[str, str]]:
    return json.loads(say(*words, "--json"))


def say(*words: str) -> str:
    out = StringIO()
    call_command("calendar", *words, stdout=out)
    return out.getvalue()


class TestOfAStart:
    @pytest.mark.rule("5.2", "12.1", "12.6", "13.3", "13.4", "13.5")
    def test_says_each_date_with_its_article_oldest_first(self):
        found = ask("--established", "2026-08-31", "--billing", "quarterly", "--years", "1")
        assert [tuple(each.values()) for each in found] == [
            ("2026-08-31", "invoice_issued", "12.1"),
            ("2026-09-14", "invoice_due", "12.6"),
            ("2026-11-30", "invoice_issued", "12.1"),
            ("2026-12-14", "invoice_due", "12.6"),
            ("2026-12-31", "promotion", "5.2"),
            ("2027-02-28", "invoice_issued", "12.1"),
            ("2027-03-14", "invoice_due", "12.6"),
            ("2027-05-31", "invoice_issued", "12.1"),
            ("2027-06-14", "invoice_due", "12.6"),
            ("2027-07-02", "renewal_notice", "13.3"),
            ("2027-07-02", "term_choice", "13.4"),
            ("2027-08-17", "renewal_notice", "13.3"),
            ("2027-08-30", "notice_ends", "13.5"),
        ]
        assert set(found[0]) == {"date", "event", "article"}

    @pytest.mark.rule("12.1")
    def test_invoices_once_a_year_who_pays_per_year(self):
        found = ask("--established", "2028-02-29", "--billing", "yearly", "--years", "4")
        issued = [each["date"] for each in found if each["event"] == "invoice_issued"]
        assert issued == ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"]

    @given(DAYS, st.sampled_from(["quarterly", "yearly"]), st.integers(1, 6))
    @pace(max_examples=40, deadline=None)
    def test_is_the_pure_calendar(self, day, period, years):
        account = Account({"quarterly": 3, "yearly": 12}[period])
        expected = calendar.coming(establishment(day), account, since=day, before=add_months(day, 12 * years))
        found = ask("--established", str(day), "--billing", period, "--years", str(years))
        assert [tuple(each.values()) for each in found] == [(str(day.on), day.event, day.article) for day in expected]

    def test_speaks_to_people_too(self):
        assert "2026-12-31 Thu  promotion          5.2" in say("--established", "2026-08-31")


@pytest.mark.django_db
class TestOfAMembership:
    def test_begins_today_and_knows_what_is_open(self):
        at = clock.now() - timedelta(days=2)
        subscription = billing.subscription(at=at, period="QUARTER")
        found = ask("--membership", str(subscription.membership_id), "--years", "1")
        day = amsterdam_date(at)
        assert found[0] == {"date": str(day + timedelta(days=14)), "event": "invoice_due", "article": "12.6"}
        assert [each["date"] for each in found if each["event"] == "invoice_issued"] == [
            str(add_months(day, months)) for months in (3, 6, 9, 12)
        ]
        assert [each["date"] for each in found if each["event"] == "promotion"] == [str(add_months(day, 4))]

    @pytest.mark.rule("13.5")
    def test_that_leaves_ends_with_its_term_and_is_invoiced_until_then(self):
        subscription = billing.subscription(at=clock.now(), period="QUARTER")
        membership = subscription.membership
        membership.give_notice(actor="test", at=clock.now(), channel="POST")
        found = ask("--membership", str(membership.pk))
        ends = {"date": str(membership.term_ends_on), "event": "membership_ends", "article": "13.5"}
        assert found[-1] == ends
        assert sum(each["event"] == "invoice_issued" for each in found) == 3
        assert {each["event"] for each in found} == {"promotion", "invoice_issued", "invoice_due", "membership_ends"}

    @pytest.mark.rule("13.4")
    def test_that_chose_three_months_is_renewed_and_invoiced_per_quarter(self):
        at = clock.now() - timedelta(days=340)
        membership = billing.subscription(at=at, period="YEAR").membership
        membership.choose_term(3, actor="test", at=clock.now())
        found = ask("--membership", str(membership.pk), "--years", "1")
        starts = [add_months(amsterdam_date(at), months) for months in (12, 15, 18, 21)]
        for event in ("term_starts", "invoice_issued"):
            assert [each["date"] for each in found if each["event"] == event] == [str(day) for day in starts]

    @pytest.mark.rule("10.3", "5.2")
    def test_that_is_suspended_is_invoiced_but_not_promoted(self):
        membership = billing.subscription(at=clock.now()).membership
        membership.suspend(actor="test", at=clock.now(), reason="14.1")
        events = [each["event"] for each in ask("--membership", str(membership.pk))]
        assert "promotion" not in events
        assert events.count("invoice_issued") == 2

    def test_that_ended_or_was_not_established_says_so(self):
        ended = billing.membership(at=clock.now())
        ended.end(actor="test", at=clock.now(), reason="13.5")
        applied = Membership.contract(members.member(), actor="test", at=clock.now())
        for membership in (ended, applied):
            assert say("--membership", str(membership.pk)).strip() == "Nothing is to come."
            assert ask("--membership", str(membership.pk)) == []

    @pytest.mark.parametrize("key", ["0", "-1", "9" * 30, "1; drop", "²", "x"])
    def test_that_does_not_exist_is_refused(self, key):
        refused("--membership=" + key, match="no membership")


def refused(*words: str, match: str) -> None:
    with pytest.raises(CommandError, match=match) as refusal:
        say(*words)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)


class TestRefusals:
    @pytest.mark.parametrize(
        "day", ["2026-02-29", "31-08-2026", "tomorrow", "1999-12-31", "9999-12-31", "2026-08-31T00:00"]
    )
    def test_of_what_is_no_day(self, day):
        refused("--established=" + day, match="--established")

    @pytest.mark.parametrize("years", ["0", "-3", "51", "1.5", "many", "٣", "9" * 40])
    def test_of_what_is_no_number_of_years(self, years):
        refused("--established=2026-08-31", "--years=" + years, match="--years")

    @pytest.mark.parametrize("period", ["monthly", "QUARTERLY", "3"])
    def test_of_what_is_no_period(self, period):
        refused("--established=2026-08-31", "--billing=" + period, match="--billing")

    def test_of_both_and_of_neither(self):
        refused(match="either")
        refused("--established=2026-08-31", "--membership=1", match="either")
        refused("--membership=1", "--billing=yearly", match="own billing period")

    def test_are_one_line_and_status_2_in_a_shell(self):
        command = [sys.executable, "manage.py", "calendar", "--established", "never"]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, capture_output=True, text=True, env=os.environ, check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
