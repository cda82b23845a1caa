"""The case of one notice, and every deed on it; who comes second hears so and loses nothing that was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk import notices_actions as act
from frontend.desk.notices_case import NoticeCase
from frontend.desk.notices_forms import ASK, INSERT, DeclineForm, OwnCaseForm, ReasonsForm
from frontend.strangers_file import handed_over
from keurmerk.lifecycle import IllegalMove
from reviews.models import Decision, InOtherHands, Notice, NoticeFile, Review, SamePerson
from reviews.moderation import intake
from reviews.moderation.filing import NotAdmissible, Report, Source
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Outcome


@staff("moderator")
@require_safe
def case(request: PersonRequest, pk: int) -> HttpResponse:
    """Three zones: the queue, the evidence, the decision."""
    return _show(request, _case(request, pk))


def _show(
    request: PersonRequest, found: NoticeCase, form: ReasonsForm | None = None, status: int = 200
) -> HttpResponse:
    language = get_language() or "nl"
    reasons = form or ReasonsForm.first(found.notice, found.languages, language)
    facts = {"case": found, "reasons": reasons, "decline_form": DeclineForm(), "form": form}
    return render(request, "desk/notice.html", facts, status=status)


@staff("moderator")
@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """The form of reasons: the button says which decision, a question to the writer, or only to insert a text."""
    found = _case(request, pk)
    asked = request.POST.get("outcome", "")
    given: dict[str, Any] = {
        "notice": found.notice,
        "languages": found.languages,
        "desk_language": get_language() or "nl",
    }
    form = ReasonsForm(request.POST, **given)
    if asked == INSERT:
        return _show(request, found, ReasonsForm(initial=form.with_text(request.POST.dict()), **given))
    if asked not in {*Outcome, ASK}:
        raise Http404
    if not form.demand(asked):
        return _show(request, found, form, status=422)
    if not _done(request, lambda: _decide(request, found.notice, asked, form)):
        return _show(request, _case(request, pk), form, status=409)
    messages.success(request, _("Done. You can take it back for ten minutes; letters leave after that."))
    return redirect("desk:notice", pk)


def _decide(request: PersonRequest, notice: Notice, asked: str, form: ReasonsForm) -> None:
    if asked == ASK:
        notice.ask_writer(form.cleaned_data["question"], by=request.user, at=request.now)
    else:
        Decision.make(notice, asked, form.reasons(), by=request.user, at=request.now)


@staff("moderator")
@require_POST
def do(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """One of the plain deeds that the server hands out for this case; another one does not exist."""
    found = _case(request, pk)
    verbs: dict[str, Callable[[], object]] = {
        act.TAKE: lambda: found.notice.claim(request.user, at=request.now),
        act.PUT_BACK: lambda: found.notice.put_back(request.user, at=request.now),
        act.ADMIT: lambda: found.notice.admit(actor=request.actor, at=request.now),
        act.UNASK: lambda: found.notice.take_back_question(by=request.user, at=request.now),
        act.SECOND: lambda: _proposed(found).second(by=request.user, at=request.now),
        act.DECLINE: lambda: _proposed(found).decline(
            request.POST.get("note", "")[:2000], by=request.user, at=request.now
        ),
    }
    if name not in verbs:
        raise Http404
    _done(request, verbs[name])
    return redirect("desk:notice", pk)


@staff("moderator")
@require_POST
def undo(request: PersonRequest, pk: int, decision_id: int) -> HttpResponse:
    """Within ten minutes, by who decided or the manager: nobody heard of it yet."""
    made = get_object_or_404(Decision.objects.under_way().select_related("notice"), pk=decision_id, notice=pk)
    if request.user.pk not in {made.decided_by_id, made.seconded_by_id} and not request.user.has_role():
        messages.error(request, _("Only who decided it can take it back."))
    elif _done(request, lambda: made.undo(by=request.user, at=request.now)):
        messages.success(request, _("Taken back. Nobody heard of it."))
    return redirect("desk:notice", pk)


@staff("moderator")
@require_POST
def suspend(request: PersonRequest, pk: int) -> HttpResponse:
    """After a warning that did not help, case by case (DSA 23)."""
    found = _case(request, pk)
    right = found.right
    if right is None:
        raise Http404
    verb = right.restore if found.is_suspended else right.suspend
    if _done(request, lambda: verb(actor=request.actor, at=request.now)):
        messages.success(request, _("Done. Who filed it gets an e-mail."))
    return redirect("desk:notice", pk)


@staff("moderator")
@require_safe
def file(request: PersonRequest, pk: int, file_id: int) -> HttpResponseBase:
    """As a download, never shown inside our own pages: a stranger made it."""
    found = get_object_or_404(NoticeFile, pk=file_id, notice=pk)
    return handed_over(found.path, found.kind, f"{found.notice_id}-{found.pk}")


@staff("moderator")
@require_http_methods(["GET", "HEAD", "POST"])
def own_case(request: PersonRequest, review_id: int) -> HttpResponse:
    """A moderator saw something that nobody reported."""
    review = get_object_or_404(Review.objects.with_reply().select_related("shop"), pk=review_id)
    form = OwnCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = Report(form.cleaned_data["grounds"], form.cleaned_data["explanation"])
        try:
            made = intake.file(review, report, Sender(Source.OWN), actor=request.actor, at=request.now)
            return redirect("desk:notice", made.pk)
        except NotAdmissible:
            messages.error(request, _("That did not happen: the review is not online any more."))
    return render(request, "desk/own_case.html", {"review": review, "form": form})


def _case(request: PersonRequest, pk: int) -> NoticeCase:
    rows = Notice.objects.select_related(
        "shop__member",
        "review__reply",
        "review__invitation",
        "product_review__invitation__review",
        "claimed_by",
        "flagger",
    )
    return NoticeCase(get_object_or_404(rows, pk=pk), request.user, request.now)


def _proposed(found: NoticeCase) -> Decision:
    if found.proposed is None:
        raise IllegalMove("nothing is proposed")
    return found.proposed


def _done(request: PersonRequest, verb: Callable[[], object]) -> bool:
    """Does it, or says why it did not happen."""
    try:
        verb()
    except InOtherHands as other:
        messages.error(request, _("%(name)s has this case now. Nothing was changed.") % {"name": other.colleague})
    except SamePerson:
        messages.error(request, _("This asks for somebody else: you decided on it before."))
    except IllegalMove:
        messages.error(request, _("That did not happen: the case has changed meanwhile. Look again."))
    else:
        return True
    return False


urlpatterns = [
    path("notices/<int:pk>/", case, name="notice"),
    path("notices/<int:pk>/decide/", decide, name="decide_notice"),
    path("notices/<int:pk>/do/<slug:name>/", do, name="notice_act"),
    path("notices/<int:pk>/undo/<int:decision_id>/", undo, name="undo_decision"),
    path("notices/<int:pk>/right/", suspend, name="suspend_filing"),
    path("notices/<int:pk>/files/<int:file_id>/", file, name="notice_file"),
    path("reviews/<int:review_id>/case/", own_case, name="own_case"),
]
