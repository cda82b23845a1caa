"""The public partner list: who reads the register with us, since when, and what of it (terms 1.6, 8.2)."""

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from reviews.models import Partner, PartnerRead


@visitor
@require_safe
def partners(request: HouseRequest) -> HttpResponse:
    """Those of today by name, then those who were one once: the list keeps its own history."""
    last = PartnerRead.objects.filter(partner=OuterRef("pk"), rows__gt=0).order_by("-read_at")
    known = list(Partner.objects.annotate(given=Subquery(last.values("facts")[:1])).order_by("name"))
    facts = {
        "partners": [each for each in known if not each.revoked_at],
        "former": [each for each in known if each.revoked_at],
    }
    return render(request, "public/partners.html", facts)


urlpatterns = [path("partners/", partners, name="partners")]
