"""The shop's disputes: what waits for an answer, and the room to answer in. Former members stay answerable."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.models import Dispute, Party
from frontend import dispute_caucus as caucus
from frontend import dispute_committee as committee
from frontend import dispute_evidence as evidence
from frontend import dispute_live as live
from frontend import dispute_proposals as proposals
from frontend import dispute_time as more_time
from frontend.access import ShopRequest, for_shop
from frontend.controls import RadioCards
from frontend.dispute_caucus import PrivateForm
from frontend.dispute_committee import ObjectionForm
from frontend.dispute_evidence import EvidenceForm
from frontend.dispute_proposals import ProposalForm
from frontend.dispute_room import room_of
from frontend.dispute_time import MoreTimeForm
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove

PER_PAGE = 20
OFFER, REFUSE = "offer", "refuse"


class AnswerForm(forms.Form):
    """The shop's answer; before mediation it also says whether the shop will help."""

    use_required_attribute = False

    stance = forms.ChoiceField(
        label=gettext_lazy("Your answer to the complaint"),
        choices=[(OFFER, gettext_lazy("I help the customer")), (REFUSE, gettext_lazy("I do not agree"))],
        widget=RadioCards(
            hints={
                OFFER: gettext_lazy("You say what you will do, or ask what you need to know."),
                REFUSE: gettext_lazy("The customer can then ask us to mediate at once."),
            }
        ),
        error_messages={"required": gettext_lazy("Choose what your answer is")},
    )
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("The customer reads this. Write what you will do, and when."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write a message first")},
    )

    def __init__(self, *args: object, in_mediation: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature is wide
        if in_mediation:
            del self.fields["stance"]


@for_shop
@require_safe
def disputes(request: ShopRequest) -> HttpResponse:
    """What is due soonest on top."""
    mine = Dispute.objects.of(request.shop)
    page = Paginator(mine.soonest_first(), PER_PAGE).get_page(request.GET.get("page"))
    open_now = mine.open().count()
    facts = {
        "page": page,
        "waiting": mine.waiting_for(Party.SHOP).count(),
        "party": Party.SHOP,
        "counts": {"dashboard:disputes": open_now},
    }
    return render(request, "dashboard/disputes.html", facts)


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: ShopRequest, dispute_id: int) -> HttpResponse:
    """The room, with a box to answer in (terms 11.1)."""
    found = _mine(request, dispute_id)
    form = AnswerForm(request.POST or None, in_mediation=found.state == Dispute.State.MEDIATION)
    if request.method == "POST" and form.is_valid():
        _answer(request, found, form)
        return redirect("dashboard:dispute", request.shop.pk, found.pk)
    return _room(request, found, form=form)


def _mine(request: ShopRequest, dispute_id: int) -> Dispute:
    mine = Dispute.objects.of(request.shop).select_related("shop__member", "settlement").prefetch_related("messages")
    return get_object_or_404(mine, pk=dispute_id)


def _room(
    request: ShopRequest,
    found: Dispute,
    *,
    form: AnswerForm | None = None,
    proposal: ProposalForm | None = None,
    file: EvidenceForm | None = None,
    private: PrivateForm | None = None,
    time: MoreTimeForm | None = None,
    objection: ObjectionForm | None = None,
) -> HttpResponse:
    """The page; what is on it is seen."""
    live.see(request, found, Party.SHOP)
    facts = _facts(
        request, found, form=form, proposal=proposal, file=file, private=private, time=time, objection=objection
    )
    return render(
        request,
        "dashboard/dispute.html",
        facts,
        status=422 if proposal or file or private or time or objection else 200,
    )


def _facts(
    request: ShopRequest,
    found: Dispute,
    *,
    form: AnswerForm | None = None,
    proposal: ProposalForm | None = None,
    file: EvidenceForm | None = None,
    private: PrivateForm | None = None,
    time: MoreTimeForm | None = None,
    objection: ObjectionForm | None = None,
) -> dict[str, Any]:
    return {
        **room_of(found, Party.SHOP, request.now, private, time),
        **committee.committee_in(found, Party.SHOP, request, objection),
        "committee_url": reverse("dashboard:dispute", args=[request.shop.pk, found.pk]) + "committee/",
        "form": form or AnswerForm(in_mediation=found.state == Dispute.State.MEDIATION),
        "proposal_form": proposal or ProposalForm(dispute=found, today=amsterdam_date(request.now)),
        "proposal_url": reverse("dashboard:propose", args=[request.shop.pk, found.pk]),
        "private_url": reverse("dashboard:confide", args=[request.shop.pk, found.pk]),
        "time_url": reverse("dashboard:ask_more_time", args=[request.shop.pk, found.pk]),
        "live_url": reverse("dashboard:dispute_news", args=[request.shop.pk, found.pk]),
        "evidence_form": file or EvidenceForm(),
        "evidence_url": reverse("dashboard:add_evidence", args=[request.shop.pk, found.pk]),
    }


