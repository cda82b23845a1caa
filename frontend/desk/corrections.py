"""Scores that were found wrong by the nightly count and put right: each is a fault of ours to look into."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from frontend.paging import page_of
from reviews.models import Rating


@staff("moderator")
@require_safe
def corrections(request: PersonRequest) -> HttpResponse:
    """The latest correction of each shop; all of them are events named rating.corrected."""
    corrected = Rating.objects.exclude(corrected_at=None).select_related("shop")
    return render(request, "desk/corrections.html", {"page": page_of(corrected, request, by="corrected_at")})


urlpatterns = [path("corrections/", corrections, name="corrections")]
