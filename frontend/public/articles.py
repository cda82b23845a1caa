"""News and guides: what we tell shops and consumers about e-commerce, for everybody to read and search (terms 9.1)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import django_filters
from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend import prose
from frontend.access import HouseRequest, visitor
from frontend.paging import page_of
from inspections.models import Article, Audience, Criterion
from inspections.models.article import ArticleQuerySet
from keurmerk.calendar import amsterdam_date

LONGEST, MOST = 100, 50  # characters of a search, and results that are shown
LIST = {Article.Kind.NEWS: "public:news", Article.Kind.GUIDE: "public:guides"}
ONE = {Article.Kind.NEWS: "public:news_item", Article.Kind.GUIDE: "public:guide"}


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By words and by whom it is written for."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", widget=forms.SearchInput)
    audience = django_filters.ChoiceFilter(
        label=_("Written for"),
        method="by_audience",
        empty_label=_("Everybody"),
        choices=[(each.value, each.label) for each in (Audience.CONSUMERS, Audience.SHOPS)],
    )

    class Meta:
        model = Article
        fields = ("q", "audience")

    def by_words(self, rows: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        return rows.found_by(value[:LONGEST], get_language())

    def by_audience(self, rows: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        return rows.written_for(value)

    @property
    def words(self) -> str:
        return str(self.form.cleaned_data["q"]).strip() if self.form.is_valid() else ""


def listed(kind: Article.Kind) -> Callable[..., HttpResponseBase]:
    """A view of all that is published of this kind: the newest first, or what is most like the words asked for."""

    @visitor
    @require_safe
    def show(request: HouseRequest) -> HttpResponse:
        chosen = ArticleFilter(request.GET, queryset=Article.objects.published().of_kind(kind))
        facts: dict[str, Any] = {"kind": kind, "filter": chosen}
        if chosen.words:
            facts["articles"] = list(chosen.qs[:MOST])
        else:
            page = page_of(chosen.qs, request, by="published_at")
            facts |= {"articles": page.rows, "newer": page.newer, "older": page.older}
        return render(request, "public/articles.html", facts)

    return show


def shown(kind: Article.Kind) -> Callable[..., HttpResponseBase]:
    """A view of one article, in the reader's language or else in Dutch, at the address of the language it shows."""

    @visitor
    @require_safe
    def show(request: HouseRequest, slug: str) -> HttpResponse:
        found = Article.objects.published().of_kind(kind).at(slug, get_language())
        if found is None:
            raise Http404
        if slug != found.slug:
            return redirect(address(found))
        return render(request, "public/article.html", _facts(request, found))

    return show


def _facts(request: HouseRequest, found: Article) -> dict[str, Any]:
    assert found.live is not None  # what is published has a version
    words = found.live.words
    alternates = [{"code": code, "url": address(found, code)} for code in found.live.languages]
    return {
        "article": found,
        "words": words,
        "prose": prose.read(words.body, host=urlsplit(settings.SITE_URL).netloc),
        "lags": words.language != get_language(),
        "changed": _was_changed(found),
        "points": _points(found),
        "room": reverse(LIST[Article.Kind(found.kind)]),
        "alternates": alternates if len(alternates) > 1 else [],
        "canonical": address(found, words.language),
    }


def _was_changed(found: Article) -> bool:
    """On a later day than it was published for the first time."""
    first, last = found.published_at, found.changed_at
    return first is not None and last is not None and amsterdam_date(last) > amsterdam_date(first)


def _points(found: Article) -> list[Criterion]:
    """The points it explains, in the words of the newest edition that has them."""
    codes = found.live.criteria if found.live else []
    if not codes:
        return []
    published = Criterion.objects.filter(code__in=codes, checklist__published_at__isnull=False)
    rows = published.order_by("code", "-checklist__valid_from", "-checklist")
    return list(rows.distinct("code"))


def address(found: Article, language: str | None = None) -> str:
    """Where it stands, in this language or the reader's own."""
    with override(language or get_language()):
        return reverse(ONE[Article.Kind(found.kind)], kwargs={"slug": found.slug})


urlpatterns = [
    path("news/", listed(Article.Kind.NEWS), name="news"),
    path("news/<slug:slug>/", shown(Article.Kind.NEWS), name="news_item"),
    path("guides/", listed(Article.Kind.GUIDE), name="guides"),
    path("guides/<slug:slug>/", shown(Article.Kind.GUIDE), name="guide"),
]
