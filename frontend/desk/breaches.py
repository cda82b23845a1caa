"""The register of data breaches: for the manager alone (PA data breach; GDPR 33, 34)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.desk.breaches_forms import DescribeForm, LetterForm, NoReportForm, NoteForm
from frontend.desk.trail import trail
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove
from members import breach_letters
from members.models import Breach, BreachLetter

page = require_http_methods(["GET", "HEAD", "POST"])


@staff("manager")
@page
def breaches(request: PersonRequest) -> HttpResponse:
    """Those whose 72 hours run first, then all; and a form for a new one."""
    form = NoteForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        made = Breach.note(**form.cleaned_data, actor=request.actor, at=request.now)
        return redirect("desk:breach", pk=made.pk)
    facts = {
        "form": form,
        "running": [
            (each, each.is_late(request.now)) for each in Breach.objects.unreported().order_by("report_due_at")
        ],
        "page": page_of(Breach.objects.all(), request, by="known_at"),
    }
    return render(request, "desk/breaches.html", facts)


@staff("manager")
@require_safe
def breach(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _one(pk))


@staff("manager")
@require_safe
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """All of it on one page, to print or to hand to the authority."""
    found = _one(pk)
    facts = {"breach": found, "letters": found.letters.exclude(state="DRAFT").order_by("pk"), "trail": trail(found)}
    return render(request, "desk/breach_report.html", facts)


@staff("manager")
@require_POST
def describe(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = _one(pk), DescribeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, describe=form, status=422)
    return _done(request, found, lambda: found.describe(**form.cleaned_data, actor=request.actor, at=request.now))


@staff("manager")
@require_POST
def leave_unreported(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = _one(pk), NoReportForm(request.POST)
    if not form.is_valid():
        return _show(request, found, no_report=form, status=422)
    because = form.cleaned_data["because"]
    return _done(request, found, lambda: found.leave_unreported(because, actor=request.actor, at=request.now))


@staff("manager")
@require_POST
def reported(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    return _done(request, found, lambda: found.report(actor=request.actor, at=request.now))


@staff("manager")
@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    return _done(request, found, lambda: found.close(actor=request.actor, at=request.now))


@staff("manager")
@require_POST
def write_letter(request: PersonRequest, pk: int) -> HttpResponse:
    """Kept, and shown as its readers will see it, with their number: nothing leaves yet."""
    found, form = _one(pk), LetterForm(request.POST)
    if not form.is_valid():
        return _show(request, found, letter=form, status=422)
    made = BreachLetter.write(found, **form.cleaned_data, actor=request.actor, at=request.now)
    return redirect("desk:breach_letter", pk=made.pk)


@staff("manager")
@require_safe
def breach_letter(request: PersonRequest, pk: int) -> HttpResponse:
    """The dry run."""
    letter = get_object_or_404(BreachLetter.objects.select_related("breach"), pk=pk)
    readers = breach_letters.readers_of(letter)
    facts = {
        "letter": letter,
        "count": len(readers),
        "some": [each.email for each in readers[:10]],
        "previews": [breach_letters.preview(letter, language) for language in ("nl", "en")],
    }
    return render(request, "desk/breach_letter.html", facts)


@staff("manager")
@require_POST
def send_letter(request: PersonRequest, pk: int) -> HttpResponse:
    """To as many as somebody saw on the page, or to nobody."""
    letter = get_object_or_404(BreachLetter.objects.select_related("breach"), pk=pk)
    counted = request.POST.get("counted", "")
    try:
        if "drop" in request.POST:
            letter.drop(actor=request.actor, at=request.now)
        else:
            number = int(counted) if counted.isascii() and counted.isdigit() else 0
            breach_letters.release(letter, number, actor=request.actor, at=request.now)
            messages.success(request, _("It is on its way."))
    except IllegalMove:
        messages.error(
            request, _("Nothing was sent: the number of readers changed, or it was sent already. Look again.")
        )
        return redirect("desk:breach_letter", pk=pk)
    return redirect("desk:breach", pk=letter.breach_id)


def _one(pk: int) -> Breach:
    return get_object_or_404(Breach, pk=pk)


def _done(request: PersonRequest, found: Breach, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.error(
            request, _("That did not happen: it changed meanwhile, or something is still missing. Look again.")
        )
    return redirect("desk:breach", pk=found.pk)


def _show(request: HttpRequest, found: Breach, *, status: int = 200, **given: forms.Form) -> HttpResponse:
    now = request.now  # type: ignore[attr-defined]  # set by our middleware
    told = {name: getattr(found, name) for name in DescribeForm.base_fields}
    facts: dict[str, Any] = {
        "breach": found,
        "late": found.is_late(now),
        "form": next(iter(given.values()), None),
        "describe": given.get("describe") or DescribeForm(initial=told),
        "no_report": given.get("no_report") or NoReportForm(),
        "letter": given.get("letter") or LetterForm(),
        "letters": found.letters.order_by("-pk"),
        "trail": trail(found),
    }
    return render(request, "desk/breach.html", facts, status=status)


urlpatterns = [
    path("breaches/", breaches, name="breaches"),
    path("breaches/<int:pk>/", breach, name="breach"),
    path("breaches/<int:pk>/report/", report, name="breach_report"),
    path("breaches/<int:pk>/describe/", describe, name="describe_breach"),
    path("breaches/<int:pk>/reported/", reported, name="breach_reported"),
    path("breaches/<int:pk>/not-reported/", leave_unreported, name="leave_breach_unreported"),
    path("breaches/<int:pk>/close/", close, name="close_breach"),
    path("breaches/<int:pk>/letters/", write_letter, name="write_breach_letter"),
    path("breaches/letters/<int:pk>/", breach_letter, name="breach_letter"),
    path("breaches/letters/<int:pk>/send/", send_letter, name="send_breach_letter"),
]
