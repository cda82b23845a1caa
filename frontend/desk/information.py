"""Asking an applicant for what is missing, and reading what came in (terms 3.2, 3.4)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from frontend.strangers_file import handed_over
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from members import terms
from members.models import Application, InformationFile, InformationRequest

LONGEST = timedelta(days=60)


class AskForm(forms.Form):
    """What we need, and by which day."""

    question = forms.CharField(
        label=gettext_lazy("What do you need?"),
        help_text=gettext_lazy("The applicant reads this as it stands: one thing, and why you need it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    due = forms.DateField(
        label=gettext_lazy("Answer before the end of"),
        widget=DayInput(),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"due": today + terms.INFORMATION_DUE})

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if not self.today < due <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day after today, within two months."))
        return due


@staff("inspector")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Puts the application on hold until the answer is in (terms 3.4)."""
    application = get_object_or_404(Application.objects.exclude(submitted_at=None), pk=pk)
    form = AskForm(request.POST if request.method == "POST" else None, today=amsterdam_date(request.now))
    if not form.is_valid():
        return render(request, "desk/information_ask.html", {"application": application, "form": form})
    try:
        InformationRequest.ask(
            application, form.cleaned_data["question"], by=request.user, at=request.now, due=form.cleaned_data["due"]
        )
    except IllegalMove:
        messages.error(request, _("Not asked: this application is not being handled any more."))
    else:
        messages.success(request, _("Asked by e-mail. The application waits for the answer."))
    return redirect("desk:application", pk=pk)


@staff("inspector")
@require_POST
def take_back(request: PersonRequest, pk: int, asked_id: int) -> HttpResponse:
    asked = get_object_or_404(InformationRequest, pk=asked_id, application=pk)
    try:
        asked.take_back(by=request.user, at=request.now)
    except IllegalMove:
        messages.error(request, _("That question was settled already."))
    else:
        messages.success(request, _("Taken back. The applicant need not answer it any more."))
    return redirect("desk:application", pk=pk)


@staff("inspector")
@require_safe
def file(request: PersonRequest, pk: int, file_id: int) -> HttpResponseBase:
    found = get_object_or_404(InformationFile, pk=file_id, request__application=pk)
    return handed_over(found.path, found.kind, f"{pk}-{found.pk}")


urlpatterns = [
    path("applications/<int:pk>/ask/", ask, name="ask_information"),
    path("applications/<int:pk>/ask/<int:asked_id>/take-back/", take_back, name="take_back_information"),
    path("applications/<int:pk>/files/<int:file_id>/", file, name="information_file"),
]
