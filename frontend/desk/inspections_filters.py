"""Which cases the queue shows, and in which order."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models import Inspection
from inspections.models.inspection import InspectionQuerySet

STATES = (
    ("open", _("Open")),
    ("late", _("Late")),
    ("second", _("Needs a second inspector")),
    ("decided", _("Decided")),
    ("all", _("All")),
)
WHOSE = (("mine", _("Mine")), ("nobody", _("Nobody's")))
ORDERS = (("oldest", _("Oldest first")), ("risk", _("Highest risk first")))


class InspectionFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Open cases, oldest first, unless asked otherwise."""

    q = django_filters.CharFilter(label=_("Search"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=None)
    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=WHOSE, empty_label=_("Everybody's"))
    order = django_filters.ChoiceFilter(label=_("Sort by"), choices=ORDERS, empty_label=None)

    class Meta:
        model = Inspection
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        asked = {name: value for name, value in data.items() if value}
        super().__init__({"state": "open", "order": "oldest", **asked}, *args, **kwargs)

    def filter_queryset(self, queryset: InspectionQuerySet) -> InspectionQuerySet:
        """In the trade's own words; an unknown choice shows what is open."""
        asked = self.form.cleaned_data
        cases = self._in_state(queryset, asked.get("state", "open"))
        if asked.get("whose"):
            cases = cases.of(self.request.user) if asked["whose"] == "mine" else cases.filter(inspector=None)
        if asked.get("q"):
            words = asked["q"].strip()
            named = Q(shop__name__icontains=words) | Q(shop__host__icontains=words)
            cases = cases.filter(named | Q(shop__member__kvk_number=words))
        return cases.riskiest_first() if asked.get("order") == "risk" else cases.oldest_first()

    def _in_state(self, cases: InspectionQuerySet, state: str) -> InspectionQuerySet:
        if state == "all":
            return cases
        if state == "late":
            return cases.overdue(self.request.now)
        if state == "second":
            return cases.filter(state=Inspection.State.PROPOSED)
        return cases.decided() if state == "decided" else cases.waiting()
