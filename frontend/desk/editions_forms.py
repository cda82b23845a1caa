"""What the manager fills in about an edition of the checklist."""

from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frontend.controls import DayInput
from inspections.models import Checklist, Criterion, TrialFailure
from inspections.pasting import FIELDS, unknown_fields

TEXTS = ("question_nl", "question_en", "advice_nl", "advice_en", "basis", "when", "since", "severity", "page")


def _known_fields(text: str) -> None:
    """A misspelt field would be read by every shop as it is written."""
    for found in unknown_fields(text):
        raise forms.ValidationError(_("We know no field {%(name)s}"), params={"name": found})


class AdviceField(forms.CharField):
    """A text to paste, in which the shop's own data can stand."""

    default_validators = [_known_fields]

    def __init__(self, *, label: Any) -> None:
        fields = ", ".join(f"{{{name}}}" for name in FIELDS)
        super().__init__(
            label=label,
            help_text=format_lazy(
                _("In it the shop's own data can stand: {fields}. After a bar the example, as in {example}."),
                fields=fields,
                example="{kvk|12345678}",
            ),
            max_length=4000,
            required=False,
            widget=forms.Textarea({"rows": 4}),
        )


class DraftForm(forms.Form):
    """How the draft is called."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Name of the edition"),
        help_text=_("Such as 2 or 2027. Shops read it in their report."),
        max_length=20,
        validators=[RegexValidator(r"^[\w. -]+$", _("Use letters, digits, dots and dashes"))],
    )


class CriterionForm(forms.Form):
    """A point of the checklist in both languages."""

    use_required_attribute = False

    question_nl = forms.CharField(label=_("Question in Dutch"), max_length=500, widget=forms.Textarea({"rows": 2}))
    question_en = forms.CharField(label=_("Question in English"), max_length=500, widget=forms.Textarea({"rows": 2}))
    severity = forms.ChoiceField(label=_("Weight"), choices=Criterion.Severity)
    basis = forms.CharField(label=_("Basis in the law"), max_length=300, required=False)
    advice_nl = AdviceField(label=_("Advice in Dutch"))
    advice_en = AdviceField(label=_("Advice in English"))
    page = forms.CharField(label=_("On which page"), max_length=80, required=False)
    when = forms.CharField(label=_("When it holds"), max_length=120, required=False)
    since = forms.DateField(
        label=_("Asked from"),
        help_text=_("The day from which the law asks it. Empty: at once."),
        required=False,
        widget=DayInput(),
    )

    @staticmethod
    def of(criterion: Criterion) -> dict[str, Any]:
        return {name: getattr(criterion, name) for name in TEXTS}


class NewCriterionForm(CriterionForm):
    """With a code of its own."""

    field_order = ("code",)

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The section and a number, such as WD-12."),
        max_length=10,
        validators=[RegexValidator(r"^[A-Z]{2}-[0-9]{2}[a-z]?$", _("Write a section and a number, such as WD-12"))],
    )

    def __init__(self, *args: Any, edition: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if self.edition.criteria.filter(code=code).exists():
            raise forms.ValidationError(_("This edition has a point of this code"))
        return code


class PublishForm(forms.Form):
    """The first day."""

    use_required_attribute = False

    valid_from = forms.DateField(
        label=_("First day"),
        help_text=_("Inspections that begin from this day on use it. It cannot be changed after this."),
        widget=DayInput(),
    )


class TrialFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By point and by webshop."""

    code = django_filters.CharFilter(label=_("Code"), field_name="criterion__code", lookup_expr="iexact")
    q = django_filters.CharFilter(label=_("Webshop"), field_name="shop__host", lookup_expr="icontains")

    class Meta:
        model = TrialFailure
        fields: tuple[str, ...] = ()
