"""Audits that members ask for: the manager agrees with the day, or proposes another (PA audit by member)."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from frontend.desk.trail import trail
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove
from members.models import DataAudit, TooSoon


class ProposeForm(forms.Form):
    """Another day, with the reason."""

    use_required_attribute = False

    day = forms.DateField(
        label=gettext_lazy("Which day do you propose?"),
        widget=DayInput(),
    )
    why = forms.CharField(label=gettext_lazy("Why does the day not fit?"), max_length=400)


class FinishForm(forms.Form):
    """What came of it."""

    use_required_attribute = False

    report = forms.CharField(
        label=gettext_lazy("What came of the audit?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


FORMS: dict[str, type[forms.Form]] = {"agree": forms.Form, "propose": ProposeForm, "finish": FinishForm}


@staff("manager")
@require_safe
def data_audits(request: PersonRequest) -> HttpResponse:
    """What waits for our answer first, then everything."""
    rows = DataAudit.objects.select_related("member")
    facts = {
        "waiting": rows.waiting_for_us().order_by("answer_due_at"),
        "page": page_of(rows, request, by="requested_at"),
    }
    return render(request, "desk/data_audits.html", facts)


@staff("manager")
@require_safe
def data_audit(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _one(pk))


@staff("manager")
@require_POST
def settle(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    if name not in FORMS:
        raise Http404
    found, form = _one(pk), FORMS[name](request.POST)
    if not form.is_valid():
        return _show(request, found, name, form, status=422)
    try:
        _act(request, found, name, form.cleaned_data)
        messages.success(request, _("Done."))
    except TooSoon:
        messages.error(request, _("That day is past."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("desk:data_audit", pk=pk)


def _act(request: PersonRequest, found: DataAudit, name: str, said: dict[str, Any]) -> None:
    who: dict[str, Any] = {"actor": request.actor, "at": request.now}
    if name == "agree":
        found.agree(**who)
    elif name == "propose":
        day: date = said["day"]
        found.propose(day, said["why"], **who)
    else:
        found.finish(said["report"], **who)


def _show(
    request: PersonRequest, found: DataAudit, name: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    facts = {
        "audit": found,
        "form": form,
        "propose": form if name == "propose" else ProposeForm(),
        "finish": form if name == "finish" else FinishForm(),
        "trail": trail(found),
    }
    return render(request, "desk/data_audit.html", facts, status=status)


def _one(pk: int) -> DataAudit:
    return get_object_or_404(DataAudit.objects.select_related("member"), pk=pk)


urlpatterns = [
    path("data-audits/", data_audits, name="data_audits"),
    path("data-audits/<int:pk>/", data_audit, name="data_audit"),
    path("data-audits/<int:pk>/<slug:name>/", settle, name="settle_data_audit"),
]
