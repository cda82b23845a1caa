"""A mail that waits for its sender to say whose it is: one page for both parties, each behind a door of its own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from disputes.arriving import confirm
from disputes.models import DisputeMail
from frontend.access import HouseRequest
from keurmerk.lifecycle import IllegalMove


def confirmation(request: HouseRequest, held: DisputeMail | None, *, template: str, actor: str) -> HttpResponse:
    """A GET only asks, for scanners of mail open every link."""
    if held is None:
        return render(request, template, {"mail": None}, status=404)
    if request.method == "POST":
        try:
            confirm(held, actor=actor, at=request.now)
            messages.success(request, _("Your e-mail is in the dispute."))
        except IllegalMove:
            messages.error(request, _("That is not possible any more: the dispute has changed meanwhile."))
        return redirect(request.path)
    return render(request, template, {"mail": held, "dispute": held.dispute, "shop": held.dispute.shop})
