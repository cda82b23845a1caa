"""Two documents that only a risk shop is asked for; another shop does not see this page (checklist 3.7)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frontend.access import PersonRequest, person
from frontend.files_field import FilesField, SentFile
from inspections.risk_class import reasons_of
from keurmerk.lifecycle import IllegalMove
from members import terms
from members.models import Application, RiskDocument


class OneFileField(FilesField):
    """One document, so one file."""

    def clean(self, data: Any, initial: Any = None) -> list[SentFile]:
        sent = super().clean(data, initial)
        if len(sent) > 1:
            raise forms.ValidationError(_("Send one file here."))
        return sent


class RiskDocumentsForm(forms.Form):
    """Either, or both."""

    EXTRACT = OneFileField(
        label=gettext_lazy("Extract from the trade register"),
        help_text=gettext_lazy("Not older than three months. PDF, JPG, PNG or WebP, at most 10 MB."),
    )
    IDENTITY = OneFileField(
        label=gettext_lazy("Masked copy of an identity document"),
        help_text=gettext_lazy("Cover your photo and your citizen service number (BSN), also in the lines below."),
    )

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.get(about) for about in RiskDocument.About.values):
            raise forms.ValidationError(_("Choose a file first."))


@person
@require_http_methods(["GET", "HEAD", "POST"])
def risk_documents(request: PersonRequest) -> HttpResponse:
    mine = Application.objects.by(request.user).open().latest_first().first()
    if mine is None or not reasons_of(mine):
        raise Http404
    form = RiskDocumentsForm(request.POST, request.FILES) if request.method == "POST" else RiskDocumentsForm()
    if form.is_valid():
        _keep(request, mine, form)
        return redirect("dashboard:risk_documents")
    facts = {
        "form": form,
        "given": mine.risk_documents.all(),
        "days": terms.RISK_DOCUMENT_KEPT.days,
    }
    return render(request, "dashboard/risk_documents.html", facts, status=422 if form.is_bound else 200)


def _keep(request: PersonRequest, mine: Application, form: RiskDocumentsForm) -> None:
    try:
        for about in RiskDocument.About.values:
            for file in form.cleaned_data[about]:
                RiskDocument.keep(mine, about, file.content, file.kind, at=request.now)
    except IllegalMove:
        messages.info(request, _("There is a decision already, so we need no documents any more."))
    else:
        messages.success(request, _("Thank you, we have it. Only our inspectors can open it."))


urlpatterns = [path("application/risk-documents/", risk_documents, name="risk_documents")]
