"""Asking a re-inspection with the link of the letter, without logging in (terms 4.10)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from frontend.dashboard.application_forms import ReinspectionForm
from keurmerk import tokens
from keurmerk.lifecycle import IllegalMove
from members import terms
from members.models import Application


@visitor
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_reinspection(request: HouseRequest, token: str) -> HttpResponse:
    """Opening the link only asks; the button does it, once. Mail scanners open links too."""
    try:
        number = tokens.unsign("reinspection", token, max_age=int(terms.REINSPECTION_LINK.total_seconds()))
    except tokens.BadToken:
        return render(request, "dashboard/reinspection_expired.html", status=410)
    application = get_object_or_404(Application.objects.select_related("shop", "applicant"), pk=number)
    form = ReinspectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _ask(application, form.cleaned_data["what_changed"], request)
    return render(request, "dashboard/reinspection.html", {"application": application, "form": form})


def _ask(application: Application, what_changed: str, request: HouseRequest) -> None:
    """Asking twice is asking once: the page then says that it was asked."""
    actor = f"user:{application.applicant_id}"  # who holds the link acts for the applicant
    try:
        application.ask_reinspection(actor=actor, at=request.now, what_changed=what_changed)
    except IllegalMove:
        application.refresh_from_db()


urlpatterns = [path("reinspection/<str:token>/", ask_reinspection, name="ask_reinspection")]
