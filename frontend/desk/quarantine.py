"""What got stuck: reactions that keep failing, rows a sweep falls over, letters refused, files not written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import PersonRequest, staff
from keurmerk import outbox
from keurmerk.models import Delivery, PublishedCopy, SentLetter, Stumble
from keurmerk.schedule import PATIENCE

MOST = 100


@staff("moderator", "manager")
@require_safe
def quarantine(request: PersonRequest) -> HttpResponse:
    """Names and numbers only: no personal data stands on this page."""
    deliveries = Delivery.objects.quarantined().select_related("event").order_by("quarantined_at")[:MOST]
    stumbles = Stumble.objects.filter(times__gte=PATIENCE).order_by("last_at")[:MOST]
    refused = SentLetter.objects.filter(state=SentLetter.State.REFUSED).order_by("-queued_at")
    letters = refused.only("pk", "letter", "about", "reason", "queued_at")[:MOST]
    copies = PublishedCopy.objects.failing().order_by("-failures", "pk")[:MOST]
    facts = {"deliveries": deliveries, "stumbles": stumbles, "letters": letters, "copies": copies}
    return render(request, "desk/quarantine.html", facts)


@staff("moderator", "manager")
@require_POST
def release(request: PersonRequest, pk: int) -> HttpResponse:
    """Another five attempts for a reaction."""
    outbox.release(get_object_or_404(Delivery.objects.quarantined(), pk=pk).pk)
    messages.success(request, _("Released: it is tried again now."))
    return redirect("desk:quarantine")


@staff("moderator", "manager")
@require_POST
def forget_stumble(request: PersonRequest, pk: int) -> HttpResponse:
    """The sweep takes the row up again on its next round."""
    get_object_or_404(Stumble, pk=pk).delete()
    messages.success(request, _("Released: it is tried again within a minute."))
    return redirect("desk:quarantine")


urlpatterns = [
    path("quarantine/", quarantine, name="quarantine"),
    path("quarantine/deliveries/<int:pk>/", release, name="release"),
    path("quarantine/stumbles/<int:pk>/", forget_stumble, name="release_stumble"),
]
