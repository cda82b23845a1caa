"""Known misuse of the mark, and a form to tell us of more (terms 10.5, 10.6)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import HouseRequest, visitor
from frontend.paging import page_of
from frontend.throttle import too_often
from inspections.models import Misuse, Watch
from inspections.watching import may_carry
from members.hosts import NotAHost, host_of

MOST_AN_HOUR = 10


class ReportForm(forms.Form):
    """Which website, and what is seen there. Nobody is asked who he is."""

    use_required_attribute = False

    domain = forms.CharField(
        label=gettext_lazy("Address of the website"),
        max_length=300,
        help_text=gettext_lazy("Such as fietsgoed.example"),
        error_messages={"required": gettext_lazy("Fill in the address of the website")},
    )
    story = forms.CharField(
        label=gettext_lazy("What did you see there?"),
        help_text=gettext_lazy("Which page, and what it says. You need not say who you are."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_domain(self) -> str:
        try:
            host = host_of(self.cleaned_data["domain"])
        except NotAHost as fault:
            raise forms.ValidationError(_("This is not the address of a website, such as fietsgoed.example")) from fault
        if may_carry(host):
            raise forms.ValidationError(_("This website may show our mark: it is a member."))
        return host


@visitor
@require_safe
def misuse(request: HouseRequest) -> HttpResponse:
    """Who ignored a warning, until it is solved or its day has come (terms 10.6)."""
    return render(request, "public/misuse.html", {"page": page_of(Misuse.objects.public(), request, by="published_at")})


@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def report_misuse(request: HouseRequest) -> HttpResponse:
    """Opens a case and has the machine look at once."""
    asked: dict[str, Any] = {"initial": {"domain": request.GET.get("domain", "")[:300]}}
    form = ReportForm(request.POST if request.method == "POST" else None, **asked)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/misuse_report.html", {"form": form})
    if too_often(request, "misuse", most=MOST_AN_HOUR, within=timedelta(hours=1)):
        messages.warning(request, _("You told us a lot in a short time. Try again in an hour."))
        return render(request, "public/misuse_report.html", {"form": form}, status=429)
    host, story = form.cleaned_data["domain"], form.cleaned_data["story"]
    Misuse.report(host, Watch.Why.REPORTED, actor="visitor", at=request.now, story=story)
    Watch.begin(host, Watch.Why.REPORTED, at=request.now)
    messages.success(request, _("Thank you. We look at it."))
    return redirect("public:misuse")


urlpatterns = [
    path("misuse/", misuse, name="misuse"),
    path("misuse/report/", report_misuse, name="report_misuse"),
]
