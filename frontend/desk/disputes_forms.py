"""What a mediator fills in, and which disputes the list shows."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models import Dispute, Party
from disputes.models.dispute_finding import DisputeQuerySet
from frontend.controls import Segmented
from members.models import User

VIEWS = (
    ("mediator", _("Our turn")),
    ("mine", pgettext_lazy("disputes", "Mine")),
    ("mediation", _("In mediation")),
    ("open", _("All open")),
    ("committee", _("The committee")),
    ("ended", _("Ended")),
)


class DisputeFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What waits for us, unless asked otherwise."""

    q = django_filters.CharFilter(label=_("Search"))
    view = django_filters.ChoiceFilter(label=_("Show"), choices=VIEWS, empty_label=None)

    class Meta:
        model = Dispute
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        asked = {name: value for name, value in data.items() if value}
        super().__init__({"view": "mediator", **asked}, *args, **kwargs)

    def filter_queryset(self, queryset: DisputeQuerySet) -> DisputeQuerySet:
        """By view, and by the name of the shop, the customer or the order."""
        asked = self.form.cleaned_data
        cases = self._in_view(queryset, asked.get("view") or "mediator")
        words = (asked.get("q") or "").strip()
        if words:
            number = words.rpartition("-")[2]
            found = Q(shop__name__icontains=words) | Q(consumer_name__icontains=words) | Q(order_number=words)
            cases = cases.filter(found | Q(pk=int(number)) if number.isdecimal() and len(number) < 12 else found)
        return cases

    def _in_view(self, cases: DisputeQuerySet, view: str) -> DisputeQuerySet:
        if view == "committee":
            return cases.with_the_committee()
        if view == "mine":
            return cases.of_mediator(self.person)
        if view == "mediation":
            return cases.in_mediation()
        if view == "open":
            return cases.open()
        return cases.ended() if view == "ended" else cases.for_the_mediator()


class AskForm(forms.Form):
    """A message of the mediator, to the party that has the turn after it."""

    use_required_attribute = False

    party = forms.ChoiceField(
        label=_("Who is next?"),
        help_text=_("Both parties read the message."),
        choices=[(Party.SHOP, Party.SHOP.label), (Party.CONSUMER, Party.CONSUMER.label)],
        widget=Segmented(),
        error_messages={"required": _("Choose who has to answer")},
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a message first")},
    )


class OutcomeForm(forms.Form):
    """How the mediation ended, in words for both parties."""

    use_required_attribute = False

    solved = forms.TypedChoiceField(
        label=_("How did it end?"),
        choices=[("yes", _("Both parties agreed")), ("no", _("No agreement is possible"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=Segmented(),
        error_messages={"required": _("Choose how it ended")},
    )
    outcome = forms.CharField(
        label=_("What was agreed, or why not"),
        help_text=_("Both parties read this. Name what is done, by whom and before which day."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was agreed, or why not")},
    )
