"""Stopping the newsletter through the signed link in it; nobody needs to log in to be left alone."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from keurmerk.tokens import BadToken
from members.links import reader_behind
from members.models import NewsletterReader


@csrf_exempt  # mail programs post here without a page of ours (RFC 8058); the token is the proof
@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def stop_newsletter(request: HouseRequest, token: str) -> HttpResponse:
    """A GET only asks, for scanners of mail open every link; a person's button or one click of a program stops it."""
    try:
        found = NewsletterReader.objects.filter(user=reader_behind(token))
    except BadToken:
        found = NewsletterReader.objects.none()
    if not found.exists():
        return render(request, "consumer/link_unknown.html", status=404)
    said = request.POST.get("stop") == "1" or request.POST.get("List-Unsubscribe") == "One-Click"
    if said:
        with transaction.atomic():
            found.select_for_update().get().unsubscribe(actor="visitor", at=request.now)
    return render(request, "consumer/newsletter_stop.html", {"stopped": said})


urlpatterns = [path("newsletter/stop/<str:token>/", stop_newsletter, name="stop_newsletter")]