@never_cache
@for_shop
@require_safe
def dispute_news(request: ShopRequest, dispute_id: int) -> HttpResponse:
    """Asked every few seconds by a room that is open."""
    found = _mine(request, dispute_id)
    return live.news(request, found, Party.SHOP, lambda: _facts(request, found))


@for_shop
@require_POST
def confide(request: ShopRequest, dispute_id: int) -> HttpResponse:
    """A message for the mediator alone (numbers 7.4)."""
    found = _mine(request, dispute_id)
    form = PrivateForm(request.POST, party=Party.SHOP)
    if not form.is_valid():
        return _room(request, found, private=form)
    caucus.confide(request, found, form, Party.SHOP, actor=request.actor)
    return redirect("dashboard:dispute", request.shop.pk, found.pk)


@for_shop
@require_POST
def ask_more_time(request: ShopRequest, dispute_id: int) -> HttpResponse:
    """For a later date than the one on top of the room (numbers 7.4)."""
    found = _mine(request, dispute_id)
    form = more_time.form_for(request, found)
    if not form.is_valid():
        return _room(request, found, time=form)
    more_time.ask(request, found, form, Party.SHOP, actor=request.actor)
    return redirect("dashboard:dispute", request.shop.pk, found.pk)


@for_shop
@require_POST
def add_evidence(request: ShopRequest, dispute_id: int) -> HttpResponse:
    """A file that proves something (terms 11.3)."""
    found = _mine(request, dispute_id)
    form = evidence.form_for(request)
    if not form.is_valid():
        return _room(request, found, file=form)
    evidence.add(request, found, form, Party.SHOP, actor=request.actor)
    return redirect("dashboard:dispute", request.shop.pk, found.pk)


@for_shop
@require_safe
def show_evidence(request: ShopRequest, dispute_id: int, number: int) -> HttpResponse:
    return evidence.shown(_mine(request, dispute_id), number)


@for_shop
@require_POST
def propose(request: ShopRequest, dispute_id: int) -> HttpResponse:
    """What the shop offers, in a form that the customer can say yes to (terms 11.1)."""
    found = _mine(request, dispute_id)
    form = proposals.form_for(request, found)
    if not form.is_valid():
        return _room(request, found, proposal=form)
    proposals.propose(request, form, Party.SHOP, actor=request.actor)
    return redirect("dashboard:dispute", request.shop.pk, found.pk)


@for_shop
@require_POST
def answer_proposal(request: ShopRequest, dispute_id: int, pk: int, name: str) -> HttpResponse:
    proposals.answer(request, _mine(request, dispute_id), pk, name, Party.SHOP, actor=request.actor)
    return redirect("dashboard:dispute", request.shop.pk, dispute_id)


@for_shop
@require_POST
def object_to_item(request: ShopRequest, dispute_id: int) -> HttpResponse:
    """To what the committee would see (PA, disputes)."""
    found = _mine(request, dispute_id)
    form = committee.form_for(request, found)
    if not form.is_valid():
        return _room(request, found, objection=form)
    committee.object_to(request, found, form, Party.SHOP, actor=request.actor)
    return redirect("dashboard:dispute", request.shop.pk, found.pk)


@for_shop
@require_safe
def committee_paper(request: ShopRequest, dispute_id: int, name: str) -> HttpResponse:
    return committee.paper(_mine(request, dispute_id), name)


def _answer(request: ShopRequest, found: Dispute, form: AnswerForm) -> None:
    answers = form.cleaned_data
    try:
        found.answer(answers["text"], refuses=answers.get("stance") == REFUSE, actor=request.actor, at=request.now)
        messages.success(request, _("Your answer is sent. The customer gets an e-mail."))
    except IllegalMove:
        messages.error(request, _("Your answer was not sent: the dispute is not open any more."))


urlpatterns = [
    path("shops/<int:shop_id>/disputes/", disputes, name="disputes"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/", dispute, name="dispute"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/news/", dispute_news, name="dispute_news"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/private/", confide, name="confide"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/time/", ask_more_time, name="ask_more_time"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/evidence/", add_evidence, name="add_evidence"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/evidence/<int:number>/", show_evidence, name="show_evidence"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/proposal/", propose, name="propose"),
    path(
        "shops/<int:shop_id>/disputes/<int:dispute_id>/proposal/<int:pk>/<slug:name>/",
        answer_proposal,
        name="answer_proposal",
    ),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/committee/object/", object_to_item, name="object_to_item"),
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/committee/<str:name>", committee_paper, name="committee_paper"),
]
