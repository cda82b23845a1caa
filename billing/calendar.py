"""Every day on which the terms make something happen in what a membership pays, and its whole calendar with it.

Pure: it asks no database and no clock. Billing periods lie within the terms of the membership and are counted from the
same day of establishment, never from a clamped day (reading A3).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from billing import terms
from members import calendar
from members.calendar import Course, Day, Span

__all__ = ["Account", "coming", "default_on", "due_on", "next_period", "periods"]


@dataclass(frozen=True)
class Account:
    """All that the days of paying follow from.

    `months` is the billing period that the member chose, `invoiced` how many months since the establishment have been
    invoiced, and `dues` the last days for paying what is open. Nothing is invoiced any more once it is `closed`.
    """

    months: int = terms.MONTHS["YEAR"]
    invoiced: int = 0
    dues: Sequence[date] = ()
    closed: bool = False


def due_on(issued: date) -> date:
    """The last day for paying, a Sunday or a holiday as well (terms 12.6, reading A19)."""
    return issued + terms.PAYMENT_TERM


def default_on(issued: date) -> date:
    """The first day in default, from 00:00 in Amsterdam (terms 12.8)."""
    return due_on(issued) + timedelta(days=1)


def next_period(course: Course, account: Account) -> tuple[Span, int]:
    """The first period that is not invoiced yet, and how many months it counts (terms 12.1).

    For a course that ends with its term this may lie after its end: nobody is to be invoiced for it then.
    """
    edges = _edges(course)
    edge = next(edges)
    while edge <= account.invoiced:
        edge = next(edges)
    months = _months(edge - account.invoiced, account.months)
    first, after = course.after(account.invoiced), course.after(account.invoiced + months)
    return Span(first, after - timedelta(days=1)), months


def periods(course: Course, account: Account) -> Iterator[Span]:
    """The periods that are still to be invoiced, until the membership ends; each once, without a gap (terms 12.1)."""
    while not account.closed:
        period, months = next_period(course, account)
        if course.leaves and period.first > course.term.last:
            return
        yield period
        account = Account(account.months, account.invoiced + months)


def _edges(course: Course) -> Iterator[int]:
    """Where terms start, in months after the establishment: this one, the next, and so on."""
    start = course.counted(course.term.first)
    yield start
    start += course.months
    while True:
        yield start
        start += course.next_months


def _months(left: int, chosen: int) -> int:
    """A period of a year only where it fits: a term of three months, or the rest of one, is paid per quarter.

    So no period reaches into a term that may never come (terms 12.2, 13.4, 13.5; readings A15 and A16).
    """
    return chosen if left % chosen == 0 else terms.MONTHS["QUARTER"]


def coming(course: Course | None, account: Account, *, since: date, before: date) -> list[Day]:
    """Every date that the rules produce from `since` to the day before `before`, oldest first.

    Without a course, before the establishment and after the end, what is open stays due (terms 13.7).
    """
    found = [Day(due, "invoice_due", "12.6") for due in account.dues]
    if course:
        found += [*calendar.days(course, since=since, before=before), *_invoices(course, account, before)]
    return calendar.in_order(found, since=since, before=before)


def _invoices(course: Course, account: Account, before: date) -> Iterator[Day]:
    """Each invoice on the first day of its period, and fourteen days to pay it (terms 12.1, 12.6)."""
    for period in takewhile(lambda each: each.first < before, periods(course, account)):
        yield Day(period.first, "invoice_issued", "12.1")
        yield Day(due_on(period.first), "invoice_due", "12.6")
