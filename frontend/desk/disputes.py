"""The mediator's desk: which disputes wait for us, and the room with both parties."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from disputes.conflict import is_partial
from disputes.models import Dispute, Party
from disputes.sealed_file import sealed_file
from frontend import dispute_caucus as caucus
from frontend import dispute_evidence as evidence
from frontend import dispute_live as live
from frontend.access import PersonRequest, staff
from frontend.desk.disputes_committee_forms import RulingForm, SentForm
from frontend.desk.disputes_forms import AskForm, DisputeFilter, OutcomeForm
from frontend.desk.disputes_hands_forms import ExtensionAnswerForm, HandoverForm, PauseForm
from frontend.dispute_caucus import PrivateForm
from frontend.dispute_committee import committee_in
from frontend.dispute_evidence import EvidenceForm
from frontend.dispute_room import room_of
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove

PER_PAGE = 25
_PRIVATE = {"shop": Party.SHOP, "consumer": Party.CONSUMER}


@staff("mediator")
@require_safe
def disputes(request: PersonRequest) -> HttpResponse:
    """What is due soonest on top."""
    cases = DisputeFilter(
        request.GET, queryset=Dispute.objects.select_related("shop", "mediator").soonest_first(), person=request.user
    )
    page = Paginator(cases.qs, PER_PAGE).get_page(request.GET.get("page"))
    counts = {"desk:disputes": Dispute.objects.for_the_mediator().count()}
    return render(request, "desk/disputes.html", {"filter": cases, "page": page, "counts": counts})


def case_of_mediator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """For mediators, with the dispute of the address; not for who inspected the shop or works in it (numbers 7.4)."""

    @staff("mediator")
    @wraps(view)
    def guarded(request: PersonRequest, dispute_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        cases = Dispute.objects.select_related("shop__member", "settlement", "mediator").prefetch_related("messages")
        found = get_object_or_404(cases, pk=dispute_id)
        if is_partial(request.user, found.shop):
            return render(request, "desk/dispute_conflict.html", {"dispute": found}, status=403)
        return view(request, found, *args, **kwargs)

    return guarded


@case_of_mediator
@require_safe
def dispute(request: PersonRequest, found: Dispute) -> HttpResponse:
    return room(request, found)


@case_of_mediator
@require_safe
def file(request: PersonRequest, found: Dispute) -> HttpResponse:
    """What is handed over to the committee, as it stands (terms 11.4)."""
    headers = {"Content-Disposition": f'attachment; filename="{found.number}.zip"'}
    return HttpResponse(sealed_file(found, at=request.now), content_type="application/zip", headers=headers)


@case_of_mediator
@require_POST
def ask(request: PersonRequest, found: Dispute) -> HttpResponse:
    """A message to both, and the turn to one (terms 11.10)."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return room(request, found, ask_form=form)
    answers = form.cleaned_data
    return done(
        request, found, lambda: found.ask(answers["party"], answers["text"], actor=request.actor, at=request.now)
    )


@case_of_mediator
@require_POST
def decide(request: PersonRequest, found: Dispute) -> HttpResponse:
    """The mediation ends: an agreement, or none (terms 11.4)."""
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return room(request, found, outcome_form=form)
    verb = found.settle if form.cleaned_data["solved"] else found.fail
    return done(request, found, lambda: verb(form.cleaned_data["outcome"], actor=request.actor, at=request.now))


@case_of_mediator
@require_POST
def confide(request: PersonRequest, found: Dispute, party: str) -> HttpResponse:
    """A message to one party alone (numbers 7.4)."""
    if party not in _PRIVATE:
        raise Http404
    form = PrivateForm(request.POST, party=_PRIVATE[party])
    if not form.is_valid():
        return room(request, found, private=form)
    caucus.confide(request, found, form, Party.MEDIATOR, actor=request.actor)
    return redirect("desk:dispute", found.pk)


