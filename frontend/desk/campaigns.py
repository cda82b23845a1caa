"""How far members are with a change of the requirements (terms 6.1-6.3). For the manager alone."""

import django_filters
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from frontend.paging import page_of
from inspections.models import Campaign, CampaignCase, Criterion


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By website and by how far it is."""

    q = django_filters.CharFilter(label=_("Website"), field_name="shop__host", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=CampaignCase.State, empty_label=_("All"))

    class Meta:
        model = CampaignCase
        fields = ("q", "state")


@staff("manager")
@require_safe
def campaigns(request: PersonRequest) -> HttpResponse:
    """Each change with its last day, the newest first."""
    rows = [(each, each.in_numbers()) for each in Campaign.objects.select_related("checklist")[:20]]
    return render(request, "desk/campaigns.html", {"rows": rows})


@staff("manager")
@require_safe
def campaign(request: PersonRequest, pk: int) -> HttpResponse:
    """One change: its points, the numbers, and each member with when it was told."""
    found = get_object_or_404(Campaign.objects.select_related("checklist"), pk=pk)
    cases = CaseFilter(request.GET, queryset=found.cases.select_related("shop"))
    facts = {
        "campaign": found,
        "numbers": found.in_numbers(),
        "points": Criterion.objects.filter(checklist=found.checklist_id, code__in=found.codes),
        "filter": cases,
        "page": page_of(cases.qs, request, by="next_step_at"),
    }
    return render(request, "desk/campaign.html", facts)


urlpatterns = [
    path("campaigns/", campaigns, name="campaigns"),
    path("campaigns/<int:pk>/", campaign, name="campaign"),
]
