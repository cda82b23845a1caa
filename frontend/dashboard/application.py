"""The application: a list of tasks to leave and resume, a last look, sending, and how it stands."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.models import Discount, NotValid
from frontend.access import PersonRequest, person
from frontend.dashboard import application_parts as parts
from frontend.dashboard import cooperation, host_proof, reinspection, risk_documents, self_check
from frontend.dashboard.application_forms import ReinspectionForm, lookalike_words, taken_words, too_many_words
from frontend.dashboard.application_prefill import fill_in
from frontend.dashboard.application_status import status_of
from frontend.dashboard.discounts import TRIES, WITHIN
from frontend.discount_code import DiscountCodeForm
from frontend.throttle import too_often
from keurmerk.lifecycle import IllegalMove
from members.lookalikes import suspicion
from members.models import Application
from members.models.application import HostTaken, TooManyShops

page = require_http_methods(["GET", "HEAD", "POST"])


@person
@require_safe
def application(request: PersonRequest) -> HttpResponse:
    """Where my application stands: to begin, under way, or sent."""
    mine = Application.objects.by(request.user).latest_first().select_related("shop", "member").first()
    if mine is None:
        return render(request, "dashboard/application_start.html")
    if mine.state == Application.State.DRAFT:
        facts = {
            "application": mine,
            "tasks": parts.tasks(mine),
            "ready": parts.is_ready(mine),
            "proof": parts.proof_task(mine),
            "risk": parts.documents_task(mine),
            "too_many": "" if mine.member is None or mine.member.may_add_a_shop() else too_many_words(),
        }
        return render(request, "dashboard/application_tasks.html", facts)
    return render(request, "dashboard/application_status.html", status_of(mine))


@person
@require_POST
def start(request: PersonRequest) -> HttpResponse:
    """A new draft, or the one under way; one at a time (terms 3.1)."""
    if not Application.objects.by(request.user).open().exists():
        Application.start(request.user, at=request.now)
    return redirect("dashboard:application")


@person
@page
def part(request: PersonRequest, name: str) -> HttpResponse:
    """One page of the form. What is typed stays, right or wrong, also after leaving."""
    draft = _draft(request)
    if name not in parts.PARTS:
        raise Http404
    if name == "company" and "look_up" in request.POST:
        return fill_in(request, draft)
    form = parts.form_for(name, draft, request.POST if request.method == "POST" else None)
    if form.is_valid():
        parts.save(name, draft, form, at=request.now, ip_address=request.META.get("REMOTE_ADDR") or None)
        if name == "shop" and suspicion(draft.shop_host):
            messages.warning(request, lookalike_words(draft.shop_host))
        return redirect("dashboard:application")
    if form.is_bound:
        Application.objects.get(pk=draft.pk).keep(name, parts.typed_on(form))
    return render(request, "dashboard/application_part.html", {"part": parts.PARTS[name], "form": form})


@person
@page
def check(request: PersonRequest) -> HttpResponse:
    """A last look at every answer; sending starts the contract (terms 5.1)."""
    draft = _draft(request)
    if not parts.is_ready(draft):
        messages.warning(request, _("Finish every part first. Then you can send your application."))
        return redirect("dashboard:application")
    code = DiscountCodeForm(request.POST if request.method == "POST" else None, optional=True)
    if request.method == "POST" and code.is_valid():
        return _send(request, draft, code)
    return render(request, "dashboard/application_check.html", {**_answers(draft), "form": code})


def _answers(draft: Application) -> dict[str, object]:
    return {"application": draft, "member": draft.member, "applies": parts.what_applies(draft)}


def _send(request: PersonRequest, draft: Application, code: DiscountCodeForm) -> HttpResponse:
    try:
        with transaction.atomic():
            draft.submit(actor=request.actor, at=request.now)
            _discount(request, draft, code.cleaned_data["discount_code"])
    except NotValid:
        code.refuse()
        facts = {**_answers(draft), "form": code}
        return render(request, "dashboard/application_check.html", facts, status=422)
    except HostTaken:
        facts = {**_answers(draft), "taken": taken_words(draft.shop_host), "form": code}
        return render(request, "dashboard/application_check.html", facts, status=409)
    except TooManyShops:
        messages.error(request, too_many_words())
    except IllegalMove:
        pass  # sent a moment ago, by the other click
    else:
        messages.success(request, _("Your application is sent. We confirmed it by e-mail."))
    return redirect("dashboard:application")


def _discount(request: PersonRequest, draft: Application, code: str) -> None:
    """With the application, or not at all. Raises NotValid, also where somebody guesses on."""
    if not code:
        return
    assert draft.member is not None  # it was sent
    if too_often(request, "discount", most=TRIES, within=WITHIN):
        raise NotValid(code)
    Discount.take(code, draft.member, actor=request.actor, at=request.now)


@person
@page
def withdraw(request: PersonRequest) -> HttpResponse:
    """Takes the application back before the decision (rulebook 2.1)."""
    mine = _under_way(request)
    if request.method == "POST":
        try:
            mine.withdraw(actor=request.actor, at=request.now)
        except IllegalMove:
            messages.error(request, _("There is a decision already, so you cannot withdraw the application any more."))
        else:
            messages.success(request, _("Your application is withdrawn."))
        return redirect("dashboard:application")
    return render(request, "dashboard/application_withdraw.html", {"application": mine})


@person
@require_POST
def reinspect(request: PersonRequest) -> HttpResponse:
    """Asks a re-inspection from the dashboard (terms 4.9, 4.10)."""
    mine = _under_way(request)
    form = ReinspectionForm(request.POST)
    if not form.is_valid():
        return render(request, "dashboard/application_status.html", status_of(mine, form=form))
    try:
        mine.ask_reinspection(actor=request.actor, at=request.now, what_changed=form.cleaned_data["what_changed"])
    except IllegalMove:
        messages.info(request, _("You asked for a re-inspection already."))
    else:
        messages.success(request, _("We inspect your webshop again. You hear from us by e-mail."))
    return redirect("dashboard:application")


def _under_way(request: PersonRequest) -> Application:
    mine = Application.objects.by(request.user).open().latest_first().first()
    if mine is None:
        raise Http404
    return mine


def _draft(request: PersonRequest) -> Application:
    mine = Application.objects.by(request.user).filter(state=Application.State.DRAFT)
    return get_object_or_404(mine.select_related("member", "applicant"))


urlpatterns = [
    path("application/", application, name="application"),
    path("application/start/", start, name="start_application"),
    path("application/check/", check, name="check_application"),
    path("application/withdraw/", withdraw, name="withdraw_application"),
    path("application/reinspection/", reinspect, name="reinspect"),
    *cooperation.urlpatterns,
    *host_proof.urlpatterns,
    *risk_documents.urlpatterns,
    *self_check.urlpatterns,
    path("application/<slug:name>/", part, name="application_part"),
    *reinspection.urlpatterns,
]