@case_of_mediator
@require_POST
def add_evidence(request: PersonRequest, found: Dispute) -> HttpResponse:
    """What the mediator found or was sent, for both to see (terms 11.10)."""
    form = evidence.form_for(request)
    if not form.is_valid():
        return room(request, found, evidence_form=form)
    evidence.add(request, found, form, Party.MEDIATOR, actor=request.actor)
    return redirect("desk:dispute", found.pk)


@case_of_mediator
@require_safe
def show_evidence(request: PersonRequest, found: Dispute, number: int) -> HttpResponse:
    return evidence.shown(found, number)


def room(request: PersonRequest, found: Dispute, **bound: Any) -> HttpResponse:
    """The page, with the form that was not in order if there is one; what is on it is seen."""
    live.see(request, found, Party.MEDIATOR)
    return render(request, "desk/dispute.html", _facts(request, found, **bound), status=422 if bound else 200)


def _facts(request: PersonRequest, found: Dispute, **bound: Any) -> dict[str, Any]:
    forms = {
        "ask_form": AskForm(),
        "outcome_form": OutcomeForm(),
        "evidence_form": EvidenceForm(),
        "pause_form": PauseForm(today=amsterdam_date(request.now)),
        "answer_form": ExtensionAnswerForm(),
        "handover_form": HandoverForm(dispute=found),
        "sent_form": SentForm(),
        "ruling_form": RulingForm(),
        **bound,
    }
    return {
        **room_of(found, Party.MEDIATOR, request.now, bound.get("private")),
        **committee_in(found, Party.MEDIATOR, request),
        "committee_url": reverse("desk:dispute", args=[found.pk]) + "committee/",
        "decide_url": reverse("desk:dispute", args=[found.pk]) + "committee/objection/",
        **forms,
        "form": next((form for name, form in bound.items() if name not in {"private", "evidence_form"}), None),
        "private_url": reverse("desk:dispute", args=[found.pk]) + "private/",
        "by_party": True,
        "course": _course(found),
        "live_url": reverse("desk:dispute_news", args=[found.pk]),
        "evidence_url": reverse("desk:add_evidence", args=[found.pk]),
        "handovers": list(found.handovers.select_related("giver", "taker")),
    }


@never_cache
@case_of_mediator
@require_safe
def dispute_news(request: PersonRequest, found: Dispute) -> HttpResponse:
    """Asked every few seconds by a room that is open."""
    return live.news(request, found, Party.MEDIATOR, lambda: _facts(request, found))


def done(request: PersonRequest, found: Dispute, verb: Callable[[], object], thanks: str = "") -> HttpResponse:
    """Does it and shows the room anew; says so when the dispute has changed meanwhile."""
    try:
        verb()
        messages.success(request, thanks or _("Done. Both parties get an e-mail."))
    except IllegalMove:
        messages.error(request, _("That did not happen: the dispute is not in mediation any more."))
    return redirect("desk:dispute", found.pk)


def _course(found: Dispute) -> list[tuple[str, datetime, str]]:
    """What happened, when and by whom, in its order: a shop answers before a mediation, and in it again."""
    happened = (
        (_("Filed"), found.filed_at, found.consumer_name),
        (_("The shop answered"), found.answered_at, found.shop.name),
        (_("Mediation asked"), found.mediation_at, found.consumer_name),
        (found.get_state_display(), found.closed_at, ""),
    )
    return sorted(((words, at, who) for words, at, who in happened if at), key=itemgetter(1))


urlpatterns = [
    path("disputes/", disputes, name="disputes"),
    path("disputes/<int:dispute_id>/", dispute, name="dispute"),
    path("disputes/<int:dispute_id>/file.zip", file, name="dispute_file"),
    path("disputes/<int:dispute_id>/news/", dispute_news, name="dispute_news"),
    path("disputes/<int:dispute_id>/private/<slug:party>/", confide, name="confide"),
    path("disputes/<int:dispute_id>/evidence/", add_evidence, name="add_evidence"),
    path("disputes/<int:dispute_id>/evidence/<int:number>/", show_evidence, name="show_evidence"),
    path("disputes/<int:dispute_id>/ask/", ask, name="ask_in_dispute"),
    path("disputes/<int:dispute_id>/decide/", decide, name="decide_dispute"),
]
