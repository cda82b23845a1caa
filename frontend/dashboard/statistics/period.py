"""Which days the owner looks at, and with which they are compared: read from the address, whatever stands in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frontend.controls import DayInput
from frontend.templatetags.dutch import day
from reviews.statistics.spans import LONGEST, Span, latest, latest_months

EARLIEST = date(2000, 1, 1)


class Period(TextChoices):
    DAYS = "30", gettext_lazy("Last 30 days")
    QUARTER = "quarter", gettext_lazy("Last 3 months")
    YEAR = "year", gettext_lazy("Last 12 months")
    OWN = "own", gettext_lazy("Days of my own")


class Compared(TextChoices):
    BEFORE = "before", gettext_lazy("The period before")
    YEAR = "year", gettext_lazy("A year earlier")


class PeriodForm(forms.Form):
    """With errors it still says which days to show: the last thirty."""

    use_required_attribute = False

    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=Period.choices)
    first = forms.DateField(label=gettext_lazy("From"), required=False)
    last = forms.DateField(label=gettext_lazy("Up to and including"), required=False)
    compare = forms.ChoiceField(label=gettext_lazy("Compared with"), choices=Compared.choices)

    def __init__(self, asked: QueryDict, *, today: date) -> None:
        defaults = {"period": Period.DAYS.value, "compare": Compared.BEFORE.value}
        super().__init__({**defaults, **{name: asked[name] for name in self.base_fields if asked.get(name)}})
        self.today = today
        for name in ("first", "last"):
            self.fields[name].widget = DayInput({"class": "input", "max": today.isoformat()})
        for name in ("period", "compare"):
            self.fields[name].widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        """Days of one's own: both given, in order, begun, and no more of them than there is a drawing for."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("period") != Period.OWN or self.errors:
            return given
        first, last = given.get("first"), given.get("last")
        if not first or not last:
            raise forms.ValidationError(_("Fill in both days, or choose another period."))
        if last < first:
            raise forms.ValidationError(_("The last day lies before the first."))
        if first > self.today:
            raise forms.ValidationError(_("The first day has yet to come."))
        if first < EARLIEST or (last - first).days >= LONGEST:
            raise forms.ValidationError(
                ngettext("Choose at most %(n)d year.", "Choose at most %(n)d years.", LONGEST // 366)
                % {"n": LONGEST // 366}
            )
        return given

    @property
    def choice(self) -> "Choice":
        """What is shown: as asked, or the last thirty days when that cannot be."""
        if not self.is_valid():
            return Choice(Period.DAYS, latest(30, self.today), Compared.BEFORE)
        given = self.cleaned_data
        period = Period(given["period"])
        return Choice(period, self._span(period), Compared(given["compare"]))

    def _span(self, period: Period) -> Span:
        if period == Period.OWN:
            return Span(self.cleaned_data["first"], min(self.cleaned_data["last"], self.today))
        if period == Period.DAYS:
            return latest(30, self.today)
        return latest_months(3 if period == Period.QUARTER else 12, self.today)


@dataclass(frozen=True)
class Choice:
    """The days that are shown and those they are compared with, in words and as an address."""

    period: Period
    span: Span
    compared: Compared

    @property
    def before(self) -> Span:
        return self.span.before if self.compared == Compared.BEFORE else self.span.year_before

    @property
    def query(self) -> str:
        """The same choice again, for a link."""
        own = {"first": self.span.first, "last": self.span.last} if self.period == Period.OWN else {}
        return urlencode({"period": self.period.value, **own, "compare": self.compared.value})

    @property
    def words(self) -> str:
        return in_words(self.span)

    @property
    def words_before(self) -> str:
        return in_words(self.before)


def in_words(span: Span) -> str:
    """ "1 to 26 November 2026": both days in full, or the one day."""
    if span.days == 1:
        return day(span.first)
    return _("%(first)s to %(last)s") % {"first": day(span.first), "last": day(span.last)}
