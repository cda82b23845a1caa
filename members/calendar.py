"""Every day on which the terms make something happen in a membership.

Pure: it asks no database and no clock. Months are counted from the day of establishment, never from a clamped day
(reading A3), so who began on 31 August has the 31st back after each shorter month. No day shifts to a working day:
these are days of an agreement, not of the law (reading A19).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from keurmerk.calendar import add_months, months_between
from members import terms

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A day in a calendar: what happens on it, and the article of the terms behind that."""

    on: date
    event: str
    article: str


@dataclass(frozen=True)
class Span:
    """From the first day to the last: both belong to it."""

    first: date
    last: date

    @property
    def after(self) -> date:
        """The first day that no longer belongs to it."""
        return self.last + _ONE_DAY


@dataclass(frozen=True)
class Course:
    """All that the days of an established membership follow from.

    `next_months` is how long the terms after this one are. `promotion` is the day on which an aspirant is looked at,
    or nothing when none is to come. After a notice it `leaves`: this term is its last.
    """

    established: date
    term: Span
    next_months: int = terms.TERM_MONTHS
    promotion: date | None = None
    leaves: bool = False

    @property
    def months(self) -> int:
        """How long this term is. Clamping stays within a month, so the months tell."""
        return months_between(self.term.first, self.term.after)

    def counted(self, day: date) -> int:
        """How many months after the establishment a term or billing period starts that starts on `day`."""
        return months_between(self.established, day)

    def after(self, months: int) -> date:
        """The day so many months after the establishment (A3)."""
        return add_months(self.established, months)


def establishment(day: date) -> Course:
    """The course of a membership that is established on `day`: nothing has been chosen or given notice of yet."""
    return Course(day, first_term(day), promotion=promotion_on(day))


def course(
    established: date,
    term: Span,
    *,
    promotion: date | None = None,
    next_months: int | None = None,
    leaves: bool = False,
) -> Course:
    """The course of a membership in some term; unless chosen otherwise the next is as long as this one (terms 13.3)."""
    running = Course(established, term, promotion=promotion, leaves=leaves)
    return replace(running, next_months=next_months or running.months)


def promotion_on(established: date) -> date:
    """The last day of the four months as an aspirant, counted from approval (terms 1.4, 5.2)."""
    return add_months(established, terms.ASPIRANT_MONTHS)


def first_term(established: date) -> Span:
    """One year from the day of establishment (terms 13.1, 13.2)."""
    return Span(established, add_months(established, terms.TERM_MONTHS) - _ONE_DAY)


def next_term(course: Course) -> Span:
    """The term after this one: as long as this one, or as long as was chosen (terms 13.3, 13.4)."""
    first = course.term.after
    return Span(first, course.after(course.counted(first) + course.next_months) - _ONE_DAY)


def renewal_notices(starts: date) -> list[date]:
    """The days on which we write that the term that starts on `starts` is coming (terms 13.3; product.md B12)."""
    return [starts - timedelta(days=days) for days in terms.RENEWAL_NOTICES]


def choice_opens_on(course: Course) -> date:
    """From the first letter about the next term on, its length can be chosen (terms 13.2, 13.4, reading A16)."""
    return renewal_notices(course.term.after)[0]


def spans(course: Course) -> Iterator[Span]:
    """This term and, without an end, the ones after it; this one alone after a notice (terms 13.3, 13.5)."""
    yield course.term
    if course.leaves:
        return
    while True:
        course = replace(course, term=next_term(course))
        yield course.term


def days(course: Course, *, since: date, before: date) -> list[Day]:
    """What comes from `since` to the day before `before`, oldest first."""
    return in_order(_days(course, before), since=since, before=before)


def in_order(found: Iterable[Day], *, since: date, before: date) -> list[Day]:
    """The days between, oldest first; what falls on one day stays in the order in which it was found."""
    return sorted((day for day in found if since <= day.on < before), key=lambda day: day.on)


def _days(course: Course, before: date) -> Iterator[Day]:
    if course.promotion:
        yield Day(course.promotion, "promotion", "5.2")
    for term in spans(course):
        if term.first >= before:
            return
        yield from _of_last_term(term) if course.leaves else _of_term(term, course.next_months)


def _of_last_term(term: Span) -> Iterator[Day]:
    """Notice was given: the membership ends with this term (terms 13.5, reading A14)."""
    yield Day(term.last, "membership_ends", "13.5")


def _of_term(term: Span, next_months: int) -> Iterator[Day]:
    """The letters before the next term, the choice they tell of, the last day to give notice, and its start.

    The length is chosen once per term, from the first letter on (terms 13.2, 13.4, reading A16); notice is possible up
    to and including the last day (terms 13.5, reading A14); then the next term starts (terms 13.3).
    """
    first, *others = renewal_notices(term.after)
    yield Day(first, "renewal_notice", "13.3")
    yield Day(first, "term_choice", "13.4")
    yield from (Day(day, "renewal_notice", "13.3") for day in others)
    yield Day(term.last, "notice_ends", "13.5")
    yield Day(term.after, "term_starts", "13.3" if next_months == terms.TERM_MONTHS else "13.4")
