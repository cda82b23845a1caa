"""A consumer's dispute: filing it from the shop's page, and the room behind the link in the letter."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.models import Dispute, Kind, Party
from frontend import dispute_caucus as caucus
from frontend import dispute_evidence as evidence
from frontend import dispute_live as live
from frontend import dispute_proposals as proposals
from frontend import dispute_time as more_time
from frontend.access import HouseRequest, visitor
from frontend.consumer.dispute_forms import ComplaintForm, MessageForm
from frontend.consumer.dispute_guide import to_guide
from frontend.dispute_caucus import PrivateForm
from frontend.dispute_committee import ObjectionForm, committee_in
from frontend.dispute_evidence import EvidenceForm
from frontend.dispute_proposals import ProposalForm
from frontend.dispute_room import room_of
from frontend.dispute_time import MoreTimeForm
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.tokens import BadToken, sign, unsign
from members.models import Shop
from reviews.models import Invitation

ACTOR = "consumer"
_DISPUTES = Dispute.objects.select_related("shop__member", "settlement").prefetch_related("messages")


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def file_dispute(request: HouseRequest, shop_id: int) -> HttpResponse:
    """After the guide: questions, what was answered to check, then sent. Nothing typed is lost on the way (11.1)."""
    shop = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    kind = request.GET.get("kind", "")
    if request.method != "POST" and kind not in Kind.values:
        return to_guide(request, shop)
    invitation = Invitation.objects.filter(shop=shop, token=request.GET.get("from", "-")).first()
    known = {"kind": kind, **_known_from(invitation)}
    form = ComplaintForm(request.POST or None, shop=shop, today=amsterdam_date(request.now), initial=known)
    step = request.POST.get("step", "")
    if step and form.is_valid():
        if step == "send":
            return _filed(request, shop, form, invitation)
        if step == "check":
            facts = {"form": form, "shop": shop, "kind": Kind(form.cleaned_data["kind"]).label}
            return render(request, "consumer/dispute_check.html", facts)
    return render(request, "consumer/dispute_file.html", {"form": form, "shop": shop})


def _known_from(invitation: Invitation | None) -> dict[str, Any]:
    """Who comes from an invitation to review is not asked again what we know (WCAG 3.3.7)."""
    if invitation is None:
        return {}
    return {
        "order_number": invitation.order_number,
        "consumer_name": invitation.customer_name,
        "consumer_email": invitation.email,
    }


def _filed(request: HouseRequest, shop: Shop, form: ComplaintForm, invitation: Invitation | None) -> HttpResponse:
    dispute = Dispute.file(
        shop,
        form.complaint(),
        actor=ACTOR,
        at=request.now,
        review=invitation.written if invitation else None,
        filing_key=form.cleaned_data["key"],
    )
    return redirect("consumer:dispute_sent", sign("dispute-sent", dispute.pk))


@never_cache
@visitor
@require_safe
def dispute_sent(request: HouseRequest, receipt: str) -> HttpResponse:
    """It is on its way; the link to the room goes by mail, to whoever reads that mailbox."""
    try:
        dispute = get_object_or_404(_DISPUTES, pk=unsign("dispute-sent", receipt, max_age=24 * 3600))
    except BadToken:
        raise Http404 from None
    return render(request, "consumer/dispute_sent.html", {"dispute": dispute})


def find(token: str) -> Dispute:
    """The one of the link; whoever has it is in."""
    return get_object_or_404(_DISPUTES, token=token)


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HouseRequest, token: str) -> HttpResponse:
    """The room: whose turn, the thread, and a box to write in."""
    found = _DISPUTES.filter(token=token).first()
    if found is None:
        return render(request, "consumer/link_unknown.html", status=404)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return act(request, found, lambda: found.reply(form.cleaned_data["text"], actor=ACTOR, at=request.now))
    return room(request, found, form=form)


def room(
    request: HouseRequest,
    found: Dispute,
    *,
    form: MessageForm | None = None,
    proposal: ProposalForm | None = None,
    file: EvidenceForm | None = None,
    private: PrivateForm | None = None,
    time: MoreTimeForm | None = None,
    objection: ObjectionForm | None = None,
) -> HttpResponse:
    """The page; what is on it is seen."""
    live.see(request, found, Party.CONSUMER)
    facts = _facts(
        request, found, form=form, proposal=proposal, file=file, private=private, time=time, objection=objection
    )
    return render(
        request,
        "consumer/dispute_room.html",
        facts,
        status=422 if proposal or file or private or time or objection else 200,
    )


def _facts(
    request: HouseRequest,
    found: Dispute,
    *,
    form: MessageForm | None = None,
    proposal: ProposalForm | None = None,
    file: EvidenceForm | None = None,
    private: PrivateForm | None = None,
    time: MoreTimeForm | None = None,
    objection: ObjectionForm | None = None,
) -> dict[str, Any]:
    return {
        **room_of(found, Party.CONSUMER, request.now, private, time),
        **committee_in(found, Party.CONSUMER, request, objection),
        "committee_url": reverse("consumer:choose_committee", args=[found.token]),
        "withdraw_url": reverse("consumer:withdraw_referral", args=[found.token]),
        "ruling_url": reverse("consumer:choose_committee", args=[found.token]).replace("/committee/", "/ruling/"),
        "form": form or MessageForm(),
        "proposal_form": proposal or ProposalForm(dispute=found, today=amsterdam_date(request.now)),
        "proposal_url": reverse("consumer:propose", args=[found.token]),
        "settlement_url": reverse("consumer:settlement", args=[found.token]),
        "private_url": reverse("consumer:confide", args=[found.token]),
        "time_url": reverse("consumer:ask_more_time", args=[found.token]),
        "live_url": reverse("consumer:dispute_news", args=[found.token]),
        "evidence_form": file or EvidenceForm(),
        "evidence_url": reverse("consumer:add_evidence", args=[found.token]),
    }


@never_cache
@visitor
@require_safe
def dispute_news(request: HouseRequest, token: str) -> HttpResponse:
    """Asked every few seconds by a room that is open."""
    found = get_object_or_404(_DISPUTES, token=token)
    return live.news(request, found, Party.CONSUMER, lambda: _facts(request, found))


@never_cache
@visitor
@require_POST
def confide(request: HouseRequest, token: str) -> HttpResponse:
    """A message for the mediator alone (numbers 7.4)."""
    found = get_object_or_404(_DISPUTES, token=token)
    form = PrivateForm(request.POST, party=Party.CONSUMER)
    if not form.is_valid():
        return room(request, found, private=form)
    caucus.confide(request, found, form, Party.CONSUMER, actor=ACTOR)
    return redirect("consumer:dispute", token=token)


@never_cache
@visitor
@require_POST
def ask_more_time(request: HouseRequest, token: str) -> HttpResponse:
    """For a later date than the one on top of the room (numbers 7.4)."""
    found = get_object_or_404(_DISPUTES, token=token)
    form = more_time.form_for(request, found)
    if not form.is_valid():
        return room(request, found, time=form)
    more_time.ask(request, found, form, Party.CONSUMER, actor=ACTOR)
    return redirect("consumer:dispute", token=token)


@never_cache
@visitor
@require_POST
def add_evidence(request: HouseRequest, token: str) -> HttpResponse:
    """A file that proves something (terms 11.3)."""
    found = get_object_or_404(_DISPUTES, token=token)
    form = evidence.form_for(request)
    if not form.is_valid():
        return room(request, found, file=form)
    evidence.add(request, found, form, Party.CONSUMER, actor=ACTOR)
    return redirect("consumer:dispute", token=token)


@visitor
@require_safe
def show_evidence(request: HouseRequest, token: str, number: int) -> HttpResponse:
    return evidence.shown(get_object_or_404(_DISPUTES, token=token), number)


@never_cache
@visitor
@require_POST
def propose(request: HouseRequest, token: str) -> HttpResponse:
    """What would end it, in a form that the shop can say yes to (terms 11.1)."""
    found = get_object_or_404(_DISPUTES, token=token)
    form = proposals.form_for(request, found)
    if not form.is_valid():
        return room(request, found, proposal=form)
    proposals.propose(request, form, Party.CONSUMER, actor=ACTOR)
    return redirect("consumer:dispute", token=token)


@visitor
@require_POST
def answer_proposal(request: HouseRequest, token: str, pk: int, name: str) -> HttpResponse:
    proposals.answer(request, get_object_or_404(_DISPUTES, token=token), pk, name, Party.CONSUMER, actor=ACTOR)
    return redirect("consumer:dispute", token=token)


@visitor
@require_POST
def settlement(request: HouseRequest, token: str, name: str) -> HttpResponse:
    """Was it done?"""
    proposals.say_of_settlement(request, get_object_or_404(_DISPUTES, token=token), name, actor=ACTOR)
    return redirect("consumer:dispute", token=token)


@visitor
@require_POST
def ask_mediation(request: HouseRequest, token: str) -> HttpResponse:
    """The shop's answer does not help, or did not come (terms 11.1, 11.10)."""
    found = get_object_or_404(_DISPUTES, token=token)
    return act(request, found, lambda: found.ask_mediation(actor=ACTOR, at=request.now))


