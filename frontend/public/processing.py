"""The register of processing activities, for everybody to read (GDPR 30; PA roles)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from members.processing import ACTIVITIES, Role


@visitor
@require_safe
def processing(request: HouseRequest) -> HttpResponse:
    """What we decide about ourselves first, then what we do for webshops."""
    groups = [(role.label, [each for each in ACTIVITIES if each.role == role]) for role in Role]
    return render(request, "public/processing.html", {"groups": groups})


urlpatterns = [path("processing-register/", processing, name="processing")]
