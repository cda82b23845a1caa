"""The desk between mediation and the committee: objections, handing the file over by hand, and the ruling that came."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from disputes.models import Dispute, Referral, Ruling
from frontend import dispute_committee as committee
from frontend.access import PersonRequest
from frontend.desk.disputes import case_of_mediator, done, room
from frontend.desk.disputes_committee_forms import RulingForm, SentForm


@case_of_mediator
@require_POST
def decide_objection(request: PersonRequest, found: Dispute, pk: int) -> HttpResponse:
    """Keep an item out, or share it after all; the reason is for who objects."""
    referral = get_object_or_404(found.referrals.announced())
    objection = get_object_or_404(referral.objections, pk=pk)
    answer = request.POST.get("answer", "").strip()[:500]
    if request.POST.get("outcome") == "uphold":
        verb = objection.uphold
    elif answer:
        verb = objection.overrule
    else:
        messages.error(request, _("Write why it is shared after all."))
        return redirect("desk:dispute", found.pk)
    return done(request, found, lambda: verb(answer, actor=request.actor, at=request.now), _("Decided."))


@case_of_mediator
@require_POST
def hand_over_by_hand(request: PersonRequest, found: Dispute) -> HttpResponse:
    """The file went out another way (terms 11.4)."""
    referral = get_object_or_404(found.referrals.to_hand_over())
    form = SentForm(request.POST)
    if not form.is_valid():
        return room(request, found, sent_form=form)
    how, reference = Referral.How.HAND, form.cleaned_data["reference"]
    return done(request, found, lambda: referral.send(reference, how=how, actor=request.actor, at=request.now))


@case_of_mediator
@require_POST
def receive_ruling(request: PersonRequest, found: Dispute) -> HttpResponse:
    """Stored with its paper, and its day is watched (terms 11.7)."""
    referral = get_object_or_404(found.referrals.at_the_committee())
    form = RulingForm(request.POST, request.FILES)
    if not form.is_valid():
        return room(request, found, ruling_form=form)
    said = form.cleaned_data
    return done(
        request,
        found,
        lambda: Ruling.receive(
            referral, said["outcome"], said["file"], decided_on=said["decided_on"], comply_by=said["comply_by"],
            words=said["words"], actor=request.actor, at=request.now,
        ),
    )  # fmt: skip


@case_of_mediator
@require_safe
def paper(request: PersonRequest, found: Dispute, name: str) -> HttpResponse:
    return committee.paper(found, name)


urlpatterns = [
    path("disputes/<int:dispute_id>/committee/objection/<int:pk>/", decide_objection, name="decide_objection"),
    path("disputes/<int:dispute_id>/committee/sent/", hand_over_by_hand, name="hand_over_by_hand"),
    path("disputes/<int:dispute_id>/committee/ruling/", receive_ruling, name="receive_ruling"),
    path("disputes/<int:dispute_id>/committee/<str:name>", paper, name="committee_paper"),
]
