"""The queue of inspections, the case with its evidence, and the decision."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk.inspections_actions import Action
from frontend.desk.inspections_case import Case, exhibit, groups
from frontend.desk.inspections_filters import InspectionFilter
from frontend.desk.inspections_forms import INSERT, DecideForm, JudgeForm, WaiveForm
from inspections.models import Finding, Inspection, NotYet, Snapshot
from keurmerk.lifecycle import IllegalMove

PER_PAGE = 25


@staff("inspector")
def queue(request: PersonRequest) -> HttpResponse:
    """What waits, oldest first; filtered and sorted by the address."""
    cases = InspectionFilter(request.GET, queryset=Inspection.objects.for_queue(), request=request)
    page = Paginator(cases.qs, PER_PAGE).get_page(request.GET.get("page"))
    facts = {"filter": cases, "page": page, "counts": {"desk:inspections": Inspection.objects.waiting().count()}}
    return render(request, "desk/inspections.html", facts)


@staff("inspector")
def case(request: PersonRequest, pk: int) -> HttpResponse:
    """The case: queue, the point with its evidence, and what may be done."""
    found = _case(request, pk, request.GET.get("point", ""))
    form = JudgeForm.of(found.current) if found.current else None
    return render(request, "desk/inspection.html", {"case": found, "judge_form": form, "waive_form": WaiveForm()})


@staff("inspector")
@require_POST
def act(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """One of the actions that the server hands out for this case; another one does not exist."""
    found = _case(request, pk)
    action = next((each for each in found.actions if each.name == name and not each.decides), None)
    if action is None or not _done(action, found.inspection, request):
        messages.error(request, _("That did not happen: the case has changed meanwhile. Look again."))
    return redirect("desk:inspection", pk=pk)


def _done(action: Action, inspection: Inspection, request: PersonRequest) -> bool:
    try:
        action.verb(inspection, request.user, request.now)
    except IllegalMove:
        return False
    return True


@staff("inspector")
@require_POST
def judge(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """A person's verdict on a point; on to the next open one."""
    found = _case(request, pk, code)
    finding = _point(found, code)
    form = JudgeForm(request.POST)
    if request.POST.get("verdict") == INSERT:
        form = JudgeForm.with_text(request.POST.dict(), found.chosen_text(request.POST.get("text", "")))
        facts = {"case": found, "judge_form": form, "waive_form": WaiveForm()}
        return render(request, "desk/inspection.html", facts)
    if not form.is_valid():
        facts = {"case": found, "judge_form": form, "waive_form": WaiveForm()}
        return render(request, "desk/inspection.html", facts, status=422)
    try:
        finding.judge(by=request.user, at=request.now, **form.cleaned_data)
    except IllegalMove:
        messages.error(request, _("Not saved: this case is not in your hands."))
        return redirect(_address(pk, finding))
    return redirect(_address(pk, found.next_open() or finding))