@visitor
@require_POST
def solved(request: HouseRequest, token: str) -> HttpResponse:
    found = get_object_or_404(_DISPUTES, token=token)
    return act(request, found, lambda: found.settle(actor=ACTOR, at=request.now))


@visitor
@require_POST
def withdraw(request: HouseRequest, token: str) -> HttpResponse:
    found = get_object_or_404(_DISPUTES, token=token)
    return act(request, found, lambda: found.close(reason="withdrawn", actor=ACTOR, at=request.now))


@visitor
@require_POST
def reopen(request: HouseRequest, token: str) -> HttpResponse:
    found = get_object_or_404(_DISPUTES, token=token)
    return act(request, found, lambda: found.reopen(actor=ACTOR, at=request.now))


def act(request: HouseRequest, found: Dispute, verb: Callable[[], object]) -> HttpResponse:
    """Does it and shows the room anew; says so when it has changed meanwhile."""
    try:
        verb()
        messages.success(request, _("Done. The other side gets an e-mail."))
    except IllegalMove:
        messages.error(request, _("That is not possible any more: the dispute has changed meanwhile."))
    return redirect("consumer:dispute", token=found.token)


urlpatterns = [
    path("shops/<int:shop_id>/dispute/", file_dispute, name="file_dispute"),
    path("dispute/sent/<str:receipt>/", dispute_sent, name="dispute_sent"),
    path("dispute/<str:token>/", dispute, name="dispute"),
    path("dispute/<str:token>/mediation/", ask_mediation, name="ask_mediation"),
    path("dispute/<str:token>/solved/", solved, name="dispute_solved"),
    path("dispute/<str:token>/withdraw/", withdraw, name="withdraw_dispute"),
    path("dispute/<str:token>/reopen/", reopen, name="reopen_dispute"),
    path("dispute/<str:token>/proposal/", propose, name="propose"),
    path("dispute/<str:token>/proposal/<int:pk>/<slug:name>/", answer_proposal, name="answer_proposal"),
    path("dispute/<str:token>/news/", dispute_news, name="dispute_news"),
    path("dispute/<str:token>/private/", confide, name="confide"),
    path("dispute/<str:token>/time/", ask_more_time, name="ask_more_time"),
    path("dispute/<str:token>/evidence/", add_evidence, name="add_evidence"),
    path("dispute/<str:token>/evidence/<int:number>/", show_evidence, name="show_evidence"),
    path("dispute/<str:token>/settlement/", settlement, {"name": ""}, name="settlement"),
    path("dispute/<str:token>/settlement/<slug:name>/", settlement, name="say_of_settlement"),
]
