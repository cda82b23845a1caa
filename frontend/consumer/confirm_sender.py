"""Whoever reads a shop's address says whether its invitations may come from there. No account is needed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from keurmerk.tokens import BadToken, unsign
from reviews.addresses import CONFIRM_SENDER
from reviews.models import Sender, TakenElsewhere


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_sender(request: HouseRequest, token: str) -> HttpResponse:
    """A GET only asks, for scanners of mail open every link."""
    try:
        sender = Sender.objects.select_related("shop").filter(pk=unsign(CONFIRM_SENDER, token)).first()
    except BadToken:
        sender = None
    if sender is None:
        return render(request, "consumer/link_unknown.html", status=404)
    state = "open" if sender.may_be_confirmed(request.now) else "done" if sender.confirmed_at else "late"
    if request.method == "POST" and state == "open":
        state = _confirm(request, sender)
    return render(request, "consumer/confirm_sender.html", {"sender": sender, "state": state})


def _confirm(request: HouseRequest, sender: Sender) -> str:
    try:
        sender.confirm(actor="reader", at=request.now)
    except TakenElsewhere:
        return "taken"
    return "done"


urlpatterns = [path("sender/confirm/<str:token>/", confirm_sender, name="confirm_sender")]
