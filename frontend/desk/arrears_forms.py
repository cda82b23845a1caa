"""What finance and the manager do about an unpaid invoice: a form for each decision."""

from datetime import date
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import terms
from billing.models import Arrears
from billing.models.arrears import ArrearsQuerySet
from frontend.controls import DayInput
from frontend.files_field import FilesField


class ArrearsFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What waits for whom, by step, and by words."""

    VIEWS = (("open", gettext_lazy("Open")), ("decide", gettext_lazy("To decide")), ("all", gettext_lazy("All")))

    view = django_filters.ChoiceFilter(label=gettext_lazy("Which"), choices=VIEWS, empty_label=None, method="by_view")
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Step"), choices=Arrears.State, empty_label=gettext_lazy("All")
    )
    q = django_filters.CharFilter(label=gettext_lazy("Member or invoice"), method="by_words")

    class Meta:
        model = Arrears
        fields: list[str] = []

    def __init__(self, data: Any, **kwargs: Any) -> None:
        asked = data.copy()
        asked.setdefault("view", "open")
        super().__init__(asked, **kwargs)

    def by_view(self, rows: ArrearsQuerySet, _name: str, view: str) -> ArrearsQuerySet:
        views = {"open": rows.open, "decide": rows.for_manager, "all": rows.all}
        return views[view]()

    def by_words(self, rows: ArrearsQuerySet, _name: str, words: str) -> ArrearsQuerySet:
        return rows.filter(Q(invoice__buyer_name__icontains=words) | Q(invoice__number__iexact=words.strip()))


class HoldForm(forms.Form):
    """More time before the next step."""

    use_required_attribute = False

    until = forms.DateField(
        label=gettext_lazy("No step before"),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Fill in a day")},
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), help_text=gettext_lazy("For our own file."), max_length=200)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError(_("Choose a day to come."))
        return until


class PlanForm(forms.Form):
    """Equal parts, a month apart."""

    use_required_attribute = False

    number = forms.IntegerField(
        label=gettext_lazy("Number of parts"),
        min_value=2,
        max_value=terms.MOST_INSTALMENTS,
        initial=3,
        widget=forms.NumberInput(attrs={"class": "w-10"}),
    )
    first = forms.DateField(label=gettext_lazy("First part on"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first <= self.today:
            raise forms.ValidationError(_("Choose a day to come."))
        return first


class CostsForm(forms.Form):
    """Costs that were really made, with their evidence (terms 12.9, 12.11)."""

    use_required_attribute = False

    amount = forms.DecimalField(
        label=gettext_lazy("Amount without VAT, in euros"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-10"}),
    )
    description = forms.CharField(label=gettext_lazy("What for"), max_length=160)
    evidence = FilesField(label=gettext_lazy("Evidence"), help_text=gettext_lazy("PDF or picture, one file."))

    def clean_evidence(self) -> Any:
        files = self.cleaned_data["evidence"]
        if len(files) != 1:
            raise forms.ValidationError(_("Send one file here."))
        return files[0]


class CollectorForm(forms.Form):
    """Who takes it from here."""

    use_required_attribute = False

    collector = forms.CharField(
        label=gettext_lazy("Collector"), help_text=gettext_lazy("The member reads this name."), max_length=120
    )


class WriteOffForm(forms.Form):
    """Why nothing more is expected."""

    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The manager reads this and decides."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
