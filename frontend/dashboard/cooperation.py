"""What an applicant does while we wait: answers what we asked, or takes two weeks more (terms 3.2, 4.3; A5)."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import PersonRequest, person
from frontend.dashboard.application_forms import AnswerForm
from frontend.dashboard.application_status import status_of
from keurmerk.lifecycle import IllegalMove
from members.models import Application, InformationFile, InformationRequest


@person
@require_POST
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """One question at a time; the last answer lets the application go on (terms 4.4)."""
    mine = Application.objects.by(request.user)
    asked = get_object_or_404(InformationRequest.objects.select_related("application"), pk=pk, application__in=mine)
    form = AnswerForm(request.POST, request.FILES, prefix=f"asked-{pk}")
    if not form.is_valid():
        facts = status_of(asked.application, answering=form)
        return render(request, "dashboard/application_status.html", facts, status=422)
    files = [(each.content, each.kind, each.name) for each in form.cleaned_data["documents"]]
    try:
        with transaction.atomic():
            asked.give(form.cleaned_data["answer"], actor=request.actor, at=request.now)
            InformationFile.keep(asked, files, at=request.now)
    except IllegalMove:
        messages.info(request, _("That question was settled already."))
    else:
        messages.success(request, _("Thank you, we have your answer."))
    return redirect("dashboard:application")


@person
@require_POST
def postpone(request: PersonRequest) -> HttpResponse:
    """Two weeks more to improve the shop, once in a round (reading A5)."""
    mine = get_object_or_404(Application.objects.by(request.user).filter(state=Application.State.REJECTED))
    try:
        mine.postpone(actor=request.actor, at=request.now)
    except IllegalMove:
        messages.info(request, _("You have two weeks more already."))
    else:
        messages.success(request, _("You have two weeks more. We confirmed it by e-mail."))
    return redirect("dashboard:application")


urlpatterns = [
    path("application/asked/<int:pk>/", answer, name="answer_information"),
    path("application/postpone/", postpone, name="postpone_application"),
]
