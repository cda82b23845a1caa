"""Money, days and numbers as a reader of the page's language writes them."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal
from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from keurmerk.calendar import in_words

register = template.Library()


@register.filter
def euro(amount: Decimal | int | None) -> str:
    """Euros with two decimals: "€ 1.234,50" in Dutch, "€1,234.50" in English; empty for no amount."""
    if amount is None or amount == "":
        return ""
    return format_currency(amount, "EUR", locale=_language())


@register.filter
def decimal1(value: Decimal | float | None) -> str:
    """A number with one decimal, half up: "18,4". For a score use `score` of stars.py, which never rounds up."""
    if value is None or value == "":
        return ""
    return format_decimal(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP), "#,##0.0", locale=_language())


@register.filter
def number(value: Decimal | int | None) -> str:
    """A whole number with thousands marked: "1.204"."""
    if value is None or value == "":
        return ""
    return format_decimal(value, "#,##0", locale=_language())


@register.filter
def day(at: date | datetime | None) -> str:
    """A day in full: "21 november 2026". A moment is taken in Amsterdam's time."""
    return in_words(at) if at else ""


@register.filter
def moment(at: datetime | None) -> str:
    """A day and time in Amsterdam: "21 november 2026, 14:05"."""
    return date_format(_local(at), "j F Y, H:i", use_l10n=False) if at else ""


@register.filter
def time_tag(at: date | datetime | None) -> SafeString | str:
    """The day inside `<time>`, for machines and people."""
    return _time_element(at, day(at)) if at else ""


@register.filter
def ago_or_day(at: datetime | None, now: datetime) -> SafeString | str:
    """Inside `<time>`: "3 uur geleden" within a week of `now` (full moment as title), after that the day."""
    if not at:
        return ""
    return _time_element(at, ago(now - at) if timedelta(0) <= now - at < timedelta(days=7) else day(at))


def ago(past: timedelta) -> str:
    """How long ago, in the largest unit that fits: minutes, hours, then days."""
    minutes = int(past.total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day ago", "%(n)d days ago", past.days) % {"n": past.days}


def _language() -> str:
    return get_language() or "nl"


def _local(at: date | datetime) -> date | datetime:
    return timezone.localtime(at) if isinstance(at, datetime) and timezone.is_aware(at) else at


def _time_element(at: date | datetime, words: str) -> SafeString:
    local = _local(at)
    title = moment(at) if isinstance(at, datetime) else day(at)
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), title, words)
