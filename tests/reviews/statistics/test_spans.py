"""Which days are compared with which, and how they are cut up."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from reviews.statistics.spans import LONGEST, Span, Unit, latest, latest_months

DAYS = some.dates(date(2001, 1, 1), date(2060, 1, 1))


@some.composite
def spans(draw) -> Span:
    first = draw(DAYS)
    return Span(first, first + timedelta(days=draw(some.integers(0, LONGEST - 1))))


SPANS = spans()


class TestSpan:
    def test_does_not_end_before_it_begins(self):
        with pytest.raises(ValueError, match="before it begins"):
            Span(date(2026, 2, 1), date(2026, 1, 31))

    def test_of_one_day_is_that_day(self):
        assert latest(1, date(2026, 11, 26)) == Span(date(2026, 11, 26), date(2026, 11, 26))

    def test_of_months_holds_the_one_that_runs(self):
        assert latest_months(12, date(2026, 11, 26)) == Span(date(2025, 12, 1), date(2026, 11, 26))

    @pytest.mark.parametrize(
        ("days", "unit"),
        [(1, Unit.DAY), (31, Unit.DAY), (32, Unit.WEEK), (100, Unit.WEEK), (101, Unit.MONTH), (1500, Unit.YEAR)],
    )
    def test_takes_larger_steps_as_it_grows(self, days, unit):
        assert latest(days, date(2026, 11, 26)).unit is unit

    def test_begins_and_ends_in_amsterdam_when_the_clock_changes(self):
        begin, end = Span(date(2026, 3, 29), date(2026, 3, 29)).moments
        assert (end - begin).total_seconds() == pytest.approx(24 * 3600, abs=1)  # by the wall
        assert end.timestamp() - begin.timestamp() == pytest.approx(23 * 3600, abs=1)  # by the sun


class TestBefore:
    @pytest.mark.parametrize(
        ("span", "before"),
        [
            (("2026-11-10", "2026-11-26"), ("2026-10-24", "2026-11-09")),  # seventeen days, seventeen days
            (("2026-11-01", "2026-11-26"), ("2026-10-01", "2026-10-26")),  # the same part of the month before
            (("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),  # a quarter, the quarter before
            (("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28")),  # February has no thirtieth
            (("2025-12-01", "2026-11-26"), ("2024-12-01", "2025-11-26")),
        ],
    )
    def test_is_what_an_owner_means_by_it(self, span, before):
        assert Span(*map(date.fromisoformat, span)).before == Span(*map(date.fromisoformat, before))

    @given(SPANS)
    def test_has_ended_when_the_span_begins(self, span):
        assert span.before.last < span.first

    def test_of_a_leap_day_is_the_last_of_february_a_year_earlier(self):
        assert Span(date(2028, 2, 29), date(2028, 2, 29)).year_before.first == date(2027, 2, 28)


class TestSteps:
    def test_of_weeks_end_with_the_last_day(self):
        steps = Span(date(2026, 11, 1), date(2026, 11, 26)).steps(Unit.WEEK)
        assert [step.days for step in steps] == [5, 7, 7, 7]

    @settings(deadline=None)  # twenty years by the day are seven thousand steps
    @given(SPANS, some.sampled_from(list(Unit)))
    def test_are_all_days_of_the_span_once(self, span, unit):
        steps = span.steps(unit)
        assert (steps[0].first, steps[-1].last) == (span.first, span.last)
        assert all(after.first == step.last + timedelta(days=1) for step, after in pairwise(steps))

    @given(SPANS)
    def test_in_its_own_unit_are_not_too_many_to_draw(self, span):
        assert 1 <= len(span.steps(span.unit)) <= 50

    @settings(deadline=None)
    @given(SPANS, some.sampled_from([Unit.MONTH, Unit.YEAR]))
    def test_hold_a_whole_month_or_none_of_it(self, span, unit):
        """Or a counter per month could not be given to one step."""
        steps = span.steps(unit)
        assert all(sum(month in step for step in steps) == 1 for month in span.whole_months(unit))


class TestParts:
    def test_of_whole_months_leave_nothing_loose(self):
        year = Span(date(2026, 1, 1), date(2026, 12, 31))
        assert len(year.whole_months(Unit.MONTH)) == 12
        assert year.loose(Unit.MONTH) == []

    def test_shown_by_day_are_all_loose(self):
        month = Span(date(2026, 10, 1), date(2026, 10, 31))
        assert month.whole_months(Unit.DAY) == []
        assert month.loose(Unit.DAY) == [month]

    @given(SPANS)
    def test_add_up_to_the_span(self, span):
        months, loose = span.whole_months(Unit.MONTH), span.loose(Unit.MONTH)
        counted = sum(len(Span(month, month + timedelta(days=31)).steps(Unit.MONTH)[0:1]) for month in months)
        days = sum(Span(month, month + timedelta(days=31)).steps(Unit.MONTH)[0].days for month in months)
        assert counted == len(months)
        assert days + sum(part.days for part in loose) == span.days
        assert len(loose) <= 2
