"""What members have to mend, what the radar is not sure of, and the draws of checks (terms 6.4, 6.5, 7.3)."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from frontend.paging import page_of
from inspections.models import AuditDraw, Remedy, ReportedChange, ScanChange
from keurmerk.lifecycle import IllegalMove

MOST = 30
HEAVIEST = 100  # weights that are shown of a draw


class RemedyFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By website, state and point."""

    q = django_filters.CharFilter(label=gettext_lazy("Website"), field_name="shop__host", lookup_expr="icontains")
    code = django_filters.CharFilter(label=gettext_lazy("Point"), lookup_expr="istartswith")
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Remedy.State, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Remedy
        fields = ("q", "code", "state")


class ReasonedForm(forms.Form):
    """Why; it stays in our file."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For our own file."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExtendForm(ReasonedForm):
    """More time, and why (terms 6.5)."""

    until = forms.DateField(label=gettext_lazy("New last day"), widget=DayInput())


FORMS: dict[str, type[forms.Form]] = {"extend": ExtendForm, "mended": forms.Form, "drop": ReasonedForm}


@staff("inspector")
@require_safe
def remedies(request: PersonRequest) -> HttpResponse:
    """What waits for a decision first, then what a person should look at, then everything."""
    rows = Remedy.objects.select_related("shop", "criterion")
    found = RemedyFilter(request.GET, queryset=rows)
    facts: dict[str, Any] = {
        "overdue": rows.filter(state=Remedy.State.OVERDUE).order_by("due_at")[:MOST],
        "to_see": ScanChange.objects.to_see().select_related("scan__shop").order_by("seen_at")[:MOST],
        "reported": ReportedChange.objects.to_see().select_related("shop").order_by("reported_at")[:MOST],
        "filter": found,
        "page": page_of(found.qs, request, by="opened_at"),
        "draws": AuditDraw.objects.all()[:6],
    }
    return render(request, "desk/remedies.html", facts)


@staff("inspector")
@require_safe
def remedy(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "desk/remedy.html", {"remedy": _one(pk), "extend": ExtendForm(), "drop": ReasonedForm()})


@staff("inspector")
@require_http_methods(["POST"])
def settle(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """More time, mended by our own eyes, or dropped. Ending a membership is done with the member (terms 7.3)."""
    if name not in FORMS:
        raise Http404
    found, form = _one(pk), FORMS[name](request.POST)
    if not form.is_valid():
        facts = {"remedy": found, "extend": ExtendForm(), "drop": ReasonedForm(), name: form, "form": form}
        return render(request, "desk/remedy.html", facts, status=422)
    try:
        _act(found, name, form.cleaned_data, request)
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile, or the day is no later one. Look again."))
    else:
        messages.success(request, _("Done."))
    return redirect("desk:remedy", pk=pk)


def _act(found: Remedy, name: str, said: dict[str, Any], request: PersonRequest) -> None:
    if name == "extend":
        found.extend(said["until"], by=request.user, at=request.now, reason=said["reason"])
    elif name == "drop":
        found.drop(by=request.user, at=request.now, reason=said["reason"])
    else:
        found.mend(actor=request.actor, at=request.now)


@staff("inspector")
@require_POST
def seen(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody looked at a change of which the machine was not sure."""
    ScanChange.objects.to_see().filter(pk=pk).update(looked_at=request.now)
    messages.success(request, _("Done."))
    return redirect("desk:remedies")


@staff("inspector")
@require_POST
def report_seen(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody read what a member says that it changed (terms 7.4)."""
    get_object_or_404(ReportedChange, pk=pk).see(actor=request.actor, at=request.now)
    messages.success(request, _("Done."))
    return redirect("desk:remedies")


@staff("inspector")
@require_safe
def draw(request: PersonRequest, pk: int) -> HttpResponse:
    """The draw with its seed and weights, and the same lot again."""
    found = get_object_or_404(AuditDraw, pk=pk)
    heaviest = sorted(found.weights.items(), key=lambda each: -each[1])[:HEAVIEST]
    facts = {"draw": found, "same": found.repeated() == found.drawn, "heaviest": heaviest}
    return render(request, "desk/audit_draw.html", facts)


def _one(pk: int) -> Remedy:
    return get_object_or_404(Remedy.objects.select_related("shop__member", "criterion", "decided_by"), pk=pk)


urlpatterns = [
    path("remedies/", remedies, name="remedies"),
    path("remedies/<int:pk>/", remedy, name="remedy"),
    path("remedies/<int:pk>/<slug:name>/", settle, name="settle_remedy"),
    path("remedies/changes/<int:pk>/seen/", seen, name="change_seen"),
    path("remedies/reports/<int:pk>/seen/", report_seen, name="report_seen"),
    path("audits/<int:pk>/", draw, name="audit_draw"),
]
