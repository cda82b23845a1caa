"""The owner's view of the inspection: where it stands, what was found with its quote, and the rounds so far."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from frontend.access import HouseRequest, ShopRequest, for_shop, visitor
from frontend.dashboard.application_forms import ReinspectionForm
from frontend.dashboard.inspection_paper import as_pdf
from frontend.dashboard.inspection_report import Report
from inspections import terms
from inspections.models import Inspection
from keurmerk import tokens
from keurmerk.lifecycle import IllegalMove
from members.models import Application


@for_shop
@require_safe
def inspection(request: ShopRequest) -> HttpResponse:
    """The latest round; without one, how an inspection goes."""
    rounds = _rounds(request)
    return _show(request, rounds, rounds[0] if rounds else None)


@for_shop
@require_safe
def earlier(request: ShopRequest, pk: int) -> HttpResponse:
    """A round of before, with the report of then."""
    rounds = _rounds(request)
    found = next((each for each in rounds if each.pk == pk), None)
    if found is None:
        raise Http404
    return _show(request, rounds, found)


@for_shop
@require_POST
def ask_again(request: ShopRequest) -> HttpResponse:
    """The shop was adjusted: another round, as often as needed (terms 4.9, 4.10)."""
    application = get_object_or_404(Application, shop=request.shop)
    form = ReinspectionForm(request.POST)
    what_changed = form.cleaned_data["what_changed"] if form.is_valid() else ""
    try:
        application.ask_reinspection(actor=request.actor, at=request.now, what_changed=what_changed)
    except IllegalMove:
        messages.info(request, _("A re-inspection can be asked once a round has ended without approval."))
    else:
        messages.success(request, _("We inspect your webshop again. You hear from us by e-mail."))
    return redirect("dashboard:inspection", shop_id=request.shop.pk)


@for_shop
@require_POST
def read_again(request: ShopRequest) -> HttpResponse:
    """The machine looks once more, after a problem that kept it out was solved."""
    found = get_object_or_404(Inspection.objects.in_work().filter(shop=request.shop).order_by("-pk")[:1])
    try:
        found.read_again(actor=request.actor, at=request.now)
    except IllegalMove:
        messages.info(request, _("We have read your webshop often today. Try again tomorrow."))
    else:
        messages.success(request, _("We read your webshop again. This takes about a minute."))
    return redirect("dashboard:inspection", shop_id=request.shop.pk)


@for_shop
@require_safe
def on_paper(request: ShopRequest, pk: int) -> HttpResponse:
    """The report as PDF, once the decision is carried out."""
    return handed_over(get_object_or_404(_carried_out().filter(shop=request.shop), pk=pk))


@visitor
@never_cache
@require_safe
def by_link(request: HouseRequest, token: str) -> HttpResponse:
    """With the link of the letter, without logging in (terms 4.7)."""
    try:
        number = tokens.unsign("report", token, max_age=int(terms.REPORT_LINK.total_seconds()))
    except tokens.BadToken:
        return render(request, "dashboard/reinspection_expired.html", status=410)
    return handed_over(get_object_or_404(_carried_out(), pk=number))


def handed_over(found: Inspection) -> HttpResponse:
    name = f"{found.shop.host}-{found.round}.pdf"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=False, filename=name) or "inline"}
    return HttpResponse(as_pdf(found), content_type="application/pdf", headers=headers)


def _carried_out() -> "QuerySet[Inspection]":
    """What the owner may hold in hand: never a decision that can still be taken back."""
    ended = Inspection.objects.filter(state__in=[Inspection.State.PASSED, Inspection.State.FAILED])
    return ended.select_related("application__applicant", "shop", "checklist")


def _rounds(request: ShopRequest) -> list[Inspection]:
    mine = Inspection.objects.filter(shop=request.shop).select_related("application__applicant", "shop", "checklist")
    return list(mine.order_by("-pk"))


def _show(request: ShopRequest, rounds: list[Inspection], shown: Inspection | None) -> HttpResponse:
    report = Report(shown) if shown else None
    facts = {
        "rounds": rounds,
        "report": report,
        "reinspection": ReinspectionForm(),
        "latest": bool(rounds) and shown == rounds[0],
        "counts": {"dashboard:inspection": len(report.required)} if report else {},
    }
    return render(request, "dashboard/inspection.html", facts)


urlpatterns = [
    path("shops/<int:shop_id>/inspection/", inspection, name="inspection"),
    path("shops/<int:shop_id>/inspection/again/", ask_again, name="ask_inspection_again"),
    path("shops/<int:shop_id>/inspection/read/", read_again, name="read_shop_again"),
    path("reports/<str:token>/", by_link, name="inspection_by_link"),
    path("shops/<int:shop_id>/inspection/<int:pk>/report.pdf", on_paper, name="inspection_on_paper"),
    path("shops/<int:shop_id>/inspection/<int:pk>/", earlier, name="earlier_inspection"),
]
