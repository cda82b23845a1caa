"""The coming days in words: every event has them, in both languages, and every article a place on the page of the terms."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from billing import calendar
from billing.calendar import Account
from frontend.coming_days import WORDS, anchor, coming_days
from keurmerk.calendar import AMSTERDAM
from members.calendar import Course, establishment
from tests.factories import billing

START = date(2026, 8, 31)


def everything() -> list[calendar.Day]:
    """All that can stand in a calendar: of who stays, who chose three months, and who leaves."""
    stays = establishment(START)
    courses = (stays, Course(START, stays.term, next_months=3), Course(START, stays.term, leaves=True))
    spans = [calendar.coming(course, Account(3), since=START, before=date(2029, 8, 31)) for course in courses]
    return [day for span in spans for day in span]


class TestWords:
    def test_are_there_for_every_event_and_no_other(self):
        assert {day.event for day in everything()} == set(WORDS)

    @pytest.mark.parametrize("event", WORDS)
    def test_are_dutch_on_a_dutch_page(self, event):
        with translation.override("nl"):
            dutch = str(WORDS[event])
        with translation.override("en"):
            assert str(WORDS[event]) != dutch


@pytest.mark.django_db
class TestAnchor:
    @pytest.mark.parametrize("address", ["/terms/", "/en/terms/"])
    def test_leads_to_a_paragraph_of_the_public_terms(self, client, address):
        found = set(re.findall(r'id="(a[\d-]+)"', client.get(address).content.decode()))
        assert {anchor(day.article) for day in everything()} <= found


@pytest.mark.django_db
class TestComingDays:
    @pytest.mark.rule("12.1", "12.6", "13.5")
    def test_are_of_a_year_from_today_the_nearest_first(self):
        at = datetime(2026, 8, 31, 12, tzinfo=AMSTERDAM)
        membership = billing.subscription(at=at, period="QUARTER").membership
        found = coming_days(membership, now=at + timedelta(days=1))
        assert (found[0].on, found[0].article, found[0].url) == (date(2026, 9, 14), "12.6", "/terms/#a12-6")
        assert [day.on for day in found] == sorted(day.on for day in found)
        assert found[-1].on == date(2027, 8, 31)
