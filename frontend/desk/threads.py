"""The correspondence desk: what people write to us, and every deed on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk import threads_ties as ties
from frontend.desk.threads_filters import ThreadFilter
from frontend.desk.threads_forms import INSERT, AnswerForm, AssignForm, MergeForm, NoteForm, TieForm
from frontend.strangers_file import handed_over
from keurmerk.lifecycle import IllegalMove
from members.models import Thread, ThreadFile

PER_PAGE = 25


@staff()
@require_safe
def threads(request: PersonRequest) -> HttpResponse:
    """What has waited longest on top."""
    readable = ties.readable(Thread.objects.with_facts(), request.user)
    found = ThreadFilter(request.GET, queryset=readable, request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    for each in page.object_list:
        each.tie_shown = ties.shown(each.about)
    counts = {"desk:threads": readable.ours().count()}
    return render(request, "desk/threads.html", {"filter": found, "page": page, "counts": counts})


@staff()
@require_safe
def thread(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _one(request, pk))


@staff()
@require_POST
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """By letter; the button for a standard text only puts it in."""
    found = _one(request, pk)
    form = AnswerForm(request.POST)
    if request.POST.get("do") == INSERT:
        return _show(request, found, answer_form=AnswerForm(initial=form.with_text(found.language)))
    if not form.is_valid():
        return _show(request, found, answer_form=form, status=422)
    text = form.cleaned_data["text"]
    return _done(request, found, lambda: found.answer(text, by=request.user, at=request.now))


@staff()
@require_POST
def note(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, note_form=form, status=422)
    return _done(request, found, lambda: found.note(form.cleaned_data["text"], by=request.user, at=request.now))


@staff()
@require_POST
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise Http404
    return _done(request, found, lambda: found.assign(form.cleaned_data["to"], actor=request.actor, at=request.now))


@staff()
@require_POST
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    """The same matter twice becomes one."""
    found = _one(request, pk)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, merge_form=form, status=422)
    into = ties.readable(Thread.objects.all(), request.user).filter(pk=form.cleaned_data["number"]).first()
    if into is None:
        form.add_error("number", _("There is no thread with this number."))
        return _show(request, found, merge_form=form, status=422)
    return _done(request, into, lambda: found.merge(into, actor=request.actor, at=request.now), back=found)


@staff()
@require_POST
def tie(request: PersonRequest, pk: int) -> HttpResponse:
    """To an application, inspection, review, dispute or invoice; without a choice, to nothing."""
    found = _one(request, pk)
    form = TieForm(request.POST)
    if not form.is_valid():
        return _show(request, found, tie_form=form, status=422)
    label = form.cleaned_data["label"]
    tied = ties.find(label, form.cleaned_data["number"]) if label else ("", found.shop, found.member)
    if tied is None:
        form.add_error("number", _("There is nothing with this number."))
        return _show(request, found, tie_form=form, status=422)
    about, shop, member = tied
    whose: dict[str, Any] = {"shop": shop or found.shop, "member": member or found.member}
    return _done(request, found, lambda: found.tie(about=about, **whose, actor=request.actor, at=request.now))


@staff()
@require_POST
def do(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Closes it, or opens it again."""
    found = _one(request, pk)
    verbs: dict[str, Callable[[], object]] = {
        "close": lambda: found.close(actor=request.actor, at=request.now),
        "reopen": lambda: found.reopen(actor=request.actor, at=request.now),
    }
    if name not in verbs:
        raise Http404
    return _done(request, found, verbs[name])


@staff("inspector")
@require_POST
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """The inspector closes it: no further correspondence about a refusal (terms 4.8)."""
    found = _one(request, pk)
    return _done(request, found, lambda: found.end_correspondence(actor=request.actor, at=request.now))


@staff()
@require_safe
def file(request: PersonRequest, pk: int, file_id: int) -> HttpResponseBase:
    """As a download, never shown inside our own pages: a stranger made it."""
    found = get_object_or_404(ThreadFile, pk=file_id, message__thread=_one(request, pk))
    return handed_over(found.path, found.kind, f"T-{pk:04d}-{found.pk}")


def _one(request: PersonRequest, pk: int) -> Thread:
    threads = ties.readable(Thread.objects.with_facts().select_related("merged_into"), request.user)
    found = get_object_or_404(threads, pk=pk)
    if ties.is_closed_to(found, request.user):
        raise Http404
    return found


def _show(
    request: PersonRequest,
    found: Thread,
    *,
    answer_form: AnswerForm | None = None,
    note_form: NoteForm | None = None,
    merge_form: MergeForm | None = None,
    tie_form: TieForm | None = None,
    status: int = 200,
) -> HttpResponse:
    said = found.messages.select_related("by").prefetch_related("files")
    others = ties.readable(Thread.objects.exclude(pk=found.pk).exclude(email=""), request.user)
    others = others.exclude(state=Thread.State.MERGED)
    facts = {
        "thread": found,
        "said": said,
        "tie": ties.named(found.about, to=request.user),
        "others": others.filter(email__iexact=found.email).order_by("-last_at")[:10],
        "answer_form": answer_form or AnswerForm(),
        "note_form": note_form or NoteForm(),
        "assign_form": AssignForm(initial={"to": found.assigned_to}),
        "merge_form": merge_form or MergeForm(),
        "tie_form": tie_form or TieForm(),
        "form": next((each for each in (answer_form, note_form, merge_form, tie_form) if each and each.errors), None),
        "may_end": request.user.has_role("inspector") and found.may_be_ended,
    }
    return render(request, "desk/thread.html", facts, status=status)


def _done(
    request: PersonRequest, found: Thread, verb: Callable[[], object], *, back: Thread | None = None
) -> HttpResponse:
    try:
        verb()
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
        found = back or found
    return redirect("desk:thread", found.pk)


_PAGE = "correspondence/<int:pk>/"
urlpatterns = [
    path("correspondence/", threads, name="threads"),
    path(_PAGE, thread, name="thread"),
    path(f"{_PAGE}answer/", answer, name="answer_thread"),
    path(f"{_PAGE}note/", note, name="note_thread"),
    path(f"{_PAGE}assign/", assign, name="assign_thread"),
    path(f"{_PAGE}merge/", merge, name="merge_thread"),
    path(f"{_PAGE}tie/", tie, name="tie_thread"),
    path(f"{_PAGE}end/", end, name="end_thread"),
    path(f"{_PAGE}do/<slug:name>/", do, name="thread_act"),
    path(f"{_PAGE}files/<int:file_id>/", file, name="thread_file"),
]
