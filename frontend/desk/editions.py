"""Editions of the checklist: drafted, compared, tried on members' shops, published (terms 4.11, 6.1). The manager's."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk.editions_forms import CriterionForm, DraftForm, NewCriterionForm, PublishForm, TrialFilter
from frontend.paging import page_of
from inspections.comparing import Difference, Sort, compare
from inspections.models import Checklist, Criterion, EditionTrial, TrialFailure
from inspections.probes import PROBES
from keurmerk.lifecycle import IllegalMove


@staff("manager")
@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: PersonRequest) -> HttpResponse:
    """All editions, the newest first; a draft starts as a copy of the one in force."""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = Checklist.draft(form.cleaned_data["name"], actor=request.actor, at=request.now)
            return redirect("desk:edition", made.pk)
        except IllegalMove:
            form.add_error("name", _("There is an edition of this name already"))
    known = Checklist.objects.select_related("published_by").annotate(points=Count("criteria")).order_by("-pk")
    return render(request, "desk/editions.html", {"editions": known, "form": form})


@staff("manager")
@require_safe
def edition(request: PersonRequest, pk: int) -> HttpResponse:
    """One edition: what it asks otherwise than the one before, who would fail it, and its points."""
    return _show(request, _found(pk), PublishForm())


def _show(request: PersonRequest, found: Checklist, form: PublishForm, status: int = 200) -> HttpResponse:
    criteria = list(found.criteria.all())
    differences = _differences(found, criteria)
    trial = found.trials.order_by("-pk").first()
    facts = {
        "edition": found,
        "criteria": criteria,
        "differences": differences,
        "ended": [each.criterion for each in differences if each.sort == Sort.ENDED],
        "untried": [each for each in differences if each.is_heavier and each.criterion.code not in PROBES],
        "trial": trial,
        "failing": trial.failures.blocking().shops() if trial else 0,
        "newly": trial.failures.new().shops() if trial else 0,
        "form": form,
    }
    return render(request, "desk/edition.html", facts, status=status)


def _differences(found: Checklist, criteria: list[Criterion]) -> list[Difference]:
    base = found.drafted_from
    return compare(base.criteria.all(), criteria) if base else []


@staff("manager")
@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """A point of a draft, to be changed."""
    found = get_object_or_404(Criterion.objects.select_related("checklist"), checklist=_draft(pk), code=code)
    form = CriterionForm(request.POST or None, initial=CriterionForm.of(found))
    if request.method == "POST" and form.is_valid():
        found.change(form.cleaned_data)
        messages.success(request, _("Saved in the draft."))
        return redirect("desk:edition", pk)
    return _typed(request, {"edition": found.checklist, "point": found, "form": form})


@staff("manager")
@require_http_methods(["GET", "HEAD", "POST"])
def add_criterion(request: PersonRequest, pk: int) -> HttpResponse:
    """A new point: a person looks at it, for no probe knows it."""
    draft = _draft(pk)
    form = NewCriterionForm(request.POST or None, edition=draft)
    if request.method == "POST" and form.is_valid():
        auto = Criterion.Auto.HINT if form.cleaned_data["code"] in PROBES else Criterion.Auto.MANUAL
        Criterion(checklist=draft, auto=auto).change(form.cleaned_data)
        messages.success(request, _("Saved in the draft."))
        return redirect("desk:edition", pk)
    return _typed(request, {"edition": draft, "form": form})


def _typed(request: PersonRequest, facts: dict[str, Any]) -> HttpResponse:
    return render(request, "desk/edition_point.html", facts, status=422 if facts["form"].errors else 200)


@staff("manager")
@require_POST
def end_criterion(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """The draft does not ask it any more; editions that were published keep it."""
    get_object_or_404(Criterion, checklist=_draft(pk), code=code).delete()
    messages.success(request, _("Not asked in this draft any more."))
    return redirect("desk:edition", pk)


@staff("manager")
@require_POST
def restore_criterion(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Back as it was in the edition that the draft came from."""
    draft = _draft(pk)
    before = get_object_or_404(Criterion, checklist=draft.drafted_from_id, code=code)
    Criterion.objects.filter(checklist=draft, code=code).delete()
    before.pk, before.checklist = None, draft
    before.save()
    messages.success(request, _("As it was before."))
    return redirect("desk:edition", pk)


@staff("manager")
@require_POST
def try_edition(request: PersonRequest, pk: int) -> HttpResponse:
    """Which shops would fail? The queue goes through them; the page says how far it is."""
    try:
        EditionTrial.begin(_draft(pk), by=request.user, at=request.now)
    except IllegalMove:
        messages.info(request, _("This draft is being tried already."))
    return redirect("desk:edition", pk)


@staff("manager")
@require_safe
def trial(request: PersonRequest, pk: int, trial_id: int) -> HttpResponse:
    """The shops that would fail, and on what."""
    found = get_object_or_404(EditionTrial.objects.select_related("checklist"), pk=trial_id, checklist=pk)
    failures = TrialFailure.objects.filter(trial=found)
    chosen = TrialFilter(request.GET, queryset=failures.select_related("shop", "criterion"))
    facts = {"trial": found, "points": failures.by_point(), "filter": chosen,
             "page": page_of(chosen.qs, request, by="pk")}  # fmt: skip
    return render(request, "desk/edition_trial.html", facts)


@staff("manager")
@require_POST
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    """From a day on; after this nothing in it changes any more."""
    draft = _draft(pk)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _show(request, draft, form, status=422)
    try:
        draft.publish(valid_from=form.cleaned_data["valid_from"], by=request.user, at=request.now)
    except IllegalMove:
        form.add_error("valid_from", _("Choose a day that is still to come"))
        return _show(request, _found(pk), form, status=422)
    messages.success(request, _("Published. New inspections use it from its first day."))
    return redirect("desk:edition", pk)


def _found(pk: int) -> Checklist:
    return get_object_or_404(Checklist.objects.select_related("drafted_from", "published_by"), pk=pk)


def _draft(pk: int) -> Checklist:
    found = _found(pk)
    if not found.is_draft:
        raise Http404
    return found


urlpatterns = [
    path("editions/", editions, name="editions"),
    path("editions/<int:pk>/", edition, name="edition"),
    path("editions/<int:pk>/points/", add_criterion, name="add_criterion"),
    path("editions/<int:pk>/points/<slug:code>/", criterion, name="criterion"),
    path("editions/<int:pk>/points/<slug:code>/end/", end_criterion, name="end_criterion"),
    path("editions/<int:pk>/points/<slug:code>/restore/", restore_criterion, name="restore_criterion"),
    path("editions/<int:pk>/try/", try_edition, name="try_edition"),
    path("editions/<int:pk>/trials/<int:trial_id>/", trial, name="edition_trial"),
    path("editions/<int:pk>/publish/", publish, name="publish_edition"),
]
