"""The link of a text message: on to the form. It stores nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from reviews import addresses, short_links
from reviews.models import Invitation


@never_cache
@visitor
@require_safe
def short_link(request: HouseRequest, code: str) -> HttpResponse:
    number = short_links.invitation_id(code)
    invitation = Invitation.objects.filter(pk=number).first() if number is not None else None
    if invitation is None:
        return render(request, "consumer/link_unknown.html", status=404)
    return redirect(addresses.write_review(invitation))


urlpatterns = [path("k/<str:code>", short_link, name="short_link")]
