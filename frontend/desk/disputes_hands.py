"""Whose case it is and how its time runs: take, hand over, pause, resume, and the answer about more time."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from disputes.models import Dispute, Handover, Pause
from frontend.access import PersonRequest
from frontend.desk.disputes import case_of_mediator, done, room
from frontend.desk.disputes_hands_forms import ExtensionAnswerForm, HandoverForm, PauseForm
from keurmerk.calendar import amsterdam_date


@case_of_mediator
@require_POST
def take(request: PersonRequest, found: Dispute) -> HttpResponse:
    return done(
        request, found, lambda: found.take(request.user, actor=request.actor, at=request.now), _("The case is yours.")
    )


@case_of_mediator
@require_POST
def hand_over(request: PersonRequest, found: Dispute) -> HttpResponse:
    """To a colleague, with a note that the parties never see (numbers 7.4)."""
    form = HandoverForm(request.POST, dispute=found)
    if not form.is_valid():
        return room(request, found, handover_form=form)
    taker, note = form.cleaned_data["taker"], form.cleaned_data["note"]
    words = _("%(who)s has the case now.") % {"who": taker}
    return done(request, found, lambda: Handover.make(found, taker, note, actor=request.actor, at=request.now), words)


@case_of_mediator
@require_POST
def pause(request: PersonRequest, found: Dispute) -> HttpResponse:
    """The clock stops for both, until a day (numbers 7.4)."""
    form = PauseForm(request.POST, today=amsterdam_date(request.now))
    if not form.is_valid():
        return room(request, found, pause_form=form)
    said = form.cleaned_data
    return done(
        request,
        found,
        lambda: Pause.begin(
            found, said["reason"], said["words"], until=said["until"], actor=request.actor, at=request.now
        ),
    )


@case_of_mediator
@require_POST
def resume(request: PersonRequest, found: Dispute) -> HttpResponse:
    """Before its day; on its day it goes on by itself."""
    running = get_object_or_404(found.pauses.running())
    return done(request, found, lambda: running.end(actor=request.actor, at=request.now))


@case_of_mediator
@require_POST
def answer_extension(request: PersonRequest, found: Dispute, pk: int) -> HttpResponse:
    """More time, or not, and why."""
    extension = get_object_or_404(found.extensions.select_related("dispute"), pk=pk)
    form = ExtensionAnswerForm(request.POST)
    if not form.is_valid():
        return room(request, found, answer_form=form)
    verb = extension.grant if form.cleaned_data["granted"] else extension.refuse
    words = form.cleaned_data["answer"]
    return done(request, found, lambda: verb(words, actor=request.actor, at=request.now), _("Answered."))


urlpatterns = [
    path("disputes/<int:dispute_id>/take/", take, name="take_dispute"),
    path("disputes/<int:dispute_id>/hand-over/", hand_over, name="hand_over_dispute"),
    path("disputes/<int:dispute_id>/pause/", pause, name="pause_dispute"),
    path("disputes/<int:dispute_id>/resume/", resume, name="resume_dispute"),
    path("disputes/<int:dispute_id>/extension/<int:pk>/", answer_extension, name="answer_extension"),
]
