"""Changes of company and of owner: what waits, and the manager's decision (terms 7.1, 1.5, 4.1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk.trail import trail
from inspections.models import Inspection
from keurmerk.lifecycle import IllegalMove
from members.models import CompanyChange, Takeover

MOST_DONE = 50


class RefuseChangeForm(forms.Form):
    """Why not."""

    use_required_attribute = False

    answer = forms.CharField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("The owner reads this: write it in the owner's language."),
        max_length=500,
        error_messages={"required": gettext_lazy("Write why not")},
    )


@staff("manager")
@require_safe
def changes(request: PersonRequest) -> HttpResponse:
    """What waits for us first, then what was settled."""
    companies = CompanyChange.objects.select_related("member").newest_first()
    handovers = Takeover.objects.select_related("shop", "old_member", "new_member").newest_first()
    facts = {
        "companies": companies.open(),
        "handovers": handovers.open(),
        "done": companies.exclude(state=CompanyChange.State.REQUESTED)[:MOST_DONE],
        "handed": handovers.exclude(state__in=[Takeover.State.REQUESTED, Takeover.State.ACCEPTED])[:MOST_DONE],
    }
    return render(request, "desk/changes.html", facts)


@staff("manager")
@require_safe
def company_change(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _company(pk))


@staff("manager")
@require_safe
def handover(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _handover(pk))


@staff("manager")
@require_POST
def decide_company(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    return _decide(request, _company(pk), name)


@staff("manager")
@require_POST
def decide_handover(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    return _decide(request, _handover(pk), name)


def _decide(request: PersonRequest, found: CompanyChange | Takeover, name: str) -> HttpResponse:
    """Granted, or not with the reason; a handover rests on the inspection that passed since it was accepted."""
    if name not in {"grant", "refuse"}:
        raise Http404
    form = RefuseChangeForm(request.POST) if name == "refuse" else forms.Form(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    who: dict[str, Any] = {"actor": request.actor, "at": request.now}
    try:
        if name == "refuse":
            found.refuse(form.cleaned_data["answer"], **who)
        elif isinstance(found, Takeover):
            found.grant(evidence=_evidence_of(found), **who)
        else:
            found.grant(**who)
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile, or something is missing. Look again."))
    return redirect(_address(found), pk=found.pk)


def _evidence_of(found: Takeover) -> str:
    """The inspection that passed since the new owner accepted (terms 4.1). Raises IllegalMove without one."""
    passed = _inspection_of(found)
    if passed is None or passed.state != Inspection.State.PASSED:
        raise IllegalMove(f"{found} has no inspection that passed")
    return f"inspection:{passed.pk}"


def _inspection_of(found: Takeover) -> Inspection | None:
    if found.accepted_at is None:
        return None
    since = Inspection.objects.filter(shop=found.shop_id, queued_at__gte=found.accepted_at)
    return since.filter(kind=Inspection.Kind.DATA_CHANGE).order_by("-pk").first()


def _show(
    request: PersonRequest, found: CompanyChange | Takeover, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    is_handover = isinstance(found, Takeover)
    inspection = _inspection_of(found) if isinstance(found, Takeover) else None
    passed = inspection is not None and inspection.state == Inspection.State.PASSED
    facts = {
        "change": found,
        "is_handover": is_handover,
        "inspection": inspection,
        "may_grant": found.may_move_to("GRANTED") and (passed or not is_handover),
        "refuse": (form or RefuseChangeForm()) if found.may_move_to("REFUSED") else None,
        "form": form,
        "checks": found.member.register_checks.order_by("-pk")[:4] if isinstance(found, CompanyChange) else [],
        "grant_url": f"desk:decide_{'handover' if is_handover else 'company_change'}",
        "trail": trail(found),
    }
    return render(request, "desk/change.html", facts, status=status)


def _address(found: CompanyChange | Takeover) -> str:
    return "desk:handover" if isinstance(found, Takeover) else "desk:company_change"


def _company(pk: int) -> CompanyChange:
    return get_object_or_404(CompanyChange.objects.select_related("member"), pk=pk)


def _handover(pk: int) -> Takeover:
    return get_object_or_404(Takeover.objects.select_related("shop", "old_member", "new_member", "accepted_by"), pk=pk)


urlpatterns = [
    path("changes/", changes, name="changes"),
    path("changes/company/<int:pk>/", company_change, name="company_change"),
    path("changes/company/<int:pk>/<slug:name>/", decide_company, name="decide_company_change"),
    path("changes/owner/<int:pk>/", handover, name="handover"),
    path("changes/owner/<int:pk>/<slug:name>/", decide_handover, name="decide_handover"),
]
