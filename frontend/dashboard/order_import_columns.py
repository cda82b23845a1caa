"""How a list is read: its delimiter, encoding and names, and what each of its columns holds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.dashboard import order_import_words as words
from keurmerk.lifecycle import IllegalMove
from reviews import terms
from reviews.content import one_line
from reviews.imports import layout
from reviews.imports.columns import ORDERS, Meaning
from reviews.imports.vocabulary import Vocabulary
from reviews.models import OrderImport
from reviews.models.file_import import FileImport

UNUSED = "-"
_EXAMPLES = 3
_LONGEST_EXAMPLE = 40


@dataclass(frozen=True)
class Sample:
    """A column as the page shows it: its name and what stands in its first lines."""

    name: str
    examples: Sequence[str]


class LayoutForm(forms.Form):
    """What stands between the cells, and where the names are."""

    delimiter = forms.ChoiceField(
        label=gettext_lazy("Between two columns stands a"), choices=[*words.DELIMITERS.items()]
    )
    charset = forms.ChoiceField(label=gettext_lazy("Encoding of the letters"), choices=[*words.CHARSETS.items()])
    header_line = forms.IntegerField(
        label=gettext_lazy("The names of the columns are on line"),
        help_text=gettext_lazy("0 when the columns have no names."),
        min_value=0,
        max_value=50,
    )


class ColumnsForm(forms.Form):
    """What each column holds, and how long to wait."""

    delay_days = forms.IntegerField(
        label=gettext_lazy("Days to wait before the invitation"), min_value=0, max_value=terms.MOST_DELAY_DAYS
    )

    def __init__(self, data: Any, *, of: OrderImport, samples: Sequence[Sample]) -> None:
        super().__init__(data, initial={"delay_days": of.delay_days})
        for number, sample in enumerate(samples):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=sample.name,
                help_text=" · ".join(sample.examples),
                choices=[(UNUSED, _("Do not use")), *Meaning.choices],
                initial=(of.columns[number] if number < len(of.columns) else "") or UNUSED,
            )

    @property
    def columns(self) -> list[str]:
        return chosen_columns(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        """One column says whom, and no two say the same."""
        cleaned = super().clean() or {}
        used = Counter(filter(None, self.columns))
        if not used[Meaning.EMAIL.value]:
            self.add_error(None, _("Say which column holds the e-mail addresses."))
        for meaning in (each for each, times in used.items() if times > 1):
            self.add_error(None, _("Two columns hold the same: %(what)s.") % {"what": Meaning(meaning).label})
        return cleaned


def chosen_columns(answers: dict[str, Any]) -> list[str]:
    """What each column holds, in their order; empty where it is not used."""
    chosen = sorted((int(name[7:]), value) for name, value in answers.items() if name.startswith("column_"))
    return ["" if value == UNUSED else value for _number, value in chosen]


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def order_import_columns(request: ShopRequest, import_id: int) -> HttpResponse:
    """What each column holds, with its first lines beside it."""
    of = get_object_or_404(request.shop.order_imports.readable(), pk=import_id)
    form = ColumnsForm(request.POST or None, of=of, samples=samples_of(of))
    if form.is_valid():
        told = {"columns": form.columns, "delay_days": form.cleaned_data["delay_days"]}
        return _read_anew(request, of, told, "dashboard:order_import")
    return _page(request, of, form)


@for_shop
@require_POST
def order_import_layout(request: ShopRequest, import_id: int) -> HttpResponse:
    """Another delimiter or encoding: the columns are others then, and are guessed anew."""
    of = get_object_or_404(request.shop.order_imports.readable(), pk=import_id)
    form = LayoutForm(request.POST)
    if not form.is_valid():
        return _page(request, of, ColumnsForm(None, of=of, samples=samples_of(of)), form)
    with file_of(of) as file:
        found = layout.with_columns(file, **form.cleaned_data)
    return _read_anew(request, of, found.as_fields(), "dashboard:order_import_columns")


def _read_anew(request: ShopRequest, of: OrderImport, told: dict[str, Any], page: str) -> HttpResponse:
    try:
        of.lay_out(told, actor=request.actor, at=request.now)
    except IllegalMove:
        messages.error(request, _("This list was confirmed or deleted already."))
    return redirect(page, shop_id=request.shop.pk, import_id=of.pk)


def _page(
    request: ShopRequest, of: OrderImport, form: ColumnsForm, layout_form: LayoutForm | None = None
) -> HttpResponse:
    now = {"delimiter": of.delimiter, "charset": of.charset, "header_line": of.header_line}
    facts = {"list": of, "form": form, "layout_form": layout_form or LayoutForm(initial=now)}
    return render(request, "dashboard/order_import_columns.html", facts)


def samples_of(of: FileImport, kind: Vocabulary = ORDERS) -> list[Sample]:
    """The columns of this file, with what stands in its first lines."""
    with file_of(of) as file:
        records = layout.first_records(file, charset=of.charset, delimiter=of.delimiter, of=kind)
    names = next((record.cells for record in records if record.line == of.header_line), [])
    rows = [record.cells for record in records if record.line > of.header_line][:_EXAMPLES]
    width = max([len(of.columns), len(names), *map(len, rows)], default=0)
    return [_sample(number, names, rows) for number in range(min(width, layout.MOST_COLUMNS))]


def file_of(of: FileImport) -> Any:
    """Opened; what is gone does not exist."""
    try:
        return default_storage.open(of.path, "rb")
    except FileNotFoundError as fault:
        raise Http404 from fault


def _sample(number: int, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Sample:
    name = one_line(names[number], 60) if number < len(names) else ""
    letter = words.letters(number + 1)
    cells = (one_line(row[number], _LONGEST_EXAMPLE) for row in rows if number < len(row))
    return Sample(f"{letter}: {name}" if name else _("Column %(letter)s") % {"letter": letter}, [*filter(None, cells)])


_LIST = "shops/<int:shop_id>/invitations/lists/<int:import_id>/"
urlpatterns = [
    path(f"{_LIST}columns/", order_import_columns, name="order_import_columns"),
    path(f"{_LIST}layout/", order_import_layout, name="order_import_layout"),
]
