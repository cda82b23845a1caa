"""Misuse of the mark: cases by their day, the proof of each look, and what is done about it (terms 10.1-10.6)."""

from typing import Any

import django_filters
from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Count, F
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk.misuse_dossier import dossier
from frontend.desk.misuse_forms import DECISIONS, HostsForm, decisions_for
from frontend.desk.trail import trail
from frontend.paging import page_of
from inspections.models import Misuse, MisuseProof, Referrer, SamePerson, Watch
from inspections.watching import may_carry
from keurmerk.lifecycle import IllegalMove


class MisuseFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By state, and by how it came in."""

    q = django_filters.CharFilter(label=gettext_lazy("Website"), field_name="host", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Misuse.State, empty_label=gettext_lazy("All")
    )
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("How it came in"), choices=Watch.Why, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Misuse
        fields = ("q", "state", "source")


@staff("inspector")
@require_http_methods(["GET", "HEAD", "POST"])
def misuses(request: PersonRequest) -> HttpResponse:
    """What needs a step first, then everything by its first day; and a box to have hosts looked at."""
    form = HostsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _watched(request, form)
    found = MisuseFilter(request.GET, queryset=Misuse.objects.select_related("shop"))
    urgent = Misuse.objects.open().exclude(state=Misuse.State.WARNED, ignored_at=None)
    facts: dict[str, Any] = {
        "form": form,
        "filter": found,
        "urgent": urgent.order_by(F("deadline_at").asc(nulls_last=True), "opened_at")[:20],
        "page": page_of(found.qs, request, by="opened_at"),
        "watched": Watch.objects.open().values("why").annotate(n=Count("pk")).order_by("why"),
        "whys": dict(Watch.Why.choices),
    }
    return render(request, "desk/misuses.html", facts)


def _watched(request: PersonRequest, form: HostsForm) -> HttpResponse:
    hosts = [host for host in form.cleaned_data["hosts"] if not may_carry(host)]
    for host in hosts:
        Watch.begin(host, Watch.Why.LISTED, at=request.now)
    messages.success(request, _("We look at %(n)d websites now. What we find appears here.") % {"n": len(hosts)})
    return redirect("desk:misuses")


@staff("inspector")
@require_safe
def misuse(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "desk/misuse.html", _file(request, pk))


@staff("inspector")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """One step, by who may take it; the reason stays in the file."""
    facts = _file(request, pk)
    if name not in DECISIONS:
        raise Http404
    decision, case = DECISIONS[name], facts["case"]
    if name not in {each.name for each in facts["decisions"]}:
        messages.error(request, _("That did not happen: the case has changed meanwhile. Look again."))
        return redirect("desk:misuse", pk=pk)
    form = decision.form(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/misuse_decide.html", {**facts, "form": form, "decision": decision})
    try:
        decision.verb(case, form.cleaned_data, request.user, request.now)
    except SamePerson:
        messages.error(request, _("Somebody else judged this case has to do this: two people look at it."))
    except IllegalMove:
        messages.error(request, _("That did not happen: the case has changed meanwhile. Look again."))
    else:
        messages.success(request, str(decision.done))
    return redirect("desk:misuse", pk=pk)


@staff("inspector")
@require_POST
def look(request: PersonRequest, pk: int) -> HttpResponse:
    """Has the machine look now."""
    case = get_object_or_404(Misuse, pk=pk)
    Watch.begin(case.host, Watch.Why.REPORTED, at=request.now).queue(at=request.now)
    messages.success(request, _("We look at it now. Load the page again in a minute."))
    return redirect("desk:misuse", pk=pk)


@staff("inspector")
@require_safe
def proof(request: PersonRequest, pk: int, proof_id: int) -> HttpResponse:
    """The page's source as text: it is a stranger's, so a browser never runs it."""
    found = get_object_or_404(MisuseProof, pk=proof_id, case=pk)
    answer = HttpResponse(found.html, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{pk}-{found.pk}.txt"'
    return answer


@staff("inspector")
@require_safe
def picture(_request: PersonRequest, pk: int, proof_id: int) -> FileResponse:
    """How the page looked in a browser."""
    found = get_object_or_404(MisuseProof.objects.exclude(picture="").only("picture"), pk=proof_id, case=pk)
    return FileResponse(default_storage.open(found.picture), content_type="image/jpeg")


@staff("inspector")
@require_safe
def download(request: PersonRequest, pk: int) -> HttpResponse:
    """Everything about the case with a hash of each part, for an authority (terms 10.5)."""
    case = get_object_or_404(Misuse, pk=pk)
    answer = HttpResponse(dossier(case, at=request.now), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{case.host.replace(":", "-")}.zip"'
    return answer


def _file(request: PersonRequest, pk: int) -> dict[str, Any]:
    case = get_object_or_404(
        Misuse.objects.select_related("shop__member", "decided_by", "published_by", "proposed_by"), pk=pk
    )
    return {
        "case": case,
        "proofs": case.proofs.defer("html")[:20],
        "referrer": Referrer.objects.filter(host=case.host).first(),
        "watch": Watch.objects.open().filter(host=case.host).first(),
        "decisions": decisions_for(case, request.user),
        "trail": trail(case),
    }


urlpatterns = [
    path("misuse/", misuses, name="misuses"),
    path("misuse/<int:pk>/", misuse, name="misuse"),
    path("misuse/<int:pk>/look/", look, name="misuse_look"),
    path("misuse/<int:pk>/dossier.zip", download, name="misuse_dossier"),
    path("misuse/<int:pk>/proof/<int:proof_id>/", proof, name="misuse_proof"),
    path("misuse/<int:pk>/proof/<int:proof_id>/picture.jpg", picture, name="misuse_picture"),
    path("misuse/<int:pk>/<slug:name>/", decide, name="misuse_decide"),
]
