"""What changed on a member's shop, and what it has to mend, by which day (terms 6.5, 7.3, 7.4)."""

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.controls import DayInput
from inspections.models import CampaignCase, Criterion, Remedy, ReportedChange, Scan, ScanChange
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from members.models import Shop

MOST_CHANGES = 20
MOST_ENDED = 20
MOST_REPORTED = 5


class ReportForm(forms.ModelForm[ReportedChange]):
    """Other pages, other terms, another way of working (terms 7.4)."""

    class Meta:
        model = ReportedChange
        fields = ("what", "changed_on")
        widgets = {
            "what": forms.Textarea(attrs={"rows": 4}),
            "changed_on": DayInput(),
        }
        help_texts = {
            "what": gettext_lazy("For example other terms, a new way of paying, or another kind of products."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = self.initial["changed_on"] = today

    def clean_changed_on(self) -> date:
        day: date = self.cleaned_data["changed_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has yet to come. Check the date."))
        return day


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def remedies(request: ShopRequest) -> HttpResponse:
    """Open points by their day, what changed of late, what was mended. Posted: a change that the owner reports."""
    today = amsterdam_date(request.now)
    if request.method != "POST":
        return _page(request, ReportForm(today=today))
    if not request.shop.shows_seal():
        raise Http404
    return _report(request, ReportForm(request.POST, today=today))


def _report(request: ShopRequest, form: ReportForm) -> HttpResponse:
    """The owner tells what changed before we find it (terms 7.4)."""
    if form.is_valid():
        try:
            ReportedChange.report(request.shop, **form.cleaned_data, actor=request.actor, at=request.now)
        except IllegalMove:
            form.add_error(None, _("You told us about many changes today. Put them together and send them tomorrow."))
        else:
            messages.success(request, _("Thank you. We read your webshop now, and an inspector reads what you wrote."))
            return redirect("dashboard:remedies", shop_id=request.shop.pk)
    return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(request: ShopRequest, form: ReportForm, status: int = HTTPStatus.OK) -> HttpResponse:
    mine = Remedy.objects.of(request.shop).select_related("criterion")
    facts = {
        "open": mine.open().order_by("due_at"),
        "ended": mine.filter(state__in=[Remedy.State.MENDED, Remedy.State.DROPPED]).order_by("-closed_at")[:MOST_ENDED],
        "changes": _told(ScanChange.objects.filter(scan__shop=request.shop)[:MOST_CHANGES]),
        "changes_of_requirements": _asked(request.shop),
        "scan": Scan.objects.filter(shop=request.shop).first(),
        "reported": ReportedChange.objects.filter(shop=request.shop)[:MOST_REPORTED],
        "report_form": form if request.shop.shows_seal() else None,
    }
    return render(request, "dashboard/remedies.html", facts, status=status)


def _asked(shop: Shop) -> list[tuple[CampaignCase, list[Criterion]]]:
    """Changes of the requirements that this shop does not meet yet, with their points (terms 6.3)."""
    cases = CampaignCase.objects.told().filter(shop=shop).select_related("campaign")
    found = []
    for case in cases:  # one at a time is usual: editions are months apart
        points = Criterion.objects.filter(checklist=case.campaign.checklist_id, code__in=case.left_over)
        found.append((case, list(points)))
    return found


def _told(changes: Iterable[ScanChange]) -> list[tuple[ScanChange, list[Criterion]]]:
    """Each change with the points that got worse by it and are not required."""
    rows = list(changes)
    codes = {code for change in rows for code in change.improvements}
    points = {each.code: each for each in Criterion.objects.filter(code__in=codes).order_by("checklist_id")}
    return [(each, [points[code] for code in each.improvements if code in points]) for each in rows]


@for_shop
@require_POST
def look_again(request: ShopRequest) -> HttpResponse:
    """It is mended: the machine looks now instead of tonight."""
    scan = get_object_or_404(Scan.objects.of_members(), shop=request.shop)
    try:
        scan.ask(actor=request.actor, at=request.now)
    except IllegalMove:
        messages.info(request, _("We have read your webshop often today. Try again tomorrow."))
    else:
        messages.success(request, _("We look at it now. Load this page again in a minute."))
    return redirect("dashboard:remedies", shop_id=request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/remedies/", remedies, name="remedies"),
    path("shops/<int:shop_id>/remedies/look/", look_again, name="look_again"),
]
