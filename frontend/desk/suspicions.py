"""Reviews that something speaks against: why, and what a moderator makes of it. They stay public meanwhile."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk.reasons import ReasonForm
from keurmerk.lifecycle import IllegalMove
from reviews.grounds import Grounds
from reviews.models import Suspicion
from reviews.models.suspicion import SuspicionQuerySet
from reviews.moderation.filing import NotAdmissible, Report, Source
from reviews.moderation.intake import Sender, file

PER_PAGE = 20


@staff("moderator")
@require_safe
def suspicions(request: PersonRequest) -> HttpResponse:
    """The heaviest first."""
    page = Paginator(_open().heaviest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/suspicions.html", {"page": page})


@staff("moderator")
@require_http_methods(["GET", "HEAD", "POST"])
def suspicion(request: PersonRequest, pk: int) -> HttpResponse:
    """What speaks against one review. Sending the form says that nothing is wrong, and why."""
    found = get_object_or_404(_open(), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/suspicion.html", {"suspicion": found, "review": found.review, "form": form})
    try:
        found.dismiss(form.cleaned_data["reason"], actor=request.actor, at=request.now)
        messages.success(request, _("Noted: nothing is wrong with this review."))
    except IllegalMove:
        messages.error(request, _("A colleague settled this a moment ago."))
    return redirect("desk:suspicions")


@staff("moderator")
@require_POST
def take_up_suspicion(request: PersonRequest, pk: int) -> HttpResponse:
    """Makes a notice of our own out of it, in which the writer can be asked for proof (rulebook 2.7)."""
    found = get_object_or_404(_open(), pk=pk)
    report = Report(grounds=Grounds.NO_PURCHASE, explanation="\n".join(words for _weight, words in found.sentences()))
    sender = Sender(Source.OWN, person=request.user, by_machine=True)
    try:
        notice = file(found.review, report, sender, actor=request.actor, at=request.now, key=f"suspicion-{found.pk}")
        found.take_up(actor=request.actor, at=request.now)
    except (IllegalMove, NotAdmissible):
        messages.error(request, _("A colleague settled this a moment ago."))
        return redirect("desk:suspicions")
    return redirect("desk:notice", pk=notice.pk)


def _open() -> SuspicionQuerySet:
    return Suspicion.objects.open().select_related("review__shop", "review__reply")


urlpatterns = [
    path("suspicions/", suspicions, name="suspicions"),
    path("suspicions/<int:pk>/", suspicion, name="suspicion"),
    path("suspicions/<int:pk>/take-up/", take_up_suspicion, name="take_up_suspicion"),
]
