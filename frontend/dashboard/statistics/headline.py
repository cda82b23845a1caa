"""The strip of figures above the page: each with its unit, and in words what it was before."""

from datetime import timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.dashboard.figures import Figure
from frontend.dashboard.statistics.tables import NONE, recommended
from frontend.templatetags.dutch import decimal1, number
from frontend.templatetags.stars import score
from reviews.statistics.facts import Measured
from reviews.statistics.waiting import Waiting

_TENTH = Decimal("0.1")


def of(now: Measured, then: Measured, waiting: Waiting, waited: Waiting) -> list[Figure]:
    return [
        _score(now, then),
        _reviews(now, then),
        _percentage(_("Response"), now.funnel.response, then.funnel.response, _("No invitations sent")),
        _percentage(
            _("Would recommend"), recommended(now.total.tally), recommended(then.total.tally), _("Nobody said so")
        ),
        _time(waiting, waited),
    ]


def _score(now: Measured, then: Measured) -> Figure:
    mine, was = now.total.tally.mean, then.total.tally.mean
    if mine is None:
        return Figure(_("Score"), NONE, change=_("No checked reviews"))
    line = [float(month.tally.mean) for _step, month in now.steps if month.tally.mean is not None]
    change = _changed(
        _shown(mine), None if was is None else _shown(was), _("%(n)s higher than before"), _("%(n)s lower than before")
    )
    return Figure(_("Score"), score(mine), _("out of 5"), *change, spark=line)


def _shown(mean: Decimal) -> Decimal:
    """As it is written: two scores that read the same did not change."""
    return mean.quantize(_TENTH, ROUND_FLOOR)


def _reviews(now: Measured, then: Measured) -> Figure:
    count, more = now.total.public_count, now.total.public_count - then.total.public_count
    line = [float(month.public_count) for _step, month in now.steps]
    unit = ngettext("%(n)s day", "%(n)s days", now.span.days) % {"n": number(now.span.days)}
    if not more:
        return Figure(_("Reviews"), number(count), unit, _("Unchanged"), spark=line)
    words = _("%(n)s more than before") if more > 0 else _("%(n)s fewer than before")
    arrow = "up" if more > 0 else "down"
    return Figure(_("Reviews"), number(count), unit, words % {"n": number(abs(more))}, arrow, more > 0, line)


def _percentage(label: str, now: Decimal | None, then: Decimal | None, none: str) -> Figure:
    if now is None:
        return Figure(label, NONE, change=none)
    return Figure(
        label,
        decimal1(now),
        "%",
        *_changed(now, then, _("%(n)s points higher than before"), _("%(n)s points lower than before")),
    )


def _time(now: Waiting, then: Waiting) -> Figure:
    """In hours below two days, in days above; that of those who got an answer."""
    if now.middle is None:
        return Figure(_("Reply time"), NONE, change=_("No replies"))
    value, unit = _in_hours(now.middle) if now.middle < timedelta(days=2) else _in_days(now.middle)
    change = None if then.middle is None else now.middle - then.middle
    words, arrow, good = _longer(change)
    return Figure(_("Reply time"), decimal1(value), unit, words, arrow, good)


def _longer(change: timedelta | None) -> tuple[str, str, bool | None]:
    if change is None:
        return _("Unknown before"), "", None
    size = abs(change)
    value, unit = _in_hours(size) if size < timedelta(days=2) else _in_days(size)
    if not value:
        return _("Unchanged"), "", None
    words = _("%(n)s %(unit)s longer than before") if change > timedelta(0) else _("%(n)s %(unit)s shorter than before")
    grew = change > timedelta(0)
    return words % {"n": decimal1(value), "unit": unit}, "up" if grew else "down", not grew


def _in_hours(wait: timedelta) -> tuple[Decimal, str]:
    return _tenth(wait / timedelta(hours=1)), _("hours")


def _in_days(wait: timedelta) -> tuple[Decimal, str]:
    return _tenth(wait / timedelta(days=1)), _("days")


def _tenth(value: float) -> Decimal:
    return Decimal(value).quantize(_TENTH, ROUND_HALF_UP)


def _changed(now: Decimal, then: Decimal | None, higher: str, lower: str) -> tuple[str, str, bool | None]:
    """The words, the arrow, and whether that is good news."""
    if then is None:
        return _("Unknown before"), "", None
    more = now - then
    if not more:
        return _("Unchanged"), "", None
    return (higher if more > 0 else lower) % {"n": decimal1(abs(more))}, "up" if more > 0 else "down", more > 0
