"""Reviews from elsewhere: upload a file, look at what would happen, let it happen, follow it, take it back."""

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

from frontend.access import ShopRequest, for_shop
from frontend.dashboard import file_import_pages as pages
from frontend.dashboard import review_import_words as words
from keurmerk.lifecycle import IllegalMove
from reviews.content import one_line
from reviews.imports.elsewhere import upload, work
from reviews.imports.unreadable import Unreadable
from reviews.models import ReviewImport

_OTHER = "other"


class BringForm(forms.Form):
    """A file with reviews, and where they were written."""

    file = forms.FileField(
        label=gettext_lazy("File with reviews"),
        help_text=gettext_lazy("CSV, Excel (.xlsx), or the ZIP of our own export."),
        allow_empty_file=True,  # we say ourselves that it is empty
    )
    platform = forms.ChoiceField(
        label=gettext_lazy("Where were they written?"),
        help_text=gettext_lazy("Visitors read this beside each review. Our own export says it itself."),
        required=False,
    )
    name = forms.CharField(label=gettext_lazy("Name of another platform"), max_length=40, required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        known = [(name, name) for name in words.PLATFORMS]
        self.fields["platform"].choices = [("", _("Choose")), *known, (_OTHER, _("Another platform"))]  # type: ignore[attr-defined]

    @property
    def source(self) -> str:
        chosen = str(self.cleaned_data["platform"])
        return one_line(self.cleaned_data["name"], 40) if chosen == _OTHER else chosen


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def bring_reviews(request: ShopRequest) -> HttpResponse:
    """Takes the file, or says why not."""
    form = BringForm(request.POST or None, request.FILES or None)
    made = _receive(request, form) if form.is_valid() else None
    if made is None:
        return render(request, "dashboard/review_import_new.html", {"form": form})
    return redirect(_page_of(made), shop_id=request.shop.pk, import_id=made.pk)


def _receive(request: ShopRequest, form: BringForm) -> ReviewImport | None:
    file = form.cleaned_data["file"]
    facts = {"name": file.name, "platform": form.source, "actor": request.actor, "at": request.now}
    try:
        return upload.receive(request.shop, file, **facts)
    except Unreadable as refusal:
        form.add_error("platform" if refusal.code == "NO_PLATFORM" else "file", str(words.REFUSALS[refusal.code]))
        return None


def _page_of(of: ReviewImport) -> str:
    needs_columns = of.state == ReviewImport.State.UPLOADED
    return "dashboard:review_import_columns" if needs_columns else "dashboard:review_import"


@for_shop
@require_safe
def review_import(request: ShopRequest, import_id: int) -> HttpResponse:
    """Where this file is: being read, ready to be confirmed, under way, done."""
    of = _import(request, import_id)
    if of.state == ReviewImport.State.UPLOADED:
        return redirect(_page_of(of), shop_id=request.shop.pk, import_id=of.pk)
    facts: dict[str, Any] = {"list": of, "forecast": words.becomes(of.forecast), "outcome": words.becomes(of.outcome)}
    if not of.is_working:
        facts |= pages.faults(request, of, words.shown)
        facts["open"] = of.taken.open().count() if of.started_at else 0
    if of.state == ReviewImport.State.READY:
        facts["rows"] = pages.first_rows(of, lambda file: work.first_reads(of, file, at=request.now))
    return render(request, "dashboard/review_import.html", facts)


def _import(request: ShopRequest, import_id: int) -> ReviewImport:
    return get_object_or_404(request.shop.review_imports.all(), pk=import_id)


@for_shop
@require_safe
def review_import_progress(request: ShopRequest, import_id: int) -> HttpResponse:
    of = _import(request, import_id)
    return pages.progress(request, of, "dashboard/parts/review_import_progress.html")


@for_shop
@require_POST
def start_review_import(request: ShopRequest, import_id: int) -> HttpResponse:
    of = _import(request, import_id)
    try:
        of.start(actor=request.actor, at=request.now)
        messages.success(request, _("We are taking the reviews in. You can leave this page."))
    except IllegalMove:
        messages.error(request, _("This file was confirmed or deleted already."))
    return redirect("dashboard:review_import", shop_id=request.shop.pk, import_id=of.pk)


@for_shop
@require_POST
def cancel_review_import(request: ShopRequest, import_id: int) -> HttpResponse:
    """Deletes a file that nobody confirmed, or stops one that is under way."""
    of = _import(request, import_id)
    try:
        of.cancel(actor=request.actor, at=request.now)
        messages.success(request, _("The work is stopped, and the file is deleted."))
    except IllegalMove:
        messages.error(request, _("This file was ready before you stopped it."))
    return redirect("dashboard:review_import", shop_id=request.shop.pk, import_id=of.pk)


@for_shop
@require_POST
def undo_review_import(request: ShopRequest, import_id: int) -> HttpResponse:
    """Takes the whole file back, good and bad alike: not one review of it."""
    of = _import(request, import_id)
    try:
        of.undo(actor=request.actor, at=request.now)
        messages.success(request, _("We are taking these reviews off again."))
    except IllegalMove:
        messages.error(request, _("This cannot be undone: it was undone already, or it is still under way."))
    return redirect("dashboard:review_import", shop_id=request.shop.pk, import_id=of.pk)


@for_shop
@require_safe
def review_import_faults(request: ShopRequest, import_id: int) -> HttpResponseBase:
    return pages.fault_sheet(_import(request, import_id), words.shown)


_FILE = "shops/<int:shop_id>/reviews/transfer/import/"
urlpatterns = [
    path(_FILE, bring_reviews, name="bring_reviews"),
    path(f"{_FILE}<int:import_id>/", review_import, name="review_import"),
    path(f"{_FILE}<int:import_id>/progress/", review_import_progress, name="review_import_progress"),
    path(f"{_FILE}<int:import_id>/start/", start_review_import, name="start_review_import"),
    path(f"{_FILE}<int:import_id>/cancel/", cancel_review_import, name="cancel_review_import"),
    path(f"{_FILE}<int:import_id>/undo/", undo_review_import, name="undo_review_import"),
    path(f"{_FILE}<int:import_id>/faulty-lines.csv", review_import_faults, name="review_import_faults"),
]
