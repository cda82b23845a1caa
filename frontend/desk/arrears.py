"""Finance's desk: invoices in default, where each stands on the ladder, and what people decide (terms 12.6-12.12)."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.models import Arrears, PaymentPlan, equal_parts
from frontend.access import PersonRequest, staff
from frontend.desk.arrears_forms import ArrearsFilter, CollectorForm, CostsForm, HoldForm, PlanForm, WriteOffForm
from frontend.desk.trail import trail
from frontend.files_field import SentFile
from frontend.paging import page_of
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove

_TIMED: dict[str, Any] = {"hold": HoldForm, "plan": PlanForm}
_FORMS: dict[str, type[forms.Form]] = {"costs": CostsForm, "collector": CollectorForm, "give_up": WriteOffForm}
_MANAGERS = ("suspend", "write_off", "keep")


@staff("finance")
@require_safe
def arrears(request: PersonRequest) -> HttpResponse:
    """The longest in default last; what the manager decides has a view of its own."""
    rows = Arrears.objects.select_related("invoice")
    found = ArrearsFilter(request.GET, queryset=rows)
    waiting = Arrears.objects.for_manager().count()
    facts = {"filter": found, "page": page_of(found.qs, request, by="since"), "counts": {"desk:arrears": waiting}}
    return render(request, "desk/arrears.html", facts)


@staff("finance")
@require_safe
def case(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _one(pk), {})


@staff("finance")
@require_POST
def settle(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """One decision; who may not take it, or takes it twice, hears so and nothing happens."""
    found = _one(pk)
    if name not in {*_TIMED, *_FORMS, *_MANAGERS} or (name in _MANAGERS and not request.user.has_role("manager")):
        raise Http404
    form = _bound(request, name)
    if not form.is_valid():
        return _show(request, found, {name: form, "form": form}, status=422)
    try:
        _verb(request, found, name)(form.cleaned_data)
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.error(
            request, _("That did not happen: it changed meanwhile, or it is not yours to decide. Look again.")
        )
    return redirect("desk:arrears_case", pk=pk)


def _bound(request: PersonRequest, name: str) -> forms.Form:
    if name in _TIMED:
        made: forms.Form = _TIMED[name](request.POST, today=amsterdam_date(request.now))
        return made
    return _FORMS.get(name, forms.Form)(request.POST, request.FILES)


def _verb(request: PersonRequest, found: Arrears, name: str) -> Callable[[Mapping[str, Any]], object]:
    who: dict[str, Any] = {"actor": request.actor, "at": request.now}
    verbs: dict[str, Callable[[Mapping[str, Any]], object]] = {
        "hold": lambda said: found.hold(said["until"], reason=said["reason"], **who),
        "plan": lambda said: PaymentPlan.agree(
            found, equal_parts(found.invoice.outstanding, said["number"], first=said["first"]), **who
        ),
        "costs": lambda said: found.add_costs(
            said["amount"], description=said["description"], evidence=_kept(said["evidence"]), **who
        ),
        "collector": lambda said: found.hand_over(said["collector"], **who),
        "give_up": lambda said: found.ask_write_off(said["reason"], **who),
        "suspend": lambda _said: found.suspend_membership(**who),
        "write_off": lambda _said: found.write_off(**who),
        "keep": lambda _said: found.keep(**who),
    }
    return verbs[name]


def _kept(file: SentFile) -> str:
    return default_storage.save(f"costs/{uuid4().hex}.{file.kind.ending}", ContentFile(file.content))


def _show(request: PersonRequest, found: Arrears, bound: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    today, states = amsterdam_date(request.now), Arrears.State
    manager = request.user.has_role("manager")
    asked = bool(found.write_off_asked_by) and found.is_open
    facts = {
        "arrears": found,
        "owed": found.owing(today),
        "objection": found.invoice.objections.open().first(),
        "charges": found.invoice.charges.all(),
        "agreed": found.plans.filter(broken_at=None).first() if found.state == states.PLAN else None,
        "trail": trail(found, found.invoice),
        "hold": HoldForm(today=today) if found.next_step_at and found.state != states.PLAN else None,
        "plan_form": bound.get("plan") or (PlanForm(today=today) if found.may_move_to(states.PLAN) else None),
        "costs": CostsForm() if found.is_open and found.noticed_at else None,
        "collector": CollectorForm() if found.may_move_to(states.COLLECTION) else None,
        "give_up": WriteOffForm() if found.may_move_to(states.WRITTEN_OFF) and not asked else None,
        "may_suspend": manager
        and found.state in {states.SUSPENSION, states.TERMINATION}
        and not found.membership_suspended,
        "may_write_off": manager and asked and found.write_off_asked_by != request.actor,
        "asked": asked,
        **bound,
    }
    return render(request, "desk/arrears_case.html", facts, status=status)


def _one(pk: int) -> Arrears:
    return get_object_or_404(Arrears.objects.select_related("invoice__member"), pk=pk)


urlpatterns = [
    path("arrears/", arrears, name="arrears"),
    path("arrears/<int:pk>/", case, name="arrears_case"),
    path("arrears/<int:pk>/<slug:name>/", settle, name="settle_arrears"),
]
