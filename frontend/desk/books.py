"""The books of a period for the accountant, as one file."""

import tempfile
from datetime import date
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from billing import books_file
from billing.figures.quarters import Quarter
from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from keurmerk.calendar import amsterdam_date
from members.calendar import Span

LONGEST = 366  # days: a financial year
_IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger file waits on disk


class BooksForm(forms.Form):
    """Which days: those of the last quarter that ended, until others are asked for."""

    use_required_attribute = False

    first = forms.DateField(label=gettext_lazy("From"), error_messages={"required": gettext_lazy("Fill in a day")})
    last = forms.DateField(
        label=gettext_lazy("Up to and including"), error_messages={"required": gettext_lazy("Fill in a day")}
    )

    def __init__(self, asked: QueryDict, *, today: date) -> None:
        ended = Quarter.of(today).before
        given = {name: asked[name] for name in self.base_fields if name in asked}
        super().__init__(given or {"first": ended.first.isoformat(), "last": ended.last.isoformat()})
        self.today = today
        for field in self.fields.values():
            field.widget = DayInput({"class": "input", "max": today.isoformat()})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last:
            if last < first:
                raise forms.ValidationError(_("The last day lies before the first."))
            if last > self.today:
                raise forms.ValidationError(_("The last day has yet to come."))
            if (last - first).days >= LONGEST:
                raise forms.ValidationError(_("Choose at most one year."))
        return given

    @property
    def span(self) -> Span:
        return Span(self.cleaned_data["first"], self.cleaned_data["last"])


def _form(request: PersonRequest) -> BooksForm:
    return BooksForm(request.GET, today=amsterdam_date(request.now))


@staff("finance")
@require_safe
def books(request: PersonRequest) -> HttpResponse:
    """Which days, and what is in the file; with a wrong choice, why it cannot be."""
    return render(request, "desk/books.html", {"form": _form(request)})


@staff("finance")
@require_safe
def books_zip(request: PersonRequest) -> HttpResponseBase:
    """Made while it is asked for, so it is never older than the books."""
    form = _form(request)
    if not form.is_valid():
        return render(request, "desk/books.html", {"form": form}, status=400)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    books_file.write(file, form.span, at=request.now)
    file.seek(0)
    name = f"books-{form.span.first}-{form.span.last}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


urlpatterns = [
    path("figures/books/", books, name="books"),
    path("figures/books/books.zip", books_zip, name="books_zip"),
]