@staff("inspector")
@require_POST
def take_back(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Takes back a person's verdict: the point is open again."""
    finding = _point(_case(request, pk, code), code)
    try:
        finding.take_back(by=request.user, at=request.now)
    except IllegalMove:
        messages.error(request, _("Not saved: this case is not in your hands."))
    return redirect(_address(pk, finding))


@staff("manager")
@require_POST
def waive(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """A senior lets a point pass, and says why (rulebook 2.2)."""
    found = _case(request, pk, code)
    finding = _point(found, code)
    form = WaiveForm(request.POST)
    if not found.may_waive:
        raise Http404
    if not form.is_valid():
        facts = {"case": found, "judge_form": JudgeForm.of(finding), "waive_form": form}
        return render(request, "desk/inspection.html", facts, status=422)
    try:
        finding.waive(form.cleaned_data["reason"], by=request.user, at=request.now)
    except IllegalMove:
        messages.error(request, _("That did not happen: the case has changed meanwhile. Look again."))
    return redirect(_address(pk, finding))


@staff("inspector")
def decide(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """The decision, with the report that the owner will get below it."""
    found = _case(request, pk)
    form = DecideForm(request.POST or None, initial={"note": found.inspection.note_to_shop})
    if request.method == "POST" and form.is_valid():
        return _decided(request, found.inspection, name, form.cleaned_data["note"])
    action = next((each for each in found.actions if each.name == name and each.decides), None)
    if action is None:
        raise Http404
    return render(request, "desk/inspection_decide.html", {"case": found, "form": form, "action": action})


def _decided(request: PersonRequest, inspection: Inspection, name: str, note: str) -> HttpResponse:
    verb = inspection.approve if name == "approve" else inspection.reject
    try:
        verb(by=request.user, at=request.now, note=note)
    except NotYet as refusal:
        messages.error(request, _("Not decided: first %(points)s.") % {"points": ", ".join(refusal.codes) or "…"})
    except IllegalMove:
        messages.error(request, _("Not decided: the case has changed meanwhile. Look again."))
    else:
        messages.success(request, _("Decided. You can take it back for ten minutes; the letter leaves after that."))
    return redirect("desk:inspection", pk=inspection.pk)


@staff("inspector")
@require_safe
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """The whole case on one page, to print: failed points first. Private notes stay on the screen."""
    found = _case(request, pk)
    private = [finding for finding in found.findings if finding.private_note]
    return render(request, "desk/inspection_report.html", {"case": found, "groups": groups(found), "private": private})


@staff("inspector")
def snapshot(request: PersonRequest, pk: int, snapshot_id: int) -> HttpResponse:
    """A page as text, as it was when we looked. Never its HTML: that is a stranger's."""
    page = get_object_or_404(Snapshot.objects.defer("html"), inspection=pk, pk=snapshot_id)
    finding = Finding.objects.filter(inspection=pk, criterion__code=request.GET.get("point", "")).first()
    quote, start = (finding.quote, finding.start) if finding and finding.page == page.url else ("", None)
    shown = exhibit(quote, start, page.url, page, around=len(page.text))
    return render(request, "desk/snapshot.html", {"page": page, "finding": finding, "shown": shown})


@staff("inspector")
@require_safe
def picture(_request: PersonRequest, pk: int, snapshot_id: int) -> FileResponse:
    """How a page looked in a browser."""
    page = get_object_or_404(Snapshot.objects.exclude(picture="").only("picture"), inspection=pk, pk=snapshot_id)
    return FileResponse(default_storage.open(page.picture), content_type="image/jpeg")


def _case(request: PersonRequest, pk: int, code: str = "") -> Case:
    inspections = Inspection.objects.select_related(
        "shop__member", "inspector", "application__applicant", "checklist", "seconded_by"
    )
    return Case(get_object_or_404(inspections, pk=pk), request.user, request.now, code=code)


def _point(found: Case, code: str) -> Finding:
    if found.current is None or found.current.criterion.code != code:
        raise Http404
    return found.current


def _address(pk: int, finding: Finding) -> str:
    return f"{reverse('desk:inspection', kwargs={'pk': pk})}?point={finding.criterion.code}"


urlpatterns = [
    path("inspections/", queue, name="inspections"),
    path("inspections/<int:pk>/", case, name="inspection"),
    path("inspections/<int:pk>/report/", report, name="inspection_report"),
    path("inspections/<int:pk>/do/<slug:name>/", act, name="inspection_act"),
    path("inspections/<int:pk>/decide/<slug:name>/", decide, name="inspection_decide"),
    path("inspections/<int:pk>/points/<slug:code>/", judge, name="judge"),
    path("inspections/<int:pk>/points/<slug:code>/take-back/", take_back, name="take_back"),
    path("inspections/<int:pk>/points/<slug:code>/waive/", waive, name="waive"),
    path("inspections/<int:pk>/pages/<int:snapshot_id>/", snapshot, name="snapshot"),
    path("inspections/<int:pk>/pages/<int:snapshot_id>/picture.jpg", picture, name="snapshot_picture"),
]
