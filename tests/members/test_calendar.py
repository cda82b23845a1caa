"""The days of a membership: pure, of any start, and of whatever became of it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keurmerk.calendar import add_months
from members import calendar
from members.calendar import Course, Day, Span

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
LENGTHS = st.sampled_from([3, 12])


@st.composite
def courses(draw) -> Course:
    """A membership after any number of terms of either length, with any choice for the next."""
    established = draw(DAYS)
    course = calendar.establishment(established)
    for months in draw(st.lists(LENGTHS, max_size=6)):
        course = replace(course, next_months=months)
        course = replace(course, term=calendar.next_term(course), promotion=None)
    return replace(course, next_months=draw(LENGTHS), leaves=draw(st.booleans()))


def coming(course: Course, years: int = 3) -> list[Day]:
    return calendar.days(course, since=course.term.first, before=add_months(course.term.first, 12 * years))


def dates(found: list[Day], event: str) -> list[date]:
    return [day.on for day in found if day.event == event]


class TestEstablishment:
    @pytest.mark.rule("5.2")
    @pytest.mark.rule("1.4")
    @given(DAYS)
    @example(date(2027, 10, 31))
    def test_leads_to_promotion_exactly_four_calendar_months_on(self, day):
        promotion = calendar.establishment(day).promotion
        assert (promotion.year * 12 + promotion.month) - (day.year * 12 + day.month) == 4
        assert promotion.day == min(day.day, (add_months(promotion.replace(day=1), 1) - timedelta(days=1)).day)

    @pytest.mark.rule("13.1")
    @given(DAYS)
    def test_is_for_one_year(self, day):
        assert calendar.first_term(day) == Span(day, add_months(day, 12) - timedelta(days=1))


class TestSpans:
    @pytest.mark.rule("13.3")
    @pytest.mark.rule("13.4")
    @given(courses())
    def test_leave_no_gap_and_no_overlap_and_never_drift(self, course):
        found = list(islice(calendar.spans(replace(course, leaves=False)), 12))
        for term, following in pairwise(found):
            assert following.first == term.last + timedelta(days=1)
            assert following.first.day == min(course.established.day, _last_day_of_month(following.first))

    @pytest.mark.rule("13.3")
    @given(courses())
    def test_are_as_long_as_was_chosen(self, course):
        following = calendar.next_term(course)
        assert calendar.course(course.established, following).months == course.next_months

    @pytest.mark.rule("13.5")
    @given(courses())
    def test_end_with_this_term_after_a_notice(self, course):
        assert list(calendar.spans(replace(course, leaves=True))) == [course.term]


class TestDays:
    @given(courses())
    def test_stand_in_order_and_within_what_was_asked(self, course):
        found = [day.on for day in coming(course)]
        assert found == sorted(found)
        assert all(course.term.first <= day < add_months(course.term.first, 36) for day in found)

    @pytest.mark.rule("13.3")
    @given(courses())
    def test_start_no_term_without_two_notices_before_it_in_the_term_that_runs(self, course):
        course = replace(course, leaves=False)
        found = coming(course)
        notices = dates(found, "renewal_notice")
        for term, following in pairwise(islice(calendar.spans(course), 3)):
            assert [day for day in notices if term.first <= day <= term.last] == [
                following.first - timedelta(days=60),
                following.first - timedelta(days=14),
            ]

    @pytest.mark.rule("13.4")
    @given(courses())
    def test_offer_the_choice_once_per_term_on_the_day_of_the_first_notice(self, course):
        found = coming(replace(course, leaves=False))
        for day in dates(found, "term_choice"):
            assert day in dates(found, "renewal_notice")
        for first, second in pairwise(dates(found, "term_starts")):
            assert sum(first <= day < second for day in dates(found, "term_choice")) == 1

    @pytest.mark.rule("13.2")
    @given(DAYS)
    def test_change_no_length_within_the_first_year(self, day):
        course = replace(calendar.establishment(day), next_months=3)
        assert dates(coming(course), "term_starts")[:2] == [add_months(day, 12), add_months(day, 15)]

    @pytest.mark.rule("13.5")
    @given(courses())
    def test_end_once_after_a_notice_on_the_last_day_and_speak_of_no_next_term(self, course):
        found = coming(replace(course, leaves=True, promotion=None))
        assert found == [Day(course.term.last, "membership_ends", "13.5")]

    @pytest.mark.rule("13.5")
    @given(courses())
    def test_are_as_before_once_the_notice_is_withdrawn(self, course):
        course = replace(course, leaves=False)
        assert coming(replace(replace(course, leaves=True), leaves=False)) == coming(course)

    @pytest.mark.rule("13.4")
    def test_name_the_article_behind_a_short_term(self):
        course = replace(calendar.establishment(date(2026, 8, 31)), next_months=3)
        starts = [day for day in coming(course, years=2) if day.event == "term_starts"]
        assert {day.article for day in starts} == {"13.4"}
        assert [day.on for day in starts] == [
            date(2027, 8, 31), date(2027, 11, 30), date(2028, 2, 29), date(2028, 5, 31),
        ]  # fmt: skip


def _last_day_of_month(day: date) -> int:
    return (add_months(day.replace(day=1), 1) - timedelta(days=1)).day
