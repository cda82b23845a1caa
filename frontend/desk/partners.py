"""Partners: who reads the register with a token, and what each was given of it (terms 8.2). For the manager alone."""

import django_filters
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from frontend.paging import page_of
from reviews.models import Partner, PartnerRead


class ReadFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By partner and by how it asked."""

    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=Partner.objects.order_by("name"), empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(label=_("What was asked"), choices=PartnerRead.Kind, empty_label=_("All"))

    class Meta:
        model = PartnerRead
        fields = ("partner", "kind")


@staff("manager")
@require_safe
def partners(request: PersonRequest) -> HttpResponse:
    """The partners by name, and every read of the register, the newest first."""
    known = Partner.objects.annotate(times=Count("reads"), last_read_at=Max("reads__read_at")).order_by("name")
    found = ReadFilter(request.GET, queryset=PartnerRead.objects.select_related("partner").defer("shops"))
    facts = {"partners": known, "filter": found, "page": page_of(found.qs, request, by="read_at")}
    return render(request, "desk/partners.html", facts)


urlpatterns = [path("partners/", partners, name="partners")]
