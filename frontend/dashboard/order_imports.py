"""Orders from a file: upload it, look at what would happen, let it happen, follow it, take it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.dashboard import file_import_pages as pages
from frontend.dashboard import order_import_words as words
from frontend.paging import page_of
from keurmerk import spreadsheet
from keurmerk.lifecycle import IllegalMove
from reviews import terms
from reviews.imports import upload
from reviews.imports.lines import Reader
from reviews.imports.unreadable import Unreadable
from reviews.models import InvitationSettings, OrderImport


class UploadForm(forms.Form):
    """A file with orders, and how long to wait."""

    file = forms.FileField(
        label=gettext_lazy("File with orders"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), with at least a column of e-mail addresses."),
        allow_empty_file=True,  # we say ourselves that it is empty
    )
    delay_days = forms.IntegerField(
        label=gettext_lazy("Days to wait before the invitation"),
        help_text=gettext_lazy("0 to 90. Count the days that the parcel is still under way."),
        min_value=0,
        max_value=terms.MOST_DELAY_DAYS,
    )


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def order_imports(request: ShopRequest) -> HttpResponse:
    """The lists of before, and the door for a new one."""
    usual = {"delay_days": InvitationSettings.of(request.shop).delay_days}
    form = UploadForm(request.POST or None, request.FILES or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        made = _receive(request, form)
        if made:
            return redirect(_page_of(made), shop_id=request.shop.pk, import_id=made.pk)
    page = page_of(request.shop.order_imports.all(), request, by="uploaded_at")
    return render(request, "dashboard/order_imports.html", {"form": form, "page": page, "limits": words.LIMITS})


def _receive(request: ShopRequest, form: UploadForm) -> OrderImport | None:
    file, days = form.cleaned_data["file"], form.cleaned_data["delay_days"]
    try:
        return upload.receive(request.shop, file, name=file.name, delay_days=days, actor=request.actor, at=request.now)
    except Unreadable as refusal:
        form.add_error("file", str(words.REFUSALS[refusal.code]))
        return None


def _page_of(of: OrderImport) -> str:
    needs_columns = of.state == OrderImport.State.UPLOADED
    return "dashboard:order_import_columns" if needs_columns else "dashboard:order_import"


@for_shop
@require_safe
def order_import(request: ShopRequest, import_id: int) -> HttpResponse:
    """Where this list is: being read, ready to be confirmed, under way, done."""
    of = get_object_or_404(request.shop.order_imports.all(), pk=import_id)
    if of.state == OrderImport.State.UPLOADED:
        return redirect(_page_of(of), shop_id=request.shop.pk, import_id=of.pk)
    facts: dict[str, Any] = {"list": of, "forecast": words.becomes(of.forecast), "outcome": words.becomes(of.outcome)}
    if not of.is_working:
        facts |= pages.faults(request, of, words.shown) | _invitations(of)
    if of.state == OrderImport.State.READY:
        facts["rows"] = pages.first_rows(of, lambda file: Reader(of, file, at=request.now))
    return render(request, "dashboard/order_import.html", facts)


def _invitations(of: OrderImport) -> dict[str, Any]:
    if not of.started_at:
        return {}
    return {"unsent": of.invitations.unsent().count(), "sent": of.invitations.exclude(sent_at=None).count()}


@for_shop
@require_safe
def order_import_progress(request: ShopRequest, import_id: int) -> HttpResponse:
    of = get_object_or_404(request.shop.order_imports.all(), pk=import_id)
    return pages.progress(request, of, "dashboard/parts/order_import_progress.html")


@for_shop
@require_POST
def confirm_order_import(request: ShopRequest, import_id: int) -> HttpResponse:
    of = get_object_or_404(request.shop.order_imports.all(), pk=import_id)
    try:
        if of.confirm(actor=request.actor, at=request.now):
            messages.success(request, _("We are taking the orders in. You can leave this page."))
        else:
            messages.info(request, _("A new day has begun, so we count again. Look at it once more."))
    except IllegalMove:
        messages.error(request, _("This list was confirmed or deleted already."))
    return redirect("dashboard:order_import", shop_id=request.shop.pk, import_id=of.pk)


@for_shop
@require_POST
def cancel_order_import(request: ShopRequest, import_id: int) -> HttpResponse:
    """Deletes a list that nobody confirmed, or stops one that is under way."""
    of = get_object_or_404(request.shop.order_imports.all(), pk=import_id)
    try:
        of.cancel(actor=request.actor, at=request.now)
        messages.success(request, _("The list is stopped, and its file is deleted."))
    except IllegalMove:
        messages.error(request, _("This list was ready before you stopped it."))
    return redirect("dashboard:order_import", shop_id=request.shop.pk, import_id=of.pk)


@for_shop
@require_POST
def undo_order_import(request: ShopRequest, import_id: int) -> HttpResponse:
    """Takes back all of its invitations that were not sent yet."""
    of = get_object_or_404(request.shop.order_imports.all(), pk=import_id)
    try:
        of.undo(actor=request.actor, at=request.now)
        messages.success(request, _("We are taking back what was not sent yet."))
    except IllegalMove:
        messages.error(request, _("This list cannot be undone: it was undone already, or it is still under way."))
    return redirect("dashboard:order_import", shop_id=request.shop.pk, import_id=of.pk)


@for_shop
@require_safe
def order_import_faults(request: ShopRequest, import_id: int) -> HttpResponseBase:
    return pages.fault_sheet(get_object_or_404(request.shop.order_imports.all(), pk=import_id), words.shown)


@for_shop
@require_safe
def order_import_example(request: ShopRequest) -> HttpResponseBase:
    """A list that we read without questions, to fill in."""
    heads = [_("Order number"), _("E-mail address"), _("Name"), _("Date"), _("Language"), _("Amount")]
    day = f"{localdate(request.now):%d-%m-%Y}"
    rows = [["10001", "sanne@example.com", "Sanne de Koning", day, "nl", "49,95"]]
    return spreadsheet.response(
        "example.csv", heads, [*rows, ["10002", "john@example.com", "John Smith", day, "en", "12,50"]]
    )


_LIST = "shops/<int:shop_id>/invitations/lists/"
urlpatterns = [
    path(_LIST, order_imports, name="order_imports"),
    path(f"{_LIST}example.csv", order_import_example, name="order_import_example"),
    path(f"{_LIST}<int:import_id>/", order_import, name="order_import"),
    path(f"{_LIST}<int:import_id>/progress/", order_import_progress, name="order_import_progress"),
    path(f"{_LIST}<int:import_id>/confirm/", confirm_order_import, name="confirm_order_import"),
    path(f"{_LIST}<int:import_id>/cancel/", cancel_order_import, name="cancel_order_import"),
    path(f"{_LIST}<int:import_id>/undo/", undo_order_import, name="undo_order_import"),
    path(f"{_LIST}<int:import_id>/faulty-lines.csv", order_import_faults, name="order_import_faults"),
]
