"""Complaints of members about ourselves: answered by the manager, in writing (terms 11.11, 11.12)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from billing.liability import liability_for
from frontend.access import PersonRequest, staff
from frontend.desk.trail import trail
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove
from members.models import MarkComplaint

NOT_JUSTIFIED = "NOT_JUSTIFIED"


class JudgeComplaintForm(forms.Form):
    """Whether it is justified and what puts it right, and the words of our answer."""

    use_required_attribute = False

    remedy = forms.ChoiceField(
        label=gettext_lazy("Is it justified, and what do we do?"),
        choices=[(NOT_JUSTIFIED, gettext_lazy("It is not justified")), *MarkComplaint.Remedy.choices],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Our answer"),
        help_text=gettext_lazy("The owner reads this: write it in the owner's language."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@staff("manager")
@require_safe
def mark_complaints(request: PersonRequest) -> HttpResponse:
    """What waits for us first, then everything."""
    rows = MarkComplaint.objects.select_related("member")
    facts = {"waiting": rows.open().order_by("filed_at"), "page": page_of(rows, request, by="filed_at")}
    return render(request, "desk/mark_complaints.html", facts)


@staff("manager")
@require_safe
def mark_complaint(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _one(pk))


@staff("manager")
@require_POST
def settle(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Answers it, writes down that it was put right, or that it went on to a mediator or the court."""
    found = _one(pk)
    form = JudgeComplaintForm(request.POST) if name == "judge" else forms.Form(request.POST)
    if name not in {"judge", "put-right", "escalate"}:
        raise Http404
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    try:
        _act(request, found, name, form.cleaned_data)
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("desk:mark_complaint", pk=pk)


def _act(request: PersonRequest, found: MarkComplaint, name: str, said: dict[str, Any]) -> None:
    who: dict[str, Any] = {"actor": request.actor, "at": request.now}
    if name == "judge":
        found.judge(said["answer"], remedy="" if said["remedy"] == NOT_JUSTIFIED else said["remedy"], **who)
    elif name == "put-right":
        found.put_right(**who)
    else:
        found.escalate(**who)


def _show(
    request: PersonRequest, found: MarkComplaint, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    facts = {
        "complaint": found,
        "liability": liability_for(found.member, found.known_on),
        "judge": (form or JudgeComplaintForm()) if found.may("judge") else None,
        "form": form,
        "may_put_right": found.may("put-right"),
        "may_escalate": found.may("escalate"),
        "trail": trail(found),
    }
    return render(request, "desk/mark_complaint.html", facts, status=status)


def _one(pk: int) -> MarkComplaint:
    return get_object_or_404(MarkComplaint.objects.select_related("member"), pk=pk)


urlpatterns = [
    path("complaints/", mark_complaints, name="mark_complaints"),
    path("complaints/<int:pk>/", mark_complaint, name="mark_complaint"),
    path("complaints/<int:pk>/<slug:name>/", settle, name="settle_mark_complaint"),
]
