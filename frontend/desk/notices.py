"""The moderator's queue: what was reported, urgent first, and in whose hands it is."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from frontend.desk.notices_filters import NoticeFilter
from reviews.models import Notice

PER_PAGE = 25


def counts() -> dict[str, int]:
    """The numbers beside the links of the menu and the tabs."""
    waiting = Notice.objects.waiting_for_us()
    return {"desk:notices": waiting.not_appealed().count(), "desk:appeals": waiting.appealed().count()}


@staff("moderator")
@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """Notices without those that are appealed: these have a page of their own, for others decide them."""
    cases = NoticeFilter(request.GET, queryset=Notice.objects.not_appealed().for_queue(), request=request)
    page = Paginator(cases.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/notices.html", {"filter": cases, "page": page, "counts": counts()})


@staff("moderator")
@require_safe
def appeals(request: PersonRequest) -> HttpResponse:
    """What somebody does not agree with; who decided it before does not decide it again (DSA 20)."""
    cases = NoticeFilter(request.GET, queryset=Notice.objects.appealed().for_queue(), request=request)
    page = Paginator(cases.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/appeals.html", {"filter": cases, "page": page, "counts": counts()})


urlpatterns = [
    path("notices/", notices, name="notices"),
    path("appeals/", appeals, name="appeals"),
]
