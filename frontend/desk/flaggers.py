"""Trusted flaggers: which organisations go first, on which decision, until when (DSA 22). For the manager alone."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from frontend.paging import page_of
from keurmerk.calendar import end_of_day
from keurmerk.lifecycle import IllegalMove
from reviews.models import TrustedFlagger

_FURTHEST = date(2100, 1, 1)  # a slip of the year; after the last day of all there is no tomorrow


class FlaggerForm(forms.Form):
    """Who, by which decision, and until when."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the name of the organisation")},
    )
    ground = forms.CharField(
        label=gettext_lazy("On which ground"),
        help_text=gettext_lazy("Which coordinator gave the status, by which decision."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write which coordinator gave the status")},
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty when the decision names no end."),
        required=False,
        validators=[MaxValueValidator(_FURTHEST)],
        widget=DayInput(),
    )


@staff("manager")
@require_http_methods(["GET", "HEAD", "POST"])
def flaggers(request: PersonRequest) -> HttpResponse:
    form = FlaggerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _admitted(request, form):
        return redirect("desk:flaggers")
    every = TrustedFlagger.objects.annotate(filed=Count("notices"))
    standing = every.standing(request.now)
    facts: dict[str, Any] = {
        "form": form,
        "standing": standing.order_by("name"),
        "page": page_of(every.exclude(pk__in=standing.values("pk")), request, by="since"),
    }
    return render(request, "desk/flaggers.html", facts)


def _admitted(request: PersonRequest, form: FlaggerForm) -> bool:
    """Says whether it was; if not, the form says why."""
    last = form.cleaned_data["until"]
    until = end_of_day(last) if last else None
    if until is not None and until <= request.now:
        form.add_error("until", _("This day has passed"))
        return False
    words = {"name": form.cleaned_data["name"], "ground": form.cleaned_data["ground"]}
    try:
        made = TrustedFlagger.admit(**words, until=until, actor=request.actor, at=request.now)
    except IllegalMove:
        form.add_error("name", _("This organisation has the status already. End that first."))
        return False
    messages.success(request, _("Notices of %(name)s go first from now on.") % {"name": made.name})
    return True


@staff("manager")
@require_POST
def end_flagger(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(TrustedFlagger, pk=pk, ended_at=None)
    found.end(actor=request.actor, at=request.now)
    messages.success(request, _("Notices of %(name)s wait their turn from now on.") % {"name": found.name})
    return redirect("desk:flaggers")


urlpatterns = [
    path("flaggers/", flaggers, name="flaggers"),
    path("flaggers/<int:pk>/end/", end_flagger, name="end_flagger"),
]
