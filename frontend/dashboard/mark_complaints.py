"""Complaining about the mark itself, and what we answered (terms 11.11, 11.12)."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from billing.models import Invoice
from frontend.access import ShopRequest, for_shop
from frontend.controls import DayInput
from keurmerk.calendar import amsterdam_date
from members.models import MarkComplaint, Member

MOST = 50


class MarkComplaintForm(forms.Form):
    """What is wrong, since when it is known, and the invoice if it is about one."""

    use_required_attribute = False

    story = forms.CharField(
        label=gettext_lazy("What is your complaint, and why?"),
        help_text=gettext_lazy("Say what happened and what would put it right. We answer in writing."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what your complaint is")},
    )
    known_on = forms.DateField(
        label=gettext_lazy("When did you find out?"),
        help_text=gettext_lazy("Complain within five days if you can; a later complaint is handled too."),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Fill in a day"),
            "invalid": gettext_lazy("Fill in a date, such as 21-11-2026"),
        },
    )
    invoice_number = forms.CharField(
        label=gettext_lazy("Number of the invoice, if it is about one"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-20"}),
    )

    def __init__(self, *args: Any, member: Member, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.today = member, today

    def clean_known_on(self) -> date:
        day: date = self.cleaned_data["known_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has yet to come. Check the date."))
        return day

    def clean_invoice_number(self) -> str:
        number = str(self.cleaned_data["invoice_number"]).strip().upper()
        if number and not Invoice.objects.sent().filter(member=self.member, number=number).exists():
            raise forms.ValidationError(_("You have no invoice with this number"))
        return number


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def mark_complaints(request: ShopRequest) -> HttpResponse:
    """What was complained of, with our answers, and a form for a new one."""
    member = request.shop.member
    form = MarkComplaintForm(request.POST or None, member=member, today=amsterdam_date(request.now))
    if request.method == "POST" and form.is_valid():
        MarkComplaint.file(member, **form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, _("Your complaint is in. You get our answer by e-mail, and find it here."))
        return redirect("dashboard:mark_complaints", request.shop.pk)
    found = member.mark_complaints.newest_first()[:MOST]
    return render(request, "dashboard/mark_complaints.html", {"complaints": found, "form": form})


urlpatterns = [path("shops/<int:shop_id>/complaints/", mark_complaints, name="mark_complaints")]
