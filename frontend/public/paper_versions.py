"""The documents that bind members by version: the list, an older text, and what changed between two (terms 2.10).

A version is a folder of templates, `public/paper/<document>/<version>/text.<language>.html`; which there are and since
when says `members/documents.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag
from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend import differences
from frontend.access import HouseRequest, visitor
from keurmerk.calendar import amsterdam_date
from members import documents
from members.documents import Version

_PARTS = ("h2", "h3", "h4", "li", "p", "tr", "caption")  # what the differences compare, the smallest of them


@dataclass(frozen=True)
class Document:
    """One of them: the name of its page, and what people call it."""

    page: str
    code: str
    title: str | Promise

    @property
    def stem(self) -> str:
        return self.page.replace("-", "_")

    @property
    def versions(self) -> tuple[Version, ...]:
        return documents.VERSIONS[self.code]

    def text(self, version: str) -> str:
        """The template of this version's text in the reader's language."""
        return f"public/paper/{self.stem}/{version}/text.{get_language()}.html"

    def address(self, what: str, *names: str) -> str:
        return reverse(f"public:{self.stem}_{what}", args=names)


DOCUMENTS = {
    each.page: each
    for each in (
        Document("terms", documents.TERMS, _("Terms and conditions")),
        Document("code-of-conduct", documents.CODE, _("Code of conduct")),
        Document("processing-agreement", documents.PROCESSING, _("Processing agreement")),
    )
}


@dataclass(frozen=True)
class Listed:
    """A version as the list shows it."""

    document: Document
    version: Version
    today: date

    @property
    def is_current(self) -> bool:
        return documents.CURRENT[self.document.code] == self.version.name

    @property
    def is_coming(self) -> bool:
        return self.version.valid_from > self.today

    @cached_property
    def until(self) -> date | None:
        return documents.held_until(self.document.code, self.version)

    @property
    def address(self) -> str:
        return self.document.address("version", self.version.name)


class CompareForm(forms.Form):
    """Which two versions?"""

    use_required_attribute = False

    old = forms.ChoiceField(label=_("From version"))
    new = forms.ChoiceField(label=_("To version"))

    def __init__(self, document: Document, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [each.name for each in document.versions]
        for field in ("old", "new"):
            self.fields[field].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.initial = {"old": names[min(1, len(names) - 1)], "new": names[0], **self.initial}


def facts_of(page: str) -> dict[str, Any]:
    """What the page of a document shows today: the text that members accept, and the way to the others."""
    document = DOCUMENTS.get(page)
    if document is None:
        return {}
    current = documents.CURRENT[document.code]
    return {"text": document.text(current), "versions_address": document.address("versions")}


def _all(document: Document) -> Callable[..., HttpResponseBase]:
    @visitor
    @require_safe
    def show(request: HouseRequest) -> HttpResponse:
        """Every version with its day; two of them are compared by a form."""
        today = amsterdam_date(request.now)
        listed = [Listed(document, each, today) for each in document.versions]
        several = len(listed) > 1
        facts = {"document": document, "listed": listed, "form": CompareForm(document) if several else None}
        return render(request, "public/paper_versions.html", _with_address(document, facts))

    return show


def _one(document: Document) -> Callable[..., HttpResponseBase]:
    @visitor
    @require_safe
    def show(request: HouseRequest, name: str) -> HttpResponse:
        """A version as it reads; search engines are sent to the one of today."""
        version = documents.version_of(document.code, name)
        if version is None:
            raise Http404
        listed = Listed(document, version, amsterdam_date(request.now))
        facts = {"document": document, "shown": listed, "text": document.text(version.name)}
        return render(request, "public/paper_version.html", _with_address(document, facts))

    return show


def _compared(document: Document) -> Callable[..., HttpResponseBase]:
    @visitor
    @require_safe
    def show(request: HouseRequest) -> HttpResponse:
        """What the later of two versions changed, part by part."""
        form = CompareForm(document, request.GET or None)
        facts: dict[str, Any] = {"document": document, "form": form}
        if form.is_valid():
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            facts |= {"old": old, "new": new, "parts": changes(document, old, new)}
        return render(request, "public/paper_differences.html", _with_address(document, facts))

    return show


def _with_address(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    here = {"back": reverse(f"public:{document.stem}"), "versions_address": document.address("versions")}
    return {**facts, **here, "compare_address": document.address("differences")}


def changes(document: Document, old: str, new: str) -> list[differences.Part]:
    """From one version to another, in the reader's language."""
    return differences.between(parts_of(document.text(old)), parts_of(document.text(new)))


def parts_of(template: str) -> list[str]:
    """The words of a text part by part: headings, paragraphs, points, rows. The table of contents says nothing new."""
    page = BeautifulSoup(render_to_string(template, {"brand": settings.BRAND}), "lxml")
    for contents in page.find_all("nav"):
        contents.decompose()
    found = (_own_words(each) for each in page.find_all(_PARTS))
    return [words for words in found if words]


def _own_words(part: Tag) -> str:
    """Without those of the parts inside it, which come by themselves."""
    inside = {id(text) for each in part.find_all(_PARTS) for text in each.find_all(string=True)}
    own = (str(text) for text in part.find_all(string=True) if id(text) not in inside)
    return " ".join(" ".join(own).replace("\xad", "").split())


urlpatterns = [
    pattern
    for document in DOCUMENTS.values()
    for pattern in (
        path(f"{document.page}/versions/", _all(document), name=f"{document.stem}_versions"),
        path(f"{document.page}/versions/differences/", _compared(document), name=f"{document.stem}_differences"),
        path(f"{document.page}/versions/<slug:name>/", _one(document), name=f"{document.stem}_version"),
    )
]
