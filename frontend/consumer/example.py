"""Where the links of a trial letter lead: nowhere, and it says so."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from reviews.addresses import EXAMPLE


@visitor
@require_safe
def example_link(request: HouseRequest) -> HttpResponse:
    return render(request, "consumer/example_link.html")


urlpatterns = [
    path(f"r/{EXAMPLE}/", example_link, name="example_form"),
    path(f"u/{EXAMPLE}/", example_link, name="example_unsubscribe"),
]
