"""Applications: where each stands, what was declared, and the manager's refusal."""

import django_filters
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from frontend.desk import host_proofs, risk_documents
from frontend.desk.reasons import RefusalForm
from frontend.desk.trail import trail
from keurmerk.lifecycle import IllegalMove
from members.models import Application, RegisterCheck
from members.models.application import ApplicationQuerySet

PER_PAGE = 25


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By words and state; drafts are the applicant's own business."""

    q = django_filters.CharFilter(label=gettext_lazy("Search"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Application.State.choices[1:], empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def filter_queryset(self, queryset: ApplicationQuerySet) -> ApplicationQuerySet:
        asked = self.form.cleaned_data
        if asked.get("state"):
            queryset = queryset.filter(state=asked["state"])
        if asked.get("q"):
            words = asked["q"].strip()
            named = Q(shop_name__icontains=words) | Q(shop_host__icontains=words)
            queryset = queryset.filter(named | Q(member__kvk_number=words))
        return queryset


@staff("inspector")
@require_safe
def applications(request: PersonRequest) -> HttpResponse:
    """Sent applications, the latest first."""
    sent = Application.objects.exclude(submitted_at=None).select_related("member").order_by("-submitted_at", "-pk")
    found = ApplicationFilter(request.GET, queryset=sent, request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/applications.html", {"filter": found, "page": page})


@staff("inspector")
@require_safe
def application(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "desk/application.html", _file(request, pk, RefusalForm()))


@staff("manager")
def refuse(request: PersonRequest, pk: int) -> HttpResponse:
    """The manager refuses; the reason stays inside, and the letter says what is told (terms 3.8, 3.9, 5.5)."""
    form = RefusalForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "desk/application.html", _file(request, pk, form), status=status)
    try:
        _sent(pk).refuse(actor=request.actor, at=request.now, **form.cleaned_data)
    except IllegalMove:
        messages.error(request, _("Not refused: this application is decided already."))
    else:
        messages.success(request, _("Refused."))
    return redirect("desk:application", pk=pk)


def _file(request: PersonRequest, pk: int, form: RefusalForm) -> dict[str, object]:
    found = _sent(pk)
    return {
        "application": found,
        "inspections": found.inspections.select_related("inspector").order_by("-round"),
        "checks": RegisterCheck.objects.filter(member=found.member).select_related("member").last_of_each(),
        "asked": found.information_requests.select_related("asked_by").prefetch_related("files"),
        "may_ask": found.state == Application.State.ON_HOLD or found.may_move_to(Application.State.ON_HOLD),
        **host_proofs.facts(request, found),
        **risk_documents.facts(found),
        "acceptances": found.acceptances.order_by("pk"),
        "trail": trail(found),
        "form": form,
        "may_refuse": request.user.has_role("manager") and found.may_move_to(Application.State.REFUSED),
    }


def _sent(pk: int) -> Application:
    sent = Application.objects.exclude(submitted_at=None).select_related("applicant", "member", "shop")
    return get_object_or_404(sent, pk=pk)


urlpatterns = [
    path("applications/", applications, name="applications"),
    path("applications/<int:pk>/", application, name="application"),
    path("applications/<int:pk>/refuse/", refuse, name="refuse_application"),
]
