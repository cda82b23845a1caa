"""A risk shop's documents at the desk: opened with a note of who did, and deleted when the check is done."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import PersonRequest, staff
from frontend.strangers_file import handed_over
from inspections import risk
from inspections.risk_class import reasons_of
from members.models import Application, RiskDocument


def facts(application: Application) -> dict[str, object]:
    """Why it is a risk shop, in words, and what came in."""
    documents = list(application.risk_documents.all())
    return {
        "risk_words": [risk.WORDS[code] for code in reasons_of(application)],
        "risk_documents": documents,
        "may_delete": any(each.deleted_at is None for each in documents),
    }


@staff("inspector")
@require_POST
def open_document(request: PersonRequest, pk: int, document_id: int) -> HttpResponseBase:
    """By post: opening it changes something, for it is written down."""
    there = RiskDocument.objects.there().select_related("application")
    found = get_object_or_404(there, pk=document_id, application=pk)
    answer = handed_over(found.path, found.kind, f"{pk}-{found.about.lower()}")
    found.note_view(actor=request.actor, at=request.now)
    answer["Cache-Control"] = "no-store"
    return answer


@staff("inspector")
@require_POST
def delete(request: PersonRequest, pk: int) -> HttpResponse:
    application = Application.objects.exclude(submitted_at=None).filter(pk=pk).first()
    if application is None:
        raise Http404
    RiskDocument.delete_all(application, actor=request.actor, at=request.now)
    messages.success(request, _("Deleted. That they were here stays written down."))
    return redirect("desk:application", pk=pk)


urlpatterns = [
    path("applications/<int:pk>/risk-documents/<int:document_id>/", open_document, name="risk_document"),
    path("applications/<int:pk>/risk-documents/delete/", delete, name="delete_risk_documents"),
]
